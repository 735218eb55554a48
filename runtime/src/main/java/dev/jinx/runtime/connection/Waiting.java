package dev.jinx.runtime.connection;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.Channel;
import java.util.concurrent.locks.LockSupport;

/**
 * How time passes for one operation: its thread waits where the API blocks, and ends that wait as it would end the kernel's; elsewhere
 * the readiness of its channel is withheld. Keeps nothing: what is to be remembered is the {@link Crossing}'s.
 */
final class Waiting {
    static final long FOR_EVER = Long.MAX_VALUE;

    /** The answer of {@link #detain} to who does not wait though its cause is still there: nothing is to hold him. */
    static final long FREE = Long.MAX_VALUE;

    /** How often is looked for more bytes where nobody tells, in nanoseconds. */
    private static final long GATHERING = 5_000_000;

    /** The closing thread is on its way; a second is far more than it needs. */
    private static final long LONGEST_INTERRUPT = 1_000_000_000L;

    private Waiting() {}

    /** Waits until that many nanoseconds after the start, or has the channel's readiness withheld so long. */
    static long until(Crossing crossing, long until, long n) throws IOException {
        long left = until - (System.nanoTime() - crossing.start());
        if (until != FOR_EVER && left <= 0) {
            return Crossing.proceed(n);
        }
        if (Waiter.over()) {
            crossing.goOn();
            return Crossing.proceed(n);
        }
        if (crossing.blocking()) {
            return await(crossing, crossing.owner(), until, n, true);
        }
        crossing.postpone();
        Readiness readiness = crossing.connection().readiness();
        readiness.mute(crossing.kind(), until == FOR_EVER ? FOR_EVER : left);
        // Muted first, asked then: who releases does it the other way round, so that none is muted and forgotten.
        if (crossing.released() || crossing.gone() || Waiter.over()) {
            crossing.goOn();
            readiness.flow(crossing.kind()).unmute();
            return Crossing.proceed(n);
        }
        return Crossing.skip(Crossing.UNAVAILABLE);
    }

    private static long await(Crossing crossing, Object cause, long until, long n, boolean ofOperation)
            throws IOException {
        Crossing.Kind kind = crossing.kind();
        switch (awaitEnd(crossing, cause, until)) {
            case DUE -> {
                return Crossing.proceed(n);
            }
            case RELEASED -> {
                if (kind == Crossing.Kind.READ && crossing.connection().inputShut()) {
                    // What was withheld never came.
                    return Crossing.skip(Crossing.EOF);
                }
                if (ofOperation) {
                    crossing.goOn();
                }
                return ofOperation || !(cause instanceof Cause rule) || !rule.inForce() ? Crossing.proceed(n) : FREE;
            }
            case TIMEOUT -> {
                if (kind == Crossing.Kind.CONNECT) {
                    throw new SocketTimeoutException("Connect timed out");
                }
                return Crossing.skip(Crossing.UNAVAILABLE);
            }
            case INTERRUPTED -> {
                awaitClosedByInterrupt(crossing.socket());
                return Crossing.skip(Crossing.UNAVAILABLE);
            }
            default -> {
                return Crossing.skip(Crossing.UNAVAILABLE);
            }
        }
    }

    private static Waiter.End awaitEnd(Crossing crossing, Object cause, long until) {
        Waiter waiter = new Waiter(cause, crossing.kind());
        Connection connection = crossing.connection();
        connection.enter(waiter);
        try {
            // Closed between the JDK's own check and our entry: nobody would wake us.
            if (!Sockets.isOpen(crossing.socket())) {
                return Waiter.End.CLOSED;
            }
            if (cause instanceof Cause rule && !rule.inForce()) {
                // It went between the verdict and this wait.
                return Waiter.End.RELEASED;
            }
            if (connection.shut(crossing.kind())) {
                // Likewise: who shuts a side down says so first, and looks then who waits.
                return Waiter.End.RELEASED;
            }
            return waiter.await(crossing.start(), until, crossing.timeout(), crossing.interruptible());
        } finally {
            connection.leave(waiter);
        }
    }

    /**
     * Nothing passes for that long, or as long as {@code cause} is in force, whatever was decided on this operation.
     *
     * @param crossing null where the operation is not known; it tries again soon then
     * @return {@link Crossing#skip} where it is not to pass yet, {@link #FREE} where it is not held though the cause is there
     */
    static long detain(Crossing crossing, Cause cause, long nanos, long n) throws IOException {
        if (crossing == null) {
            LockSupport.parkNanos(GATHERING);
            return Crossing.skip(Crossing.UNAVAILABLE);
        }
        if (crossing.blocking()) {
            long until = nanos == FOR_EVER ? FOR_EVER : System.nanoTime() - crossing.start() + nanos;
            return await(crossing, cause, until, n, false);
        }
        Readiness readiness = crossing.connection().readiness();
        readiness.detain(crossing.kind(), nanos, cause);
        if (!cause.inForce() || Waiter.over()) {
            readiness.flow(crossing.kind()).unmute();
            return Crossing.proceed(n);
        }
        return Crossing.skip(Crossing.UNAVAILABLE);
    }

    /**
     * More bytes are waited for, of which nobody tells.
     *
     * @param nanos how long at most
     * @return whether to look again; if not, the JDK is to wait
     */
    static boolean gather(Crossing crossing, long nanos) {
        if (crossing.blocking()) {
            long until = System.nanoTime() - crossing.start() + Math.min(nanos, GATHERING);
            Waiter.End end = awaitEnd(crossing, null, until);
            if (end == Waiter.End.RELEASED) {
                LockSupport.parkNanos(GATHERING / 5);
            }
            return end == Waiter.End.DUE || end == Waiter.End.RELEASED;
        }
        if (nanos != FOR_EVER) {
            crossing.connection().readiness().mute(crossing.kind(), nanos);
        }
        return false;
    }

    /**
     * An interrupt closes a channel, but the JDK wakes the thread first and closes then. In the kernel the thread would wait until it is
     * closed; if it went on now, it could find data, or a socket that never was connected. It cannot park: it is interrupted.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void awaitClosedByInterrupt(Object socket) {
        if (!(socket instanceof Channel channel)) {
            return;
        }
        long end = System.nanoTime() + LONGEST_INTERRUPT;
        while (channel.isOpen() && System.nanoTime() < end) {
            Thread.yield();
        }
    }
}
