package dev.jinx.runtime.connection;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that waits inside an intercepted call, at the place where it would otherwise wait in the kernel. The JDK's own locks are
 * held as they are there, so that everybody else sees what a blocked call looks like.
 */
public final class Waiter {
    /** How a wait ended. */
    public enum End {
        /** The time came. */
        DUE,
        /** The caller's own timeout came first. */
        TIMEOUT,
        /** The socket or channel was closed. */
        CLOSED,
        /** The rule went, or the reading side was shut down: the call goes on as if there had been no rule. */
        RELEASED,
        /** The thread was interrupted, and the kernel's wait would have ended. */
        INTERRUPTED
    }

    /** Set once, when the JVM goes down. */
    private static volatile boolean over;

    private static final AtomicInteger WAITING = new AtomicInteger();

    private static volatile int most = Integer.MAX_VALUE;

    /** Whether a thread was not let wait since {@link #most} was set. */
    private static volatile boolean refused;

    private final Thread thread = Thread.currentThread();
    private final Object owner;
    private final Crossing.Kind kind;
    private volatile boolean closed;
    private volatile boolean released;

    /**
     * The current thread waits.
     *
     * @param owner the rule whose fault it is
     */
    Waiter(Object owner) {
        this(owner, null);
    }

    /** The same, in an operation of that kind. */
    Waiter(Object owner, Crossing.Kind kind) {
        this.owner = owner;
        this.kind = kind;
    }

    Crossing.Kind kind() {
        return kind;
    }

    Object owner() {
        return owner;
    }

    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    void release() {
        released = true;
        LockSupport.unpark(thread);
    }

    /** From now on nobody waits: every wait, those to come too, ends at once as {@link End#RELEASED}. */
    static void endAll() {
        over = true;
    }

    /** Whether nobody waits any more. */
    static boolean over() {
        return over;
    }

    /**
     * Waits.
     *
     * @param start {@code nanoTime} at which the call began
     * @param until when to go on, in nanoseconds after {@code start}; {@code Long.MAX_VALUE} for never
     * @param timeout the caller's own timeout, likewise
     * @param interruptible whether an interrupt ends the kernel's wait: on channels, and on virtual threads
     */
    End await(long start, long until, long timeout, boolean interruptible) {
        long end = Math.min(until, timeout);
        boolean interrupted = false;
        if (!begin()) {
            return End.RELEASED;
        }
        try {
            while (true) {
                if (closed) {
                    return End.CLOSED;
                }
                if (released || over) {
                    return End.RELEASED;
                }
                long left = end - (System.nanoTime() - start);
                if (left <= 0) {
                    return until <= timeout ? End.DUE : End.TIMEOUT;
                }
                if (thread.isInterrupted()) {
                    if (interruptible) {
                        return End.INTERRUPTED;
                    }
                    // A platform thread in Socket's read takes no notice of an interrupt and keeps its flag.
                    Thread.interrupted();
                    interrupted = true;
                }
                LockSupport.parkNanos(this, left);
            }
        } finally {
            end();
            if (interrupted) {
                thread.interrupt();
            }
        }
    }

    /** One more thread waits, if it may; it is to call {@link #end} then. */
    static boolean begin() {
        if (WAITING.incrementAndGet() <= most) {
            return true;
        }
        WAITING.decrementAndGet();
        refused = true;
        return false;
    }

    /** One thread less waits. */
    static void end() {
        WAITING.decrementAndGet();
    }

    /** From now on no more threads than that wait at once; a thread beyond goes on as if there had been no rule. */
    public static void atMost(int threads) {
        refused = false;
        most = threads;
    }

    /** Whether a thread was not let wait, because so many waited already. */
    public static boolean refused() {
        return refused;
    }

    /** How many threads wait now. */
    public static int waiting() {
        return WAITING.get();
    }
}
