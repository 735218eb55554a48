package dev.jinx.runtime.connection;

import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicLongArray;
import jdk.internal.misc.Unsafe;

/**
 * Who woke a selector: the application, or we. Counted for some selectors together, by their hash: two that share a count take a
 * wakeup of the other for their own, and a select returns early as it may at any time. Any thread.
 */
public final class Wakeups {
    private static final int STRIPES = 256;
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();

    private static final AtomicLongArray BEGUN = new AtomicLongArray(STRIPES);
    private static final AtomicLongArray DONE = new AtomicLongArray(STRIPES);
    private static final AtomicLongArray OURS = new AtomicLongArray(STRIPES);
    private static final Object WAKING = new Object();
    private static volatile Thread waker;

    private static final class OfSelector {
        static final Class<?> TYPE = Internals.type("sun.nio.ch.EPollSelectorImpl");
        static final long TRIGGERED = UNSAFE.objectFieldOffset(TYPE, "interruptTriggered");

        private OfSelector() {}
    }

    private Wakeups() {}

    private static int stripe(Object selector) {
        return System.identityHashCode(selector) & (STRIPES - 1);
    }

    /** Somebody is about to wake it. */
    public static void begin(Object selector) {
        if (waker != Thread.currentThread()) {
            BEGUN.incrementAndGet(stripe(selector));
        }
    }

    /** Somebody has woken it. */
    public static void done(Object selector) {
        if (waker != Thread.currentThread()) {
            DONE.incrementAndGet(stripe(selector));
        }
    }

    /** Wakes it; the application does not know that. */
    static void wake(Selector selector) {
        OURS.incrementAndGet(stripe(selector));
        synchronized (WAKING) {
            waker = Thread.currentThread();
            try {
                selector.wakeup();
            } finally {
                waker = null;
            }
        }
    }

    /** How often it was woken by us. */
    public static long ours(Object selector) {
        return OURS.get(stripe(selector));
    }

    /** How often it was woken by others, those included who are about to. */
    public static long begun(Object selector) {
        return BEGUN.get(stripe(selector));
    }

    /**
     * Whether the next select would end at once, or somebody is about to wake it, so that nobody can tell who did.
     *
     * @param begun what {@link #begun} said before
     */
    public static boolean pending(Object selector, long begun) {
        return !OfSelector.TYPE.isInstance(selector)
                || DONE.get(stripe(selector)) != begun
                || UNSAFE.getBooleanVolatile(selector, OfSelector.TRIGGERED);
    }
}
