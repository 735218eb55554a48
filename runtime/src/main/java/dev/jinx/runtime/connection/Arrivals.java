package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;

/**
 * When the bytes that wait to be read on one connection arrived, so that each can be late by the same time and a stream keeps its order
 * and its spacing. The kernel does not tell; it is asked how many bytes there are, by whoever reads and by the {@link Timer} in
 * between. Any thread.
 */
final class Arrivals {
    /** Linux: {@code POLLRDHUP}, the peer has closed, whether or not there is still something to read. */
    private static final int POLLRDHUP = 0x2000;

    /** After the last byte was read, arrivals are watched for that many times the delay: the next ones may come while nobody reads. */
    private static final int WATCH = 2;

    private record Stamp(long total, long at) {}

    /** Weak: a channel that is dropped without a close is not to be kept by what is known of it. */
    private final WeakReference<FileDescriptor> descriptor;

    private final Connection connection;
    private final long delay;
    private final ArrayDeque<Stamp> stamps = new ArrayDeque<>();
    private long consumed;
    private long stamped;
    private long released;
    private long lastSeen = System.nanoTime();
    private boolean ended;
    private long endedAt;
    private boolean endPassed;
    private boolean forgotten;

    /**
     * Nothing has arrived.
     *
     * @param delay in nanoseconds, by which the need to look is measured
     */
    Arrivals(Connection connection, FileDescriptor fd, long delay) {
        this.connection = connection;
        descriptor = new WeakReference<>(fd);
        this.delay = delay;
    }

    /** How often to look, in nanoseconds: a twentieth of the delay, from 1 to 10 ms. */
    long interval() {
        return Math.max(1_000_000, Math.min(10_000_000, delay / 20));
    }

    /** Looks what is there; false if this was given up meanwhile, and another is to be asked. */
    synchronized boolean sample() {
        FileDescriptor fd = descriptor.get();
        if (forgotten || fd == null) {
            return fd == null;
        }
        long now = System.nanoTime();
        long total = consumed + connection.looked() + Kernel.available(fd);
        if (total > stamped) {
            stamps.addLast(new Stamp(total, now));
            stamped = total;
            lastSeen = now;
        }
        if (!ended && Kernel.polls(fd, POLLRDHUP)) {
            ended = true;
            endedAt = now;
        }
        return true;
    }

    /** How many bytes arrived before that time and were not read. */
    synchronized long passable(long before) {
        while (!stamps.isEmpty() && stamps.peekFirst().at() - before <= 0) {
            released = stamps.removeFirst().total();
        }
        return released - consumed;
    }

    /** Whether there is something, bytes or the end, that is still to be late. */
    synchronized boolean waiting() {
        return !stamps.isEmpty() || (ended && !endPassed);
    }

    /** When the first of it arrived. */
    synchronized long next() {
        return stamps.isEmpty() ? endedAt : stamps.peekFirst().at();
    }

    /** The end of the stream may be seen from now on. */
    synchronized void passEnd() {
        endPassed = true;
    }

    /** That many bytes were read. */
    synchronized void consumed(long n) {
        consumed += n;
        stamped = Math.max(stamped, consumed);
        released = Math.max(released, consumed);
        lastSeen = System.nanoTime();
    }

    /** Whether all has arrived that can, so that nobody needs to look again. */
    synchronized boolean complete() {
        return ended || descriptor.get() == null;
    }

    /**
     * Gives this up if nothing is there, and nothing came for so long that nobody needs to look before the next read. Not behind the
     * end of the stream: it is late once, however often it is read.
     */
    synchronized boolean forget() {
        forgotten = !ended
                && stamps.isEmpty()
                && released == consumed
                && System.nanoTime() - lastSeen > Math.max(WATCH * delay, 100_000_000L);
        return forgotten;
    }
}
