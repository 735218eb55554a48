package dev.jinx.runtime.connection;

/** Pieces with pauses between them. Any thread. */
final class Pace {
    private long next = System.nanoTime();

    /** Nanoseconds until the next piece may go. */
    synchronized long left() {
        return Math.max(0, next - System.nanoTime());
    }

    /** A piece went; the next one goes after so many nanoseconds. */
    synchronized void went(long pause) {
        next = System.nanoTime() + pause;
    }
}
