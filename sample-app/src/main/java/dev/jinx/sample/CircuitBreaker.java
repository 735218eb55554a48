package dev.jinx.sample;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Spares a dependency that keeps failing: after so many failures in a row it opens and turns calls away; a while later one call may
 * try (half-open), whose outcome closes or opens it again. Safe for use by several threads.
 */
final class CircuitBreaker {
    /** Where a breaker stands. */
    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /** The call was turned away. */
    static final class OpenException extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final int threshold;
    private final long openNanos;
    private final LongSupplier clock;
    private State state = State.CLOSED;
    private int failures;
    private int opened;
    private long openedAt;
    /** Counts changes of state: a call that began before the last one says nothing about now. */
    private long epoch;

    /**
     * @param threshold failures in a row that open it
     * @param open how long it turns every call away
     * @param clock nanoseconds, as {@link System#nanoTime()}
     */
    CircuitBreaker(int threshold, Duration open, LongSupplier clock) {
        this.threshold = threshold;
        this.openNanos = open.toNanos();
        this.clock = clock;
    }

    <T> T call(Attempt<T> attempt) throws Exception {
        long entered = enter();
        boolean succeeded = false;
        try {
            T result = attempt.make();
            succeeded = true;
            return result;
        } finally {
            leave(entered, succeeded);
        }
    }

    synchronized State state() {
        return state;
    }

    /** How often it opened. */
    synchronized int opened() {
        return opened;
    }

    private synchronized long enter() throws OpenException {
        if (state == State.CLOSED) {
            return epoch;
        }
        if (state == State.OPEN && clock.getAsLong() - openedAt >= openNanos) {
            become(State.HALF_OPEN);
            return epoch;
        }
        throw new OpenException();
    }

    private synchronized void leave(long entered, boolean succeeded) {
        if (entered != epoch) {
            return;
        }
        if (succeeded) {
            failures = 0;
            if (state == State.HALF_OPEN) {
                become(State.CLOSED);
            }
        } else if (++failures >= threshold || state == State.HALF_OPEN) {
            opened++;
            openedAt = clock.getAsLong();
            become(State.OPEN);
        }
    }

    private void become(State next) {
        state = next;
        epoch++;
    }
}
