package dev.jinx.sample;

import java.time.Duration;

/** What is left of one user's patience, and how much was done again meanwhile. Belongs to the thread that serves the order. */
final class Budget {
    private static final Duration LEAST = Duration.ofMillis(1);

    private final long end;
    private int retries;

    Budget(Duration patience) {
        end = System.nanoTime() + patience.toNanos();
    }

    boolean spent() {
        return System.nanoTime() - end >= 0;
    }

    /** That long, but no longer than the user still waits; at least a millisecond, because 0 means for ever to a socket. */
    Duration atMost(Duration wanted) {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (left.compareTo(LEAST) < 0) {
            return LEAST;
        }
        return left.compareTo(wanted) < 0 ? left : wanted;
    }

    void retried() {
        retries++;
    }

    int retries() {
        return retries;
    }
}
