package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Flow;
import dev.jinx.runtime.connection.Kernel;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.connection.Supply;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.OperationTable;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Verdict;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What woven code in the JDK's SocketChannel calls, be it used as a channel, through its {@code socket()}, or through a stream. Null
 * means: nothing to do.
 */
public final class ChannelHook {
    private ChannelHook() {}

    /** On entry of {@code connect}. */
    public static Injection connect(SocketChannel channel, SocketAddress to) {
        return connecting(channel, to, -1);
    }

    /** On entry of the connect of the channel's {@code socket()}. */
    public static Injection blockingConnect(SocketChannel channel, SocketAddress to, long nanos) {
        return connecting(channel, to, nanos);
    }

    private static Injection connecting(SocketChannel channel, SocketAddress to, long nanos) {
        try {
            if (!channel.isOpen() || channel.isConnected() || channel.isConnectionPending() || !usable(to)) {
                return null;
            }
            Plan plan = Hooks.plan();
            OperationTable table = plan.table(Operation.CONNECT);
            table.stats().call();
            Decision decision = new Decision(plan, table, Crossing.Kind.CONNECT, channel)
                    .blocking(channel.isBlocking())
                    .interruptible();
            if (nanos >= 0) {
                decision.timeout(nanos);
            }
            return Injection.begin(decision.at(to, 0));
        } catch (Throwable t) {
            Failures.record("SocketChannel.connect", t);
            return null;
        }
    }

    private static boolean usable(SocketAddress to) {
        return to instanceof UnixDomainSocketAddress || (to instanceof InetSocketAddress inet && !inet.isUnresolved());
    }

    /** On entry of {@code read(ByteBuffer)}. */
    public static Injection read(SocketChannel channel, ByteBuffer into) {
        return into == null || !into.hasRemaining() ? null : reading(channel, into.remaining());
    }

    /** On entry of the scattering read. */
    public static Injection read(SocketChannel channel, ByteBuffer[] into, int offset, int length) {
        if (empty(into, offset, length)) {
            return null;
        }
        long most = 0;
        for (int i = offset; i < offset + length; i++) {
            most += into[i] == null ? 0 : into[i].remaining();
        }
        return reading(channel, most);
    }

    private static Injection reading(SocketChannel channel, long most) {
        return stream(channel, Operation.READ, Crossing.Kind.READ, -1, most);
    }

    /** On entry of the read of the channel's {@code socket()}; 0 nanoseconds is no timeout. */
    public static Injection blockingRead(SocketChannel channel, byte[] into, int offset, int length, long nanos) {
        return length <= 0 ? null : stream(channel, Operation.READ, Crossing.Kind.READ, nanos, length);
    }

    /** On entry of {@code write(ByteBuffer)}. */
    public static Injection write(SocketChannel channel, ByteBuffer from) {
        return from == null || !from.hasRemaining()
                ? null
                : stream(channel, Operation.WRITE, Crossing.Kind.WRITE, -1, 0);
    }

    /** On entry of the gathering write. */
    public static Injection write(SocketChannel channel, ByteBuffer[] from, int offset, int length) {
        return empty(from, offset, length) ? null : stream(channel, Operation.WRITE, Crossing.Kind.WRITE, -1, 0);
    }

    /** On entry of the write of the channel's {@code socket()}. */
    public static Injection blockingWriteFully(SocketChannel channel, byte[] from, int offset, int length) {
        Injection injection = length <= 0 ? null : stream(channel, Operation.WRITE, Crossing.Kind.WRITE, 0, length);
        return injection == null ? null : injection.length(length);
    }

    private static boolean empty(ByteBuffer[] buffers, int offset, int length) {
        if (buffers == null || offset < 0 || length < 0 || offset > buffers.length - length) {
            return true;
        }
        for (int i = offset; i < offset + length; i++) {
            if (buffers[i] == null) {
                return true;
            }
            if (buffers[i].hasRemaining()) {
                return false;
            }
        }
        return true;
    }

    private static Injection stream(
            SocketChannel channel, Operation operation, Crossing.Kind kind, long nanos, long most) {
        try {
            if (!channel.isOpen() || !channel.isConnected()) {
                return null;
            }
            if (!channel.isBlocking()) {
                return polled(channel, operation, kind, most);
            }
            settle(channel, kind);
            if (kind == Crossing.Kind.READ) {
                Supply.forget(channel);
            }
            Plan plan = Hooks.plan();
            OperationTable table = plan.table(operation);
            table.stats().call();
            SocketAddress remote = Sockets.remote(channel);
            if (!table.concerns(port(remote)) && !plan.watchesTraffic() && !Connections.detained()) {
                return null;
            }
            Verdict quick = plan.watchesTraffic() || Connections.any()
                    ? Plan.UNDECIDED
                    : plan.quickly(table, inet(remote), port(remote));
            if (quick == null) {
                return null;
            }
            Decision decision =
                    new Decision(plan, table, kind, channel).with(quick).interruptible();
            if (nanos >= 0) {
                decision.timeout(nanos);
            }
            return Injection.begin(decision.at(remote, port(Sockets.local(channel))));
        } catch (Throwable t) {
            Supply.renew();
            Failures.record("SocketChannel", t);
            return null;
        }
    }

