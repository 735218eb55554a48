package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Variables inside values: <code>${NAME}</code>, <code>${NAME:-default}</code>, and {@code $$} for a dollar sign. */
final class Substitution {
    /** The longest value with its variables, in characters. */
    private static final int LONGEST = 1 << 20;

    private final Map<String, String> environment;

    /** Whether system properties are among the variables. */
    private final boolean properties;

    private final Problems problems;

    Substitution(Map<String, String> environment, boolean properties, Problems problems) {
        this.environment = environment;
        this.properties = properties;
        this.problems = problems;
    }

    /** That node with all variables replaced; keys stay as they are. */
    Node in(Node node) {
        if (node instanceof Node.Mapping mapping) {
            List<Node.Entry> entries = new ArrayList<>(mapping.entries().size());
            for (Node.Entry entry : mapping.entries()) {
                entries.add(new Node.Entry(entry.key(), entry.at(), in(entry.value())));
            }
            return new Node.Mapping(entries, mapping.at());
        }
        if (node instanceof Node.Sequence sequence) {
            List<Node> items = new ArrayList<>(sequence.items().size());
            for (Node item : sequence.items()) {
                items.add(in(item));
            }
            return new Node.Sequence(items, sequence.at());
        }
        return inScalar((Node.Scalar) node);
    }

    private Node inScalar(Node.Scalar scalar) {
        if (scalar.text().indexOf('$') < 0) {
            return scalar;
        }
        try {
            return new Node.Scalar(replaced(scalar), scalar.form(), scalar.at());
        } catch (BadValue bad) {
            problems.add(bad);
            return new Node.Scalar(scalar.text(), Node.Form.BROKEN, scalar.at());
        }
    }

    private String replaced(Node.Scalar scalar) throws BadValue {
        String text = scalar.text();
        StringBuilder result = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            if (text.startsWith("$$", i)) {
                result.append('$');
                i += 2;
            } else if (text.startsWith("${", i)) {
                int end = text.indexOf('}', i);
                if (end < 0) {
                    throw new BadValue(
                            scalar.at(),
                            "`${` without `}` in " + Problems.quote(text) + "; a plain `$` is written `$$`");
                }
                result.append(value(text.substring(i + 2, end), scalar.at()));
                i = end + 1;
            } else {
                result.append(text.charAt(i++));
            }
            if (result.length() > LONGEST) {
                throw new BadValue(
                        scalar.at(), "with its variables the value has more than " + LONGEST + " characters");
            }
        }
        return result.toString();
    }

    private String value(String reference, Position at) throws BadValue {
        int split = reference.indexOf(":-");
        String name = split < 0 ? reference : reference.substring(0, split);
        if (!isName(name)) {
            throw new BadValue(
                    at,
                    Problems.quote("${" + reference + "}")
                            + " is not a variable: write `${NAME}` or `${NAME:-default}`");
        }
        String value = environment.get(name);
        if (split >= 0) {
            String other = reference.substring(split + 2);
            if (other.contains("${")) {
                throw new BadValue(at, "the default of `${" + name + ":-…}` cannot hold a variable itself");
            }
            // As in a shell: the default stands in for an empty variable, too.
            return value == null || value.isEmpty() ? other : value;
        }
        if (value == null) {
            throw new BadValue(
                    at,
                    (properties
                                    ? "neither a system property nor an environment variable " + name + " is set"
                                    : "the environment variable " + name + " is not set")
                            + "; `${" + name + ":-default}` gives it a default");
        }
        return value;
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
