package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.OperationTable;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Verdict;
import dev.jinx.runtime.stats.Failures;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/** What woven code in {@code java.net.Socket} and its streams calls. Null means: nothing to do. */
public final class SocketHook {
    private static final long MILLI = 1_000_000L;

    private SocketHook() {}

    /** On entry of {@code Socket.connect}. */
    public static Injection connect(Socket socket, SocketAddress to, int timeout) {
        try {
            if (!(to instanceof InetSocketAddress inet) || timeout < 0 || socket.isClosed() || socket.isConnected()) {
                return null;
            }
            if (Sockets.isSpent(socket) || (inet.isUnresolved() && !Sockets.connectsByName(socket))) {
                return null;
            }
            Plan plan = Hooks.plan();
            OperationTable table = plan.table(Operation.CONNECT);
            table.stats().call();
            return Injection.begin(new Decision(plan, table, Crossing.Kind.CONNECT, socket)
                    .timeout(timeout * MILLI)
                    .at(to, 0));
        } catch (Throwable t) {
            Failures.record("Socket.connect", t);
            return null;
        }
    }

    /** On entry of the socket's input stream's read. */
    public static Injection read(Socket socket, byte[] bytes, int offset, int length) {
        return length <= 0 ? null : stream(socket, Operation.READ, Crossing.Kind.READ);
    }

    /** On entry of the socket's output stream's write. */
    public static Injection write(Socket socket, byte[] bytes, int offset, int length) {
        Injection injection = length <= 0 ? null : stream(socket, Operation.WRITE, Crossing.Kind.WRITE);
        return injection == null ? null : injection.length(length);
    }

    private static Injection stream(Socket socket, Operation operation, Crossing.Kind kind) {
        try {
            Plan plan = Hooks.plan();
            OperationTable table = plan.table(operation);
            table.stats().call();
            int port = socket.getPort();
            if (!table.concerns(port) && !plan.watchesTraffic() && !Connections.detained()) {
                return null;
            }
            if (!Sockets.isOpen(socket)) {
                Decision.notOurs(socket);
                return null;
            }
            if (kind == Crossing.Kind.READ ? socket.isInputShutdown() : socket.isOutputShutdown()) {
                return null;
            }
            Verdict quick = plan.watchesTraffic() || Connections.any()
                    ? Plan.UNDECIDED
                    : plan.quickly(table, socket.getInetAddress(), port);
            if (quick == null) {
                return null;
            }
            int timeout = kind == Crossing.Kind.READ ? Sockets.soTimeout(socket) : 0;
            return Injection.begin(new Decision(plan, table, kind, socket)
                    .with(quick)
                    .timeout(timeout * MILLI)
                    .at(remote(socket, port), Sockets.localPort(socket)));
        } catch (Throwable t) {
            Failures.record("Socket stream", t);
            return null;
        }
    }

    private static InetSocketAddress remote(Socket socket, int port) {
        return new InetSocketAddress(socket.getInetAddress(), port);
    }

    /** On entry of {@code Socket.close}. */
    public static Injection close(Socket socket) {
        try {
            if (socket.isClosed() || !socket.isConnected()) {
                return null;
            }
            Plan plan = Hooks.plan();
            OperationTable table = plan.table(Operation.CLOSE);
            table.stats().call();
            int port = socket.getPort();
            if (!table.concerns(port)) {
                return null;
            }
            Injection injection = new Decision(plan, table, Crossing.Kind.CLOSE, socket)
                    .at(remote(socket, port), Sockets.localPort(socket));
            return injection == null ? null : injection.closing(Sockets.descriptor(socket));
        } catch (Throwable t) {
            Failures.record("Socket.close", t);
            return null;
        }
    }
}
