package dev.jinx.agent.rules;

import java.util.List;
import java.util.Optional;

/** A rules file as a tree, before anything in it has a meaning: aliases are resolved, every scalar is still text. */
sealed interface Node {
    /** Where it begins. */
    Position at();

    /** What kind of thing it is, in the user's words. */
    String kind();

    /** How a scalar came by its text. */
    enum Form {
        /** Written. */
        GIVEN,
        /** Nothing was written, or {@code ~} or {@code null} without quotes. */
        EMPTY,
        /** It could not be resolved, which is reported already: nobody else needs to complain about it. */
        BROKEN
    }

    /** A single value. */
    record Scalar(String text, Form form, Position at) implements Node {
        @Override
        public String kind() {
            return "a single value";
        }
    }

    /** A list. */
    record Sequence(List<Node> items, Position at) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A mapping; its keys are distinct. */
    record Mapping(List<Entry> entries, Position at) implements Node {
        @Override
        public String kind() {
            return "a mapping";
        }

        /** The value of that key, if it is there. */
        Optional<Node> get(String key) {
            for (Entry entry : entries) {
                if (entry.key().equals(key)) {
                    return Optional.of(entry.value());
                }
            }
            return Optional.empty();
        }
    }

    /**
     * One line of a mapping.
     *
     * @param at where the key stands
     */
    record Entry(String key, Position at, Node value) {}

    /** Whether nothing was written there. */
    static boolean isEmpty(Node node) {
        return node instanceof Scalar scalar && scalar.form() == Form.EMPTY;
    }

    /** Whether it is already reported as broken. */
    static boolean isBroken(Node node) {
        return node instanceof Scalar scalar && scalar.form() == Form.BROKEN;
    }
}
