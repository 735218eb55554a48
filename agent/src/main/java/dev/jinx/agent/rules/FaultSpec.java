package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.Optional;

/** What a rule does, as written; one record for each word of {@code fault} that is supported. */
public sealed interface FaultSpec
        permits FaultSpec.Error,
                FaultSpec.Throw,
                FaultSpec.Delay,
                FaultSpec.Timeout,
                FaultSpec.Hang,
                FaultSpec.Reset,
                FaultSpec.Close,
                FaultSpec.Refuse,
                FaultSpec.Drop,
                FaultSpec.Down,
                FaultSpec.Blackhole,
                FaultSpec.Short,
                FaultSpec.Slice,
                FaultSpec.Throttle,
                FaultSpec.Limit,
                FaultSpec.Lifetime,
                FaultSpec.Skip,
                FaultSpec.Return,
                FaultSpec.CorruptResult,
                FaultSpec.Deadlock,
                PayloadSpec {
    /** The word in the rules file. */
    String word();

    /** Whether the operation ends with it, so that nothing can follow in a list. */
    default boolean terminal() {
        return false;
    }

    /** What becomes of a connection where a fault has done its part. */
    enum Then {
        CONTINUE,
        RESET,
        CLOSE,
        HANG
    }

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

    /**
     * That exception is thrown.
     *
     * @param force on calls: although the method does not declare it
     * @param async on calls: the future that the method returns fails with it
     * @param label on calls: the message names the rule
     */
    record Throw(String className, Optional<String> message, boolean force, boolean async, boolean label)
            implements FaultSpec {
        /** Without options. */
        public Throw(String className, Optional<String> message) {
            this(className, message, false, false, false);
        }

        @Override
        public String word() {
            return "throw";
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }

    /**
     * Later.
     *
     * @param async on calls: the future that the method returns completes later, the caller does not wait
     */
    record Delay(DelaySpec delay, boolean async) implements FaultSpec {
        /** The caller waits. */
        public Delay(DelaySpec delay) {
            this(delay, false);
        }

        @Override
        public String word() {
            return "delay";
        }
    }

    /**
     * Nothing for that long, then a timeout: the operation's own, or the given exception.
     *
     * @param async on calls: the future that the method returns fails then, the caller does not wait
     */
    record Timeout(Duration after, Optional<Throw> exception, boolean async) implements FaultSpec {
        /** The caller waits. */
        public Timeout(Duration after, Optional<Throw> exception) {
            this(after, exception, false);
        }

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

    /** The whole peer refuses connections; those that are open are reset. */
    record Down() implements FaultSpec {
        @Override
        public String word() {
            return "down";
        }
    }

    /** Nothing reaches the whole peer, or nothing arrives from it, until the rule goes. */
    record Blackhole(Direction direction) implements FaultSpec {
        /** What does not arrive, seen from here. */
        public enum Direction {
            BOTH,
            OUT,
            IN
        }

        @Override
        public String word() {
            return "blackhole";
        }
    }

    /** At most that many bytes at a time, none lost. */
    @SuppressWarnings("JavaLangClash") // the word of the rules file
    record Short(int max) implements FaultSpec {
        @Override
        public String word() {
            return "short";
        }
    }

    /** In pieces of that many bytes, at least 1, with pauses between them, which may be none. */
    record Slice(int size, Duration delay) implements FaultSpec {
        @Override
        public String word() {
            return "slice";
        }
    }

    /**
     * The connection ends after exactly that many bytes, 0 or more, from where this triggered.
     *
     * @param then not {@link Then#CONTINUE}
     */
    record Limit(long bytes, Then then) implements FaultSpec {
        @Override
        public String word() {
            return "limit";
        }
    }

    /**
     * The connection ends that long after its first data.
     *
     * @param jitter by which that may be less or more; not longer than {@code after}
     * @param then not {@link Then#CONTINUE}
     */
    record Lifetime(Duration after, Duration jitter, Then then) implements FaultSpec {
        @Override
        public String word() {
            return "lifetime";
        }
    }

    /** A bandwidth, in bytes a second; shared by all connections of the rule, or each has its own for each direction. */
    record Throttle(long rate, boolean shared) implements FaultSpec {
        @Override
        public String word() {
            return "throttle";
        }
    }

    /** The body of the method is not run; its result is what a variable of that type begins with: 0, false or null. */
    record Skip() implements FaultSpec {
        @Override
        public String word() {
            return "skip";
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }

    /**
     * The body of the method is not run; it returns that value.
     *
     * @param value as written, typed later by what the method returns; {@code null} stands for null, {@code []} and <code>{}</code>
     *     for something empty
     */
    record Return(String value) implements FaultSpec {
        @Override
        public String word() {
            return "return";
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }

    /**
     * The method returns a damaged copy of its result.
     *
     * @param rate the share of its values that are damaged, 0 to 1
     */
    record CorruptResult(double rate) implements FaultSpec {
        @Override
        public String word() {
            return "corrupt-result";
        }
    }

    /** The caller waits in a deadlock that thread dumps show. */
    record Deadlock() implements FaultSpec {
        @Override
        public String word() {
            return "deadlock";
        }

        @Override
        public boolean terminal() {
            return true;
        }
    }
}
