package dev.jinx.agent.rules;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The grammar of the target keys that are not built yet, so that a mistake in one is named today. */
final class LaterTargets {
    private static final String[] MATCHERS = {"contains", "matches", "hex"};

    private LaterTargets() {}

    static void check(String key, Node value, Problems problems) throws BadValue {
        switch (key) {
            case "received", "sent" -> {
                for (Node item : Values.items(value, key)) {
                    new PayloadReader(problems, key).readOne(item);
                }
            }
            case "methods" -> {
                for (Node item : Values.items(value, key)) {
                    method(Values.word(item, key), item.at());
                }
            }
            case "args" -> args(value, problems);
            default -> Values.words(value, key);
        }
    }

    /** {@code Class#method(types)} with globs, {@code +Type#m}, or {@code @Annotation}. */
    private static void method(String text, Position at) throws BadValue {
        if (text.startsWith("@")) {
            if (!ThrowReader.isClassName(text.substring(1).replace('*', 'x'))) {
                throw new BadValue(at, Problems.quote(text) + " is not an annotation, as in `@com.acme.Fragile`");
            }
            return;
        }
        int hash = text.indexOf('#');
        int open = text.indexOf('(');
        String type = hash < 0 ? "" : text.substring(text.startsWith("+") ? 1 : 0, hash);
        String name = hash < 0 ? "" : text.substring(hash + 1, open < hash ? text.length() : open);
        boolean types = open < 0 || text.indexOf(')') == text.length() - 1;
        if (!types || !isGlob(type, true) || !isGlob(name, false)) {
            throw new BadValue(
                    at,
                    Problems.quote(text)
                            + " is not a method, as in `com.acme.OrderRepository#find*` or `+java.sql.Driver#connect`");
        }
    }

    private static boolean isGlob(String text, boolean dots) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '*'
                    && !(dots && c == '.')
                    && !Character.isJavaIdentifierPart(c)
                    && !(!dots && (c == '<' || c == '>'))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static void args(Node value, Problems problems) throws BadValue {
        if (!(value instanceof Node.Mapping mapping)) {
            throw new BadValue(value.at(), "'args' is a mapping of argument numbers, as in `{0: \"eu-*\"}`");
        }
        for (Node.Entry entry : mapping.entries()) {
            try {
                Values.whole(new Node.Scalar(entry.key(), Node.Form.GIVEN, entry.at()), "args", 0, 254);
                Values.text(entry.value(), entry.key());
            } catch (BadValue bad) {
                problems.add(bad);
            }
        }
    }

    /** Reads <code>{contains|matches|hex: …}</code>. */
    private static final class PayloadReader extends MappingReader {
        private final String key;
        private int given;

        PayloadReader(Problems problems, String key) {
            super(problems, "`" + key + "`", MATCHERS);
            this.key = key;
        }

        void readOne(Node value) {
            int before = problems.count();
            if (readAll(value) && given != 1 && problems.count() == before) {
                problems.add(value.at(), "'" + key + "' takes one of contains, matches and hex");
            }
        }

        @Override
        protected void read(String matcher, Node value) throws BadValue {
            given++;
            String text = Values.text(value, matcher);
            if (text.isEmpty()) {
                throw new BadValue(value.at(), "'" + matcher + "' is empty and would match everything");
            }
            if (matcher.equals("hex")) {
                LaterFaults.hex(text, value.at());
            } else if (matcher.equals("matches")) {
                pattern(text, value.at());
            }
        }
    }

    static void pattern(String text, Position at) throws BadValue {
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new BadValue(at, Problems.quote(text) + " is not a regular expression: " + e.getDescription());
        }
    }
}
