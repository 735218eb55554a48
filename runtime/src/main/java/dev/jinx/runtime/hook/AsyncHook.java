package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Flow;
import dev.jinx.runtime.connection.Loops;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.OperationTable;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousChannel;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;

/**
 * What woven code in the JDK's asynchronous channels calls. The verdict over an operation is kept with its connection: whatever thread
 * of the channel group completes it finds it at the border, and what goes wrong there goes to the handler or the Future.
 */
public final class AsyncHook {
    private static final int POLLIN = 1;
    private static final int POLLOUT = 4;

    private AsyncHook() {}

    /** A read begins. */
    public static void read(AsynchronousSocketChannel channel) {
        begin(channel, Operation.READ, Crossing.Kind.READ, Sockets.asyncRemote(channel));
    }

    /** A write begins. */
    public static void write(AsynchronousSocketChannel channel) {
        begin(channel, Operation.WRITE, Crossing.Kind.WRITE, Sockets.asyncRemote(channel));
    }

    /** A connect begins. */
    public static void connect(AsynchronousSocketChannel channel, SocketAddress to) {
        if (Sockets.asyncUnconnected(channel) && to instanceof InetSocketAddress inet && !inet.isUnresolved()) {
            begin(channel, Operation.CONNECT, Crossing.Kind.CONNECT, to);
        }
    }

    private static void begin(
            AsynchronousSocketChannel channel, Operation operation, Crossing.Kind kind, SocketAddress remote) {
        try {
            Plan plan = Hooks.plan();
            OperationTable table = plan.table(operation);
            table.stats().call();
            forget(channel, kind);
            if (table.concerns(ChannelHook.port(remote)) || plan.watchesTraffic() || Connections.detained()) {
                int localPort = ChannelHook.port(Sockets.asyncLocal(channel));
                var unused =
                        new Decision(plan, table, kind, channel).asynchronous().at(remote, localPort);
                forgetIfClosed(channel);
            }
        } catch (Throwable t) {
            Failures.record("AsynchronousSocketChannel", t);
        }
    }

    /** The last operation of that kind failed, or there was none. */
    private static void forget(Object channel, Crossing.Kind kind) {
        Flow flow = flow(channel, kind);
        if (flow != null) {
            flow.over();
        }
    }

    /** It may have been closed meanwhile, and nobody would forget it again. */
    private static void forgetIfClosed(AsynchronousChannel channel) {
        if (!channel.isOpen()) {
            Connections.closed(Sockets.descriptor(channel));
        }
    }

    private static Flow flow(Object channel, Crossing.Kind kind) {
        Connection connection = Connections.any() ? Connections.get(Sockets.descriptor(channel)) : null;
        return connection == null ? null : connection.readiness().flowOrNull(kind);
    }

    /** An accept begins. */
    public static void accept(AsynchronousServerSocketChannel server) {
        try {
            Plan plan = Hooks.plan();
            OperationTable table = plan.table(Operation.ACCEPT);
            table.stats().call();
            forget(server, Crossing.Kind.ACCEPT);
            int port = ChannelHook.port(Sockets.asyncServerLocal(server));
            if (server.isOpen() && (table.concerns(port) || plan.watchesSide())) {
                var unused = new Decision(plan, table, Crossing.Kind.ACCEPT, server)
                        .asynchronous()
                        .at(null, port);
                forgetIfClosed(server);
            }
        } catch (Throwable t) {
            Failures.record("AsynchronousServerSocketChannel", t);
        }
    }

    /** A connection was accepted. */
    public static void accepted(Object channel, Object server) {
        try {
            Flow flow = flow(server, Crossing.Kind.ACCEPT);
            if (flow != null && flow.operation() instanceof Injection injection) {
                injection.accepted(channel);
            }
        } catch (Throwable t) {
            Failures.record("accepted", t);
        }
    }

    /** When a channel is about to have its group wait for events: not for those that are withheld. */
    public static void startPoll(Object port, int fd, int events, Object channel) {
        int left = events;
        try {
            Connection connection = Connections.any() ? Connections.get(Sockets.descriptor(channel)) : null;
            if (connection != null) {
                FileDescriptor descriptor = Sockets.descriptor(channel);
                // Who is not waited for is at the border now, or has none pending: he is not to be disturbed.
                if ((events & POLLIN) != 0) {
                    start(connection, descriptor, Crossing.Kind.READ);
                }
                if ((events & POLLOUT) != 0) {
                    start(connection, descriptor, Crossing.Kind.WRITE);
                }
                readInHand(connection, events);
                boolean reads = connection.readiness().muted(Crossing.Kind.READ)
                        || connection.readiness().muted(Crossing.Kind.ACCEPT);
                boolean writes = connection.readiness().muted(Crossing.Kind.WRITE)
                        || connection.readiness().muted(Crossing.Kind.CONNECT);
                left = events & ~(reads ? POLLIN : 0) & ~(writes ? POLLOUT : 0);
            }
        } catch (Throwable t) {
            Failures.record("startPoll", t);
        }
        if (left != 0) {
            Loops.startPoll(port, fd, left);
        }
    }

    /** What is in our hands needs no event. */
    private static void readInHand(Connection connection, int events) {
        if ((events & POLLIN) != 0
                && connection.inHand()
                && !connection.readiness().muted(Crossing.Kind.READ)) {
            connection.readiness().wakeSoon(Crossing.Kind.READ);
        }
    }

    /**
     * A handler's operation may not have come to the border yet: on a group with a fixed number of threads the JDK waits for an event
     * first. What waits begins to wait now, and what ends without an event ends.
     */
    private static void start(Connection connection, FileDescriptor fd, Crossing.Kind kind) {
        Flow flow = connection.readiness().flowOrNull(kind);
        if (flow != null && !flow.muted() && flow.operation() instanceof Injection injection && !injection.holds(fd)) {
            if (injection.endsByItself()) {
                connection.readiness().wakeSoon(kind);
            }
        }
    }

    /** Before the outcome of a pending connect is asked for. */
    public static void connectOutcome(Object channel) throws IOException {
        FileDescriptor fd = Sockets.descriptor(channel);
        if (fd != null) {
            long ignored = Wire.connectOutcome(fd);
        }
    }

    /** On entry of the channel's close, which is made once. */
    public static Injection close(AsynchronousSocketChannel channel) {
        try {
            SocketAddress remote = Sockets.asyncRemote(channel);
            if (remote == null) {
                return null;
            }
            Plan plan = Hooks.plan();
            OperationTable table = plan.table(Operation.CLOSE);
            table.stats().call();
            if (!table.concerns(ChannelHook.port(remote))) {
                return null;
            }
            Injection injection = new Decision(plan, table, Crossing.Kind.CLOSE, channel)
                    .blocking(false)
                    .at(remote, ChannelHook.port(Sockets.asyncLocal(channel)));
            return injection == null ? null : injection.closing(Sockets.descriptor(channel));
        } catch (Throwable t) {
            Failures.record("AsynchronousSocketChannel.close", t);
            return null;
        }
    }
}
