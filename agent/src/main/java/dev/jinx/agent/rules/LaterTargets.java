package dev.jinx.agent.rules;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The grammar of the target keys that are not built yet, so that a mistake in one is named today. */
final class LaterTargets {
    private static final String[] MATCHERS = {"contains", "matches", "hex"};

    private LaterTargets() {}

    static void check(String key, Node value, Problems problems) throws BadValue {
        for (Node item : Values.items(value, key)) {
            new PayloadReader(problems, key).readOne(item);
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
