package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Loops;
import dev.jinx.runtime.connection.Wakeups;
import dev.jinx.runtime.stats.Failures;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/**
 * What woven code in the JDK's selectors calls. What is in our hands can be read though the kernel has no event for it; and a select
 * that found nothing but what is withheld, or was woken by us, goes on as if nothing had been there.
 */
public final class SelectHook {
    private static final int POLLIN = 1;
    private static final long MILLI = 1_000_000;

    /** How often a thread's selects hid something; only threads that did have one. */
    private static final ThreadLocal<long[]> HIDDEN = new ThreadLocal<>();

    private SelectHook() {}

    /** Before {@code EPollSelectorImpl.wakeup}. */
    public static void waking(Object selector) {
        Wakeups.begin(selector);
    }

    /** After it. */
    public static void woken(Object selector) {
        if (Hooks.armed) {
            Wakeups.done(selector);
        }
    }

    /** Something that the kernel reported to this thread's select was taken away. */
    static void hides() {
        long[] hidden = HIDDEN.get();
        if (hidden == null) {
            hidden = new long[1];
            HIDDEN.set(hidden);
        }
        hidden[0]++;
    }

    private static long hidden() {
        long[] hidden = HIDDEN.get();
        return hidden == null ? 0 : hidden[0];
    }

    /**
     * In place of {@code SelectorImpl.doSelect}, with the selector's locks held.
     *
     * @param timeout in milliseconds; 0 for not at all, below for none
     */
    public static int doSelect(Object selector, Consumer<?> action, long timeout, Object same) throws IOException {
        if (!Hooks.armed || timeout == 0 || !Connections.any()) {
            return once((Selector) selector, action, timeout);
        }
        long begun = Wakeups.begun(selector);
        boolean untold = Wakeups.pending(selector, begun);
        long start = System.nanoTime();
        long left = timeout;
        while (true) {
            long ours = Wakeups.ours(selector) + hidden();
            int selected = once((Selector) selector, action, left);
            if (selected != 0
                    || untold
                    || Wakeups.begun(selector) != begun
                    || Wakeups.ours(selector) + hidden() == ours
                    || !((Selector) selector).isOpen()) {
                return selected;
            }
            if (timeout > 0) {
                left = timeout - (System.nanoTime() - start) / MILLI;
                if (left <= 0) {
                    return selected;
                }
            }
        }
    }

    private static int once(Selector selector, Consumer<?> action, long timeout) throws IOException {
        boolean ready = Hooks.armed && anyReady(selector);
        int selected = Loops.doSelect(selector, action, ready ? 0 : timeout);
        if (!Hooks.armed || Connections.deliverable().isEmpty()) {
            return selected;
        }
        for (Connection connection : Connections.deliverable()) {
            SelectionKey key = key(selector, connection);
            if (key != null) {
                selected += Loops.processReadyEvents(selector, POLLIN, key, action);
            }
        }
        return selected;
    }

    private static boolean anyReady(Selector selector) {
        for (Connection connection : Connections.deliverable()) {
            if (key(selector, connection) != null) {
                return true;
            }
        }
        return false;
    }

    /** The key of a connection that the application waits for there; null for none, and where it is too early. */
    private static SelectionKey key(Selector selector, Connection connection) {
        try {
            if (!(connection.readiness().channel() instanceof SelectableChannel channel)
                    || !connection.inHand()
                    || connection.readiness().muted(Crossing.Kind.READ)) {
                return null;
            }
            SelectionKey key = channel.keyFor(selector);
            return key != null && key.isValid() && (key.interestOps() & SelectionKey.OP_READ) != 0 ? key : null;
        } catch (java.nio.channels.CancelledKeyException e) {
            return null;
        } catch (Throwable t) {
            Failures.record("select", t);
            return null;
        }
    }
}
