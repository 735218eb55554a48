package dev.jinx.agent.rules;

/** What a rule does to the bytes that an operation moves, as written. */
public sealed interface PayloadSpec extends FaultSpec {
    /** Whether other bytes come out than went in, and not only later. */
    default boolean changes() {
        return true;
    }

    /**
     * Bytes are changed, their number is not.
     *
     * @param rate the share of them, above 0, 1 at most
     */
    record Corrupt(double rate, Mode mode) implements PayloadSpec {
        /** What becomes of a byte. */
        public enum Mode {
            FLIP,
            RANDOM,
            ZERO
        }

        @Override
        public String word() {
            return "corrupt";
        }
    }

    /**
     * A part is sent, and all of it reported as sent.
     *
     * @param keep the share that is sent, from its beginning, 0 to 1; 1 where {@code dropLast} counts
     * @param dropLast how many bytes at the end are not sent; 0 where {@code keep} counts
     * @param then not {@link FaultSpec.Then#RESET}
     */
    record Truncate(double keep, int dropLast, Then then) implements PayloadSpec {
        @Override
        public String word() {
            return "truncate";
        }

        @Override
        public boolean terminal() {
            return then != Then.CONTINUE;
        }
    }

    /** The bytes come twice. */
    record Duplicate() implements PayloadSpec {
        @Override
        public String word() {
            return "duplicate";
        }
    }

    /**
     * Bytes are added behind.
     *
     * @param bytes how many, from 1
     * @param with what they are, in UTF-8, repeated as often as it takes; not empty
     */
    record Pad(int bytes, String with) implements PayloadSpec {
        @Override
        public String word() {
            return "pad";
        }
    }

    /** Other bytes take their place. */
    record Replace(Octets with) implements PayloadSpec {
        @Override
        public String word() {
            return "replace";
        }
    }

    /**
     * What a regular expression finds is replaced.
     *
     * @param pattern a valid one
     * @param with as {@link java.util.regex.Matcher#appendReplacement} takes it, with groups that the pattern has; may be empty
     */
    record Substitute(String pattern, String with) implements PayloadSpec {
        @Override
        public String word() {
            return "substitute";
        }
    }

    /** Held back until there are that many. */
    record Coalesce(int bytes) implements PayloadSpec {
        @Override
        public String word() {
            return "coalesce";
        }

        @Override
        public boolean changes() {
            return false;
        }
    }
}
