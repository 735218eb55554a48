package dev.jinx.agent.rules;

import java.util.Optional;

/** A node as YAML on one line, such that reading it gives the node again. */
final class FlowText {
    /** Longer definitions end in an ellipsis: aliases can make short files into long texts. */
    private static final int LONGEST = 2_000;

    /** Where, when and what, in the order in which people say it. */
    private static final String[] DEFINING = {"target", "probability", "when", "fault", "continue"};

    private final StringBuilder text = new StringBuilder();

    private FlowText() {}

    /** Where, when and what of that rule. */
    static String definition(Node.Mapping rule) {
        FlowText flow = new FlowText();
        flow.text.append('{');
        flow.entryOf(rule, "on", "on");
        flow.entryOf(rule, "operation", "on");
        for (String key : DEFINING) {
            flow.entryOf(rule, key, key);
        }
        return flow.finish();
    }

    private void entryOf(Node.Mapping rule, String key, String writtenAs) {
        Optional<Node> value = rule.get(key);
        if (value.isPresent()) {
            entry(writtenAs, value.get());
        }
    }

    private String finish() {
        if (text.length() > LONGEST) {
            return text.substring(0, LONGEST) + "…";
        }
        return text.append('}').toString();
    }

    private void entry(String key, Node value) {
        if (text.charAt(text.length() - 1) != '{') {
            text.append(", ");
        }
        scalar(key);
        text.append(": ");
        write(value);
    }

    private void write(Node node) {
        if (text.length() > LONGEST) {
            return;
        }
        if (node instanceof Node.Mapping mapping) {
            text.append('{');
            for (Node.Entry entry : mapping.entries()) {
                entry(entry.key(), entry.value());
            }
            text.append('}');
        } else if (node instanceof Node.Sequence sequence) {
            sequence(sequence);
        } else {
            Node.Scalar scalar = (Node.Scalar) node;
            if (scalar.form() == Node.Form.EMPTY) {
                text.append("null");
            } else {
                scalar(scalar.text());
            }
        }
    }

    private void sequence(Node.Sequence sequence) {
        text.append('[');
        for (int i = 0; i < sequence.items().size(); i++) {
            if (i > 0) {
                text.append(", ");
            }
            write(sequence.items().get(i));
        }
        text.append(']');
    }

    private void scalar(String value) {
        if (isPlain(value)) {
            text.append(value);
            return;
        }
        text.append('"');
        for (int i = 0; i < value.length() && text.length() <= LONGEST; i++) {
            quoted(value.charAt(i));
        }
        text.append('"');
    }

    private void quoted(char c) {
        switch (c) {
            case '"', '\\' -> text.append('\\').append(c);
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            // A dollar sign would be taken for a variable.
            case '$' -> text.append("$$");
            default -> text.append(c < ' ' ? ' ' : c);
        }
    }

    /** Whether it means the same without quotes, wherever it stands. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean word =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '/';
            if (!word && (i == 0 || ".-+%*()".indexOf(c) < 0)) {
                return false;
            }
        }
        return !value.isEmpty() && value.length() < LONGEST && !value.equalsIgnoreCase("null");
    }
}
