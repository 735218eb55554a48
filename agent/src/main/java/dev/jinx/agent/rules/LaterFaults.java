package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** The grammar of the faults that are not built yet, so that a mistake in one is named today. */
final class LaterFaults {
    private static final long MOST_BYTES = 1L << 50;

    private final Problems problems;

    LaterFaults(Problems problems) {
        this.problems = problems;
    }

    /** Reports what is wrong with the options of that fault. */
    void check(FaultWord word, Position at, Optional<Node> options) throws BadValue {
        if (word == FaultWord.BLACKHOLE && (options.isEmpty() || Node.isEmpty(options.get()))) {
            return;
        }
        Node node = FaultReader.needed(word, at, options);
        switch (word) {
            case BLACKHOLE -> shortOr(node, "direction", new Options("blackhole", "", "direction"));
            case SLICE -> new Options("slice", "size", "size", "delay").check(node);
            case LIMIT -> new Options("limit", "bytes", "bytes", "then").check(node);
            case LIFETIME -> new Options("lifetime", "after", "after", "jitter", "then").check(node);
            case CORRUPT -> new Options("corrupt", "rate", "rate", "mode").check(node);
            case TRUNCATE -> truncate(node);
            case PAD -> new Options("pad", "bytes", "bytes", "with").check(node);
            case REPLACE -> replace(node);
            case SUBSTITUTE -> substitute(node);
            case COALESCE -> new Options("coalesce", "bytes", "bytes").check(node);
            case REORDER -> new Options("reorder", "window", "window").check(node);
            default -> Values.text(node, word.word());
        }
    }

    private void shortOr(Node node, String key, Options options) throws BadValue {
        if (node instanceof Node.Scalar) {
            options.read(key, node);
        } else {
            options.check(node);
        }
    }

    private void truncate(Node node) throws BadValue {
        Options options = new Options("truncate", "", "keep", "drop-last", "then");
        options.check(node);
        if (options.count("keep", "drop-last") != 1) {
            throw new BadValue(node.at(), "'truncate' takes one of keep and drop-last");
        }
    }

    private void replace(Node node) throws BadValue {
        Options options = new Options("replace", "", "text", "base64", "hex");
        options.check(node);
        if (options.count("text", "base64", "hex") != 1) {
            throw new BadValue(node.at(), "'replace' takes one of text, base64 and hex");
        }
    }

    private void substitute(Node node) throws BadValue {
        Options options = new Options("substitute", "pattern", "pattern", "with");
        options.check(node);
        if (options.lacks("with")) {
            throw new BadValue(node.at(), "'substitute' needs 'with'");
        }
    }

    /** Bytes in hexadecimal, blanks between them allowed. */
    static void hex(String text, Position at) throws BadValue {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ') {
                digits = c < 0x80 && Character.digit(c, 16) >= 0 ? digits + 1 : Integer.MIN_VALUE;
            }
        }
        if (digits < 0 || digits % 2 != 0) {
            throw new BadValue(
                    at, "'hex' is bytes of two hexadecimal digits each, as in `00 10 ff`, not " + Problems.quote(text));
        }
    }

    private static void base64(String text, Position at) throws BadValue {
        try {
            Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new BadValue(at, "'base64' is not valid base64: " + Problems.quote(text));
        }
    }

    /** The options of one fault: what a key means is the same in all of them, but for {@code rate} and {@code with}. */
    private final class Options extends MappingReader {
        private final String word;
        private final String needed;

        Options(String word, String needed, String... keys) {
            super(LaterFaults.this.problems, "`" + word + "`", keys);
            this.word = word;
            this.needed = needed;
        }

        void check(Node node) throws BadValue {
            if (readAll(node) && !needed.isEmpty() && lacks(needed)) {
                throw new BadValue(node.at(), "'" + word + "' needs '" + needed + "'");
            }
        }

        int count(String... keys) {
            int count = 0;
            for (String key : keys) {
                count += has(key) ? 1 : 0;
            }
            return count;
        }

        @Override
        protected void read(String key, Node value) throws BadValue {
            switch (key) {
                case "direction" -> Values.oneOf(value, key, "both", "out", "in");
                case "size", "drop-last" -> Quantities.size(value, key, 1, Integer.MAX_VALUE);
                case "bytes" -> Quantities.size(value, key, word.equals("limit") ? 0 : 1, MOST_BYTES);
                case "delay", "jitter", "after" -> Quantities.duration(value, key, Duration.ZERO, Quantities.A_DAY);
                case "rate" -> Quantities.share(value, key);
                case "keep" -> Quantities.share(value, key);
                case "mode" -> Values.oneOf(value, key, "flip", "random", "zero");
                case "then" -> then(value);
                case "window" -> Values.whole(value, key, 2, 1_000);
                case "pattern" -> LaterTargets.pattern(Values.word(value, key), value.at());
                case "base64" -> base64(Values.text(value, key), value.at());
                case "hex" -> hex(Values.text(value, key), value.at());
                default -> Values.text(value, key);
            }
        }

        private void then(Node value) throws BadValue {
            if (word.equals("truncate")) {
                Values.oneOf(value, "then", "continue", "hang", "close");
            } else {
                Values.oneOf(value, "then", "reset", "close", "hang");
            }
        }
    }
}