    /** A call that gives 0 where there is nothing to do does not count; the first that can do something does. */
    private static Injection polled(SocketChannel channel, Operation operation, Crossing.Kind kind, long most) {
        Plan plan = Hooks.plan();
        OperationTable table = plan.table(operation);
        SocketAddress remote = Sockets.remote(channel);
        boolean any = Connections.any();
        boolean ignored = any ? !table.concerns(port(remote)) : plan.ignores(table, inet(remote), port(remote));
        if (ignored && !plan.watchesTraffic() && !Connections.detained()) {
            return Injection.counting(kind);
        }
        FileDescriptor fd = Sockets.descriptor(channel);
        if (plan.scoped()) {
            TaskHook.touched(fd);
        }
        Connection connection = Connections.get(fd);
        Flow flow = connection == null ? null : connection.readiness().flowOrNull(kind);
        if (flow == null || !flow.decided()) {
            if (kind == Crossing.Kind.READ ? !readable(connection, fd, any, most) : !Kernel.writable(fd)) {
                return connection != null && connection.answers() ? null : Injection.idle(kind);
            }
            boolean delays = table.delays(port(remote));
            if (!any && !delays && !plan.watchesTraffic()) {
                Verdict quick = plan.quickly(table, inet(remote), port(remote));
                if (quick == null) {
                    table.stats().call();
                    return null;
                }
                return Injection.begin(decide(plan, table, channel, kind, remote, quick));
            }
            if (kind == Crossing.Kind.WRITE || !delays) {
                return Injection.begin(decide(plan, table, channel, kind, remote));
            }
            flow = agreed(plan, table, channel, kind, remote);
        }
        return Injection.decided(kind, flow);
    }

    /**
     * Whether a read would do something. As long as no connection is known, all reads of a channel come by here, or none does; else they
     * may go one way now and another later.
     */
    private static boolean readable(Connection connection, FileDescriptor fd, boolean any, long most) {
        if (!any) {
            return Supply.readable(fd, most);
        }
        Supply.forget(fd);
        return connection == null ? Kernel.readable(fd) : connection.readable(fd);
    }

    /** Decides on the next operation unless another thread has: the one that selects and the one that reads may not be the same. */
    static Flow agreed(
            Plan plan, OperationTable table, SocketChannel channel, Crossing.Kind kind, SocketAddress remote) {
        boolean unix = remote instanceof UnixDomainSocketAddress;
        Flow flow = Connections.of(Sockets.descriptor(channel), false, unix)
                .readiness()
                .flow(kind);
        synchronized (flow) {
            if (!flow.decided() && decide(plan, table, channel, kind, remote) == null) {
                flow.decide(null, null);
            }
        }
        return flow;
    }

    /** On a blocking channel: what was decided while it was not one is void. */
    static void settle(Object channel, Crossing.Kind kind) {
        Connection connection = Connections.any() ? Connections.get(Sockets.descriptor(channel)) : null;
        if (connection != null) {
            connection.readiness().settle(kind);
        }
    }

    /** Decides on the next operation of a channel that nobody may be made to wait for. */
    static Injection decide(
            Plan plan, OperationTable table, SocketChannel channel, Crossing.Kind kind, SocketAddress remote) {
        return decide(plan, table, channel, kind, remote, Plan.UNDECIDED);
    }

    private static Injection decide(
            Plan plan,
            OperationTable table,
            SocketChannel channel,
            Crossing.Kind kind,
            SocketAddress remote,
            Verdict quick) {
        table.stats().call();
        return new Decision(plan, table, kind, channel)
                .with(quick)
                .blocking(false)
                .at(remote, port(Sockets.local(channel)));
    }

    /** The address; null where there is none, as of a Unix-domain socket. */
    private static InetAddress inet(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    static int port(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    /** On entry of the channel's close, which is made once. */
    public static Injection close(SocketChannel channel) {
        try {
            SocketAddress remote = Sockets.remote(channel);
            if (remote == null) {
                return null;
            }
            Plan plan = Hooks.plan();
            OperationTable table = plan.table(Operation.CLOSE);
            table.stats().call();
            if (!table.concerns(port(remote))) {
                return null;
            }
            Injection injection = new Decision(plan, table, Crossing.Kind.CLOSE, channel)
                    .blocking(channel.isBlocking())
                    .at(remote, port(Sockets.local(channel)));
            return injection == null ? null : injection.closing(Sockets.descriptor(channel));
        } catch (Throwable t) {
            Failures.record("SocketChannel.close", t);
            return null;
        }
    }
}
