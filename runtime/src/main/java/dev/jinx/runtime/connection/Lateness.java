package dev.jinx.runtime.connection;

import java.io.IOException;

/** What makes one operation late. One thread at a time. */
final class Lateness {
    /** Linux gives up on a connect after 127 s: {@code tcp_syn_retries} is 6. */
    private static final long SYN_TIMEOUT = 127_000_000_000L;

    private final Crossing crossing;
    private long begun = -1;
    private boolean past;
    private long gap;
    private boolean vanishes;

    Lateness(Crossing crossing) {
        this.crossing = crossing;
    }

    /** Another rule's faults come next. */
    void again() {
        begun = -1;
        past = false;
    }

    /** The operation is to begin that much later. */
    long begin(long nanos, long n) throws IOException {
        if (begun < 0) {
            begun = System.nanoTime() - crossing.start();
        }
        return crossing.waitUntil(begun + nanos, n);
    }

    /** Who waits to be accepted is to be there that much later. */
    long accept(long nanos, long n) throws IOException {
        if (past) {
            return Crossing.proceed(n);
        }
        Connection connection = crossing.connection();
        if (begun < 0) {
            if (!Kernel.readable(crossing.descriptor())) {
                connection.due(false);
                // The JDK waits for somebody to connect, with all that may happen meanwhile, and comes back.
                return Crossing.skip(Crossing.UNAVAILABLE);
            }
            if (connection.due()) {
                past = true;
                return Crossing.proceed(n);
            }
            begun = System.nanoTime() - crossing.start();
        }
        long answer = crossing.waitUntil(begun + nanos, n);
        if (!Crossing.skips(answer)) {
            past = true;
            connection.due(true);
        }
        return answer;
    }

    /** What is received is to be received that much later. */
    long read(long nanos, long n) throws IOException {
        Arrivals arrivals = crossing.connection().arrivals(crossing.descriptor(), nanos);
        while (true) {
            if (!arrivals.sample()) {
                arrivals = crossing.connection().arrivals(crossing.descriptor(), nanos);
                continue;
            }
            long passable = arrivals.passable(System.nanoTime() - nanos);
            if (passable > 0) {
                return Crossing.proceed(Math.min(n, passable));
            }
            if (!arrivals.waiting()) {
                if (!crossing.connection().readable(crossing.descriptor())) {
                    // The JDK waits for the arrival, with all that may happen meanwhile, and comes back.
                    return Crossing.skip(Crossing.UNAVAILABLE);
                }
                // It may have arrived since the look above: then it is to be late like all the rest.
                if (arrivals.sample() && !arrivals.waiting()) {
                    return Crossing.proceed(n);
                }
                continue;
            }
            long due = arrivals.next() + nanos - crossing.start();
            if (System.nanoTime() - crossing.start() >= due) {
                // Nothing but the end of the stream is left, and it has been late for long enough.
                arrivals.passEnd();
                return Crossing.proceed(n);
            }
            long answer = crossing.waitUntil(due, n);
            if (Crossing.skips(answer) || crossing.released()) {
                return answer;
            }
        }
    }

    /** Nothing answers a connect: it times out as with the kernel, or is made when the peer is there again. */
    long vanish(long n) throws IOException {
        if (begun < 0) {
            begun = System.nanoTime() - crossing.start();
            long window = crossing.owner() instanceof Peer peer ? peer.window() : Waiting.FOR_EVER;
            vanishes = window >= SYN_TIMEOUT;
            gap = Math.min(window, SYN_TIMEOUT);
        }
        long answer = crossing.released() ? Crossing.proceed(n) : crossing.waitUntil(begun + gap, n);
        if (Crossing.skips(answer) || crossing.released() || !vanishes) {
            return answer;
        }
        return crossing.fail(Errno.ETIMEDOUT);
    }

    /** A connection was accepted; what waits behind it may have been late already. */
    void accepted() {
        if (past && !Kernel.readable(crossing.descriptor())) {
            crossing.connection().due(false);
        }
    }
}
