package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.Optional;

/** What a rule does, as written; one record for each word of {@code fault} that is supported. */
public sealed interface FaultSpec {
    /** The word in the rules file. */
    String word();

    /** Whether the operation ends with it, so that nothing can follow in a list. */
    boolean terminal();

    /** The system reports that error, {@code ECONNREFUSED}. */
    @SuppressWarnings("JavaLangClash") // the word of the rules file
    record Error(String errno) implements FaultSpec {
        @Override
        public String word() {
            return "error";
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }

    /** That exception is thrown. */
    record Throw(String className, Optional<String> message) implements FaultSpec {
        @Override
        public String word() {
            return "throw";
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }

    /** Later. */
    record Delay(DelaySpec delay) implements FaultSpec {
        @Override
        public String word() {
            return "delay";
        }

        @Override
        public boolean terminal() {
            return false;
        }
    }

    /** Nothing for that long, then a timeout: the operation's own, or the given exception. */
    record Timeout(Duration after, Optional<Throw> exception) implements FaultSpec {
        @Override
        public String word() {
            return "timeout";
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }

    /** Nothing, until the caller gives up or the rule goes. */
    record Hang() implements FaultSpec {
        @Override
        public String word() {
            return "hang";
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }

    /** The connection is reset, with a real RST to the peer. */
    record Reset() implements FaultSpec {
        @Override
        public String word() {
            return "reset";
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }

    /** The connection ends in order, as if the peer had closed it. */
    record Close() implements FaultSpec {
        @Override
        public String word() {
            return "close";
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }

    /** The connection is refused. */
    record Refuse() implements FaultSpec {
        @Override
        public String word() {
            return "refuse";
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }

    /** Reported as written, never sent. */
    record Drop() implements FaultSpec {
        @Override
        public String word() {
            return "drop";
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }

    /** At most that many bytes at a time, none lost. */
    @SuppressWarnings("JavaLangClash") // the word of the rules file
    record Short(int max) implements FaultSpec {
        @Override
        public String word() {
            return "short";
        }

        @Override
        public boolean terminal() {
            return false;
        }
    }

    /** A bandwidth, in bytes a second; shared by all connections of the rule, or each has its own for each direction. */
    record Throttle(long rate, boolean shared) implements FaultSpec {
        @Override
        public String word() {
            return "throttle";
        }

        @Override
        public boolean terminal() {
            return false;
        }
    }
}
