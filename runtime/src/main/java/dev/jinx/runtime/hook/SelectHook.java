package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Loops;
import dev.jinx.runtime.stats.Failures;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/** What woven code in the JDK's selectors calls: what is in our hands can be read, though the kernel has no event for it. */
public final class SelectHook {
    private static final int POLLIN = 1;

    private SelectHook() {}

    /** In place of {@code SelectorImpl.doSelect}, with the selector's locks held. */
    public static int doSelect(Object selector, Consumer<?> action, long timeout, Object same) throws IOException {
        boolean ready = false;
        if (Hooks.armed) {
            ready = anyReady((Selector) selector);
        }
        int selected = Loops.doSelect(selector, action, ready ? 0 : timeout);
        if (!Hooks.armed || Connections.deliverable().isEmpty()) {
            return selected;
        }
        for (Connection connection : Connections.deliverable()) {
            SelectionKey key = key((Selector) selector, connection);
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
            if (!(connection.channel() instanceof SelectableChannel channel)
                    || !connection.inHand()
                    || connection.muted(Crossing.Kind.READ)) {
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
