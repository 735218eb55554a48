package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Flow;
import dev.jinx.runtime.connection.Kernel;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.OperationTable;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;

/** What woven code in the JDK's listening sockets calls. Null means: nothing to do. */
public final class ServerHook {
    private static final Crossing.Kind ACCEPT = Crossing.Kind.ACCEPT;

    private ServerHook() {}

    /** On entry of {@code ServerSocket.implAccept}. */
    public static Injection accept(ServerSocket server, Socket accepted) {
        try {
            if (!Sockets.isOpen(server)) {
                return null;
            }
            Plan plan = Hooks.plan();
            OperationTable table = plan.table(Operation.ACCEPT);
            table.stats().call();
            int port = Sockets.localPort(server);
            if (!table.concerns(port) && !plan.watchesSide()) {
                return null;
            }
            return Injection.begin(new Decision(plan, table, ACCEPT, server)
                    .timeout(Sockets.soTimeout(server) * 1_000_000L)
                    .at(null, port));
        } catch (Throwable t) {
            Failures.record("ServerSocket.accept", t);
            return null;
        }
    }

    /** On entry of {@code ServerSocketChannel.accept}. */
    public static Injection accept(ServerSocketChannel server) {
        return channel(server, -1);
    }

    /** On entry of the accept of the channel's {@code socket()}, where it has a timeout. */
    public static Injection blockingAccept(ServerSocketChannel server, long nanos) {
        return channel(server, nanos);
    }

    private static Injection channel(ServerSocketChannel server, long nanos) {
        try {
            SocketAddress local = Sockets.local(server);
            if (local == null || !server.isOpen()) {
                return null;
            }
            if (!server.isBlocking()) {
                return polled(server, local);
            }
            ChannelHook.settle(server, ACCEPT);
            Plan plan = Hooks.plan();
            OperationTable table = plan.table(Operation.ACCEPT);
            table.stats().call();
            int port = ChannelHook.port(local);
            if (!table.concerns(port) && !plan.watchesSide()) {
                return null;
            }
            Decision decision = new Decision(plan, table, ACCEPT, server).interruptible();
            if (nanos >= 0) {
                decision.timeout(nanos);
            }
            return Injection.begin(decision.at(port == 0 ? local : null, port));
        } catch (Throwable t) {
            Failures.record("ServerSocketChannel.accept", t);
            return null;
        }
    }

    /** A call that gives nothing does not count; the first that can accept somebody does. */
    private static Injection polled(ServerSocketChannel server, SocketAddress local) {
        Plan plan = Hooks.plan();
        OperationTable table = plan.table(Operation.ACCEPT);
        if (!table.concerns(ChannelHook.port(local)) && !plan.watchesSide()) {
            return Injection.counting(ACCEPT);
        }
        FileDescriptor fd = Sockets.descriptor(server);
        Connection connection = Connections.get(fd);
        Flow flow = connection == null ? null : connection.readiness().flowOrNull(ACCEPT);
        if (flow != null && flow.decided()) {
            return Injection.decided(ACCEPT, flow);
        }
        return Kernel.readable(fd) ? Injection.begin(decide(plan, table, server, local)) : Injection.idle(ACCEPT);
    }

    /** Decides on the next accept of a channel that nobody may be made to wait for. */
    static Injection decide(Plan plan, OperationTable table, ServerSocketChannel server, SocketAddress local) {
        table.stats().call();
        int port = ChannelHook.port(local);
        return new Decision(plan, table, ACCEPT, server).blocking(false).at(port == 0 ? local : null, port);
    }
}
