package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Custody;
import dev.jinx.runtime.connection.Flow;
import dev.jinx.runtime.connection.Loops;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.OperationTable;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * What woven code in the JDK's selection keys calls: a channel whose next operation is to happen later is not seen to be ready for it
 * until then. The loop's thread is never held, and does not spin: the kernel is not asked for what is withheld.
 */
public final class ReadyHook {
    private static final int POLLIN = 1;
    private static final int POLLOUT = 4;
    private static final int POLLERR = 8;
    private static final int POLLHUP = 16;

    private ReadyHook() {}

    /** When a selector is about to register events: takes away what is withheld. */
    public static int interest(int events, SelectionKey key) {
        try {
            if (events == 0 || !Connections.any() || !Sockets.isOwn(key.channel())) {
                return events;
            }
            Connection connection = Connections.get(Sockets.descriptor(key.channel()));
            if (connection == null) {
                return events;
            }
            int left = withheld(connection, events);
            // The timer may have come before it knew this key.
            return left != events && connection.readiness().withheldFrom(key) ? withheld(connection, events) : left;
        } catch (Throwable t) {
            Failures.record("interest", t);
            return events;
        }
    }

    private static int withheld(Connection connection, int events) {
        if (connection.readiness().muted(Crossing.Kind.CONNECT)) {
            // The kernel reports a socket that is not connecting as hung up.
            return 0;
        }
        boolean reads = connection.readiness().muted(Crossing.Kind.READ)
                || connection.readiness().muted(Crossing.Kind.ACCEPT);
        boolean writes = connection.readiness().muted(Crossing.Kind.WRITE);
        if ((reads || writes) && connection.readiness().hungUp()) {
            // A hang-up is reported whatever is asked for: the loop would spin.
            return 0;
        }
        return events & ~(reads ? POLLIN : 0) & ~(writes ? POLLOUT : 0);
    }

    /** When the kernel reported events: takes the readiness away for which it is too early. */
    public static boolean ready(boolean changed, int events, SelectionKey key) {
        try {
            int ready = Loops.readyOps(key);
            int left = ready & ~early(key.channel(), ready, events);
            if (!key.channel().isOpen()) {
                // Closed meanwhile, and nobody would forget it again.
                Connections.closed(Sockets.descriptor(key.channel()));
                return changed;
            }
            if (left == ready) {
                return changed;
            }
            Loops.readyOps(key, left);
            SelectHook.hides();
            // On the loop's own thread: the next select takes the descriptor out, without a wakeup.
            Loops.register(key);
            return changed && left != 0;
        } catch (Throwable t) {
            Failures.record("ready", t);
            return changed;
        }
    }

    private static int early(SelectableChannel channel, int ready, int events) {
        if (!Sockets.isOwn(channel)) {
            return 0;
        }
        int early = 0;
        if (channel instanceof SocketChannel socket) {
            if (isMuted(socket, Crossing.Kind.CONNECT)) {
                return ready;
            }
            if ((ready & SelectionKey.OP_READ) != 0 && socket.isConnected() && readsLater(socket)) {
                early |= SelectionKey.OP_READ;
            }
            if ((ready & SelectionKey.OP_WRITE) != 0 && isMuted(socket, Crossing.Kind.WRITE)) {
                early |= SelectionKey.OP_WRITE;
            }
        } else if ((ready & SelectionKey.OP_ACCEPT) != 0 && acceptsLater((ServerSocketChannel) channel)) {
            early |= SelectionKey.OP_ACCEPT;
        }
        if (early != 0 && (events & (POLLERR | POLLHUP)) != 0) {
            Connection connection = Connections.get(Sockets.descriptor(channel));
            if (connection != null) {
                connection.readiness().hangUp();
            }
            // A broken connection is ready for everything at once; its end waits its turn behind what is delayed.
            return ready;
        }
        return early;
    }

    private static boolean isMuted(SelectableChannel channel, Crossing.Kind kind) {
        if (!Connections.any()) {
            return false;
        }
        Connection connection = Connections.get(Sockets.descriptor(channel));
        return connection != null && connection.readiness().muted(kind);
    }

    private static boolean readsLater(SocketChannel channel) {
        SocketAddress remote = Sockets.remote(channel);
        Plan plan = Hooks.plan();
        OperationTable table = plan.table(Operation.READ);
        FileDescriptor fd = Sockets.descriptor(channel);
        if (withheld(channel, fd)) {
            return true;
        }
        Flow flow = flow(fd, Crossing.Kind.READ);
        if (flow != null && flow.decided()) {
            return holds(flow, fd);
        }
        if (!table.delays(ChannelHook.port(remote))) {
            return false;
        }
        return holds(ChannelHook.agreed(plan, table, channel, Crossing.Kind.READ, remote), fd);
    }

    /** Whether nothing can be read from the whole connection, or it may be read already. */
    private static boolean withheld(SocketChannel channel, FileDescriptor fd) {
        Connection connection = Connections.detained() ? Connections.get(fd) : null;
        Custody custody = connection == null ? null : connection.custodyOrNull();
        if (custody == null) {
            return false;
        }
        connection.readiness().channel(channel);
        return custody.withhold();
    }

    private static boolean acceptsLater(ServerSocketChannel channel) {
        Plan plan = Hooks.plan();
        OperationTable table = plan.table(Operation.ACCEPT);
        SocketAddress local = Sockets.local(channel);
        FileDescriptor fd = Sockets.descriptor(channel);
        Flow flow = flow(fd, Crossing.Kind.ACCEPT);
        if (flow != null && flow.decided()) {
            return holds(flow, fd);
        }
        if (!table.delays(ChannelHook.port(local))) {
            return false;
        }
        Injection injection = ServerHook.decide(plan, table, channel, local);
        if (injection == null) {
            Connections.of(fd, false, ChannelHook.port(local) == 0)
                    .readiness()
                    .flow(Crossing.Kind.ACCEPT)
                    .decide(null, null);
            return false;
        }
        return injection.holds(fd);
    }

    private static Flow flow(FileDescriptor fd, Crossing.Kind kind) {
        Connection connection = Connections.get(fd);
        return connection == null ? null : connection.readiness().flowOrNull(kind);
    }

    private static boolean holds(Flow flow, FileDescriptor fd) {
        if (flow.muted()) {
            return true;
        }
        Injection injection = (Injection) flow.operation();
        return injection != null && injection.holds(fd);
    }
}
