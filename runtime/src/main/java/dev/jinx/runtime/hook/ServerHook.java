package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Kernel;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.OperationTable;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.stats.Failures;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;

/** What woven code in the JDK's listening sockets calls. Null means: nothing to do. */
public final class ServerHook {
    private ServerHook() {}

    /** On entry of {@code ServerSocket.implAccept}. */
    public static Injection accept(ServerSocket server, Socket accepted) {
        try {
            if (!Kernel.isOpen(server)) {
                return null;
            }
            int port = Kernel.localPort(server);
            return accept(server, true, Kernel.soTimeout(server) * 1_000_000L, null, port);
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
            SocketAddress local = Kernel.local(server);
            if (local == null || !server.isOpen()) {
                return null;
            }
            boolean blocking = server.isBlocking();
            if (!blocking && !Kernel.readable(Kernel.descriptor(server))) {
                return null;
            }
            int port = local instanceof InetSocketAddress inetSocketAddress ? inetSocketAddress.getPort() : 0;
            return accept(server, blocking, nanos, port == 0 ? local : null, port);
        } catch (Throwable t) {
            Failures.record("ServerSocketChannel.accept", t);
            return null;
        }
    }

    private static Injection accept(Object server, boolean blocking, long nanos, SocketAddress path, int port) {
        Plan plan = Hooks.plan();
        OperationTable table = plan.table(Operation.ACCEPT);
        table.stats().call();
        if (!table.concerns(port) && !plan.watchesSide()) {
            return null;
        }
        Decision decision = new Decision(plan, table, Crossing.Kind.ACCEPT, server).blocking(blocking);
        if (server instanceof ServerSocketChannel) {
            decision.interruptible();
        }
        if (nanos >= 0) {
            decision.timeout(nanos);
        }
        return decision.at(path, port);
    }
}
