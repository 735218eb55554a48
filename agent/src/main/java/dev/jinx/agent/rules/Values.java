package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.List;

/** Single values and lists out of the tree. Every method throws {@link BadValue} with the place and the key's name. */
final class Values {
    private Values() {}

    /** The text of a single value. */
    static String text(Node node, String key) throws BadValue {
        if (!(node instanceof Node.Scalar scalar)) {
            throw new BadValue(node.at(), "'" + key + "' takes a single value, not " + node.kind());
        }
        if (scalar.form() == Node.Form.EMPTY) {
            throw new BadValue(node.at(), "'" + key + "' has an empty value");
        }
        return scalar.text();
    }

    /** As {@link #text}, but blank is refused. */
    static String word(Node node, String key) throws BadValue {
        String text = text(node, key);
        if (text.isBlank()) {
            throw new BadValue(node.at(), "'" + key + "' has an empty value");
        }
        return text;
    }

    /** One of some words. */
    static String oneOf(Node node, String key, String... words) throws BadValue {
        String text = word(node, key);
        for (String word : words) {
            if (word.equals(text)) {
                return text;
            }
        }
        throw new BadValue(
                node.at(), Suggestion.unknown(key, text, words) + "; it is one of " + String.join(", ", words));
    }

    /** {@code true} or {@code false}. */
    static boolean bool(Node node, String key) throws BadValue {
        String text = word(node, key);
        if (text.equals("true")) {
            return true;
        }
        if (text.equals("false")) {
            return false;
        }
        throw new BadValue(node.at(), "'" + key + "' is true or false, not " + Problems.quote(text));
    }

    /** A whole number within those bounds, both included. */
    static long whole(Node node, String key, long lowest, long highest) throws BadValue {
        String text = word(node, key);
        long value;
        try {
            value = isWhole(text) ? Long.parseLong(text) : Long.MIN_VALUE;
        } catch (NumberFormatException e) {
            value = Long.MIN_VALUE;
        }
        if (!isWhole(text) || value < lowest || value > highest) {
            throw new BadValue(
                    node.at(),
                    "'" + key + "' is a whole number " + bounds(lowest, highest) + ", not " + Problems.quote(text));
        }
        return value;
    }

    private static String bounds(long lowest, long highest) {
        return highest == Long.MAX_VALUE ? "of at least " + lowest : "from " + lowest + " to " + highest;
    }

    /** Digits without a leading zero, which YAML takes for octal and people for decimal; a minus sign may stand before them. */
    private static boolean isWhole(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        if (first == text.length() || (text.charAt(first) == '0' && text.length() > first + 1)) {
            return false;
        }
        return Quantities.digits(text, first) == text.length();
    }

    /** Numbers and ranges like {@code 8000-8999}, one or a list. */
    static List<Range> ranges(Node node, String key, int lowest, int highest, Problems problems) throws BadValue {
        List<Range> ranges = new ArrayList<>();
        for (Node item : items(node, key)) {
            try {
                ranges.add(range(item, key, lowest, highest));
            } catch (BadValue bad) {
                problems.add(bad);
            }
        }
        return List.copyOf(ranges);
    }

    private static Range range(Node node, String key, int lowest, int highest) throws BadValue {
        String text = word(node, key);
        int dash = text.indexOf('-', 1);
        if (dash < 0) {
            int only = (int) whole(node, key, lowest, highest);
            return new Range(only, only);
        }
        Node.Scalar left = new Node.Scalar(text.substring(0, dash).strip(), Node.Form.GIVEN, node.at());
        Node.Scalar right = new Node.Scalar(text.substring(dash + 1).strip(), Node.Form.GIVEN, node.at());
        int first = (int) whole(left, key, lowest, highest);
        int last = (int) whole(right, key, lowest, highest);
        if (last < first) {
            throw new BadValue(node.at(), "the range " + Problems.quote(text) + " ends before it begins");
        }
        return new Range(first, last);
    }

    /** One value or a list: as a list that is not empty. */
    static List<Node> items(Node node, String key) throws BadValue {
        if (!(node instanceof Node.Sequence sequence)) {
            return List.of(node);
        }
        if (sequence.items().isEmpty()) {
            throw new BadValue(node.at(), "'" + key + "' is an empty list");
        }
        return sequence.items();
    }

    /** One text or a list of them, none blank. */
    static List<String> words(Node node, String key) throws BadValue {
        List<Node> items = items(node, key);
        String[] words = new String[items.size()];
        for (int i = 0; i < words.length; i++) {
            words[i] = word(items.get(i), key);
        }
        return List.of(words);
    }
}
