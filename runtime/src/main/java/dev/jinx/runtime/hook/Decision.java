package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Custody;
import dev.jinx.runtime.connection.Flow;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.plan.Endpoint;
import dev.jinx.runtime.plan.OperationTable;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Verdict;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * Asks the plan about one call that may concern a rule. Everything that the hooks of the different APIs have in common; one object a
 * call, made only after the port was looked up.
 */
final class Decision {
    private final Plan plan;
    private final OperationTable table;
    private final Crossing.Kind kind;
    private final Object socket;
    private boolean blocking = true;
    private boolean asynchronous;
    private boolean interruptible;
    private boolean ownTimeouts;
    private long timeout = Long.MAX_VALUE;
    private Verdict quick = Plan.UNDECIDED;
    private Endpoint opened;
    private Connection of;

    Decision(Plan plan, OperationTable table, Crossing.Kind kind, Object socket) {
        this.plan = plan;
        this.table = table;
        this.kind = kind;
        this.socket = socket;
    }

    /** It is decided already. */
    Decision with(Verdict verdict) {
        quick = verdict;
        return this;
    }

    Decision blocking(boolean on) {
        blocking = on;
        return this;
    }

    /** The operation is over when its border call was made, by whatever thread. */
    Decision asynchronous() {
        blocking = false;
        asynchronous = true;
        return this;
    }

    /** An interrupt ends the kernel's wait on this API. */
    Decision interruptible() {
        interruptible = true;
        return this;
    }

    /** This API has timeout exceptions of its own, and the caller gave that many nanoseconds; 0 for none. */
    Decision timeout(long nanos) {
        ownTimeouts = true;
        timeout = nanos <= 0 ? Long.MAX_VALUE : nanos;
        return this;
    }

    /** Decides on a connection to, or a call aimed at, that address; null where nothing is to be done. */
    Injection at(SocketAddress remote, int localPort) {
        try {
            return decide(remote, localPort);
        } catch (Throwable t) {
            Failures.record(table.operation().word(), t);
            return null;
        }
    }

    private Injection decide(SocketAddress remote, int localPort) {
        boolean unix = remote instanceof UnixDomainSocketAddress;
        FileDescriptor fd = Sockets.descriptor(socket);
        if (fd == null && kind != Crossing.Kind.CONNECT) {
            notOurs(socket);
            return null;
        }
        // A blocked thread that only reads may be a library's own, for whoever writes.
        boolean uses = kind == Crossing.Kind.CONNECT || kind == Crossing.Kind.WRITE || !blocking;
        if (uses && plan.scoped()) {
            TaskHook.touched(fd);
        }
        Connection known = fd == null ? null : connection(fd, unix, port(remote));
        if (known != null && known.answers()) {
            return null;
        }
        Endpoint endpoint = endpoint(remote, localPort, unix, known != null && known.server());
        if (kind == Crossing.Kind.CONNECT || kind == Crossing.Kind.ACCEPT) {
            note(endpoint);
        }
        boolean carries = kind == Crossing.Kind.READ || kind == Crossing.Kind.WRITE;
        Custody custody = known == null ? null : known.custodyOrNull();
        // Bytes that passed the faults already are not decided upon once more.
        boolean over = kind == Crossing.Kind.READ && custody != null && custody.deliverable();
        boolean open = carries && !over && quick == Plan.UNDECIDED && table.asksForContent(port(remote));
        Verdict verdict = over || open ? null : verdict(endpoint, known);
        custody = known == null ? null : known.custodyOrNull();
        if (verdict == null && !open && !(carries && custody != null) && !watches(fd, unix)) {
            return null;
        }
        Object waiting = blocking ? socket : null;
        Crossing crossing = new Crossing(kind, waiting, unix, blocking, interruptible, ownTimeouts, timeout);
        boolean kept = !blocking && kind != Crossing.Kind.CLOSE;
        Injection injection = new Injection(crossing, verdict, kept ? flow(fd, unix) : null, asynchronous);
        if (open) {
            opened = endpoint;
            of = known;
            injection.open(this);
        }
        return injection;
    }

    /** Decides on an operation that was left open until its bytes are known. */
    Verdict verdict() {
        try {
            return verdict(opened, of);
        } catch (Throwable t) {
            Failures.record(table.operation().word(), t);
            return null;
        }
    }

    private static int port(SocketAddress remote) {
        return ChannelHook.port(remote);
    }

    private Verdict verdict(Endpoint endpoint, Connection known) {
        if (quick == Plan.UNDECIDED) {
            return plan.decide(table, endpoint, known, blocking || kind != Crossing.Kind.CLOSE, blocking);
        }
        plan.accept(table, endpoint, known, quick);
        return quick;
    }

    /** Notes traffic that does not go through the JDK's own sockets, if it does not. */
    static void notOurs(Object socket) {
        if (Sockets.descriptor(socket) == null) {
            Hooks.unseen().note(socket.getClass().getName() + " does not use the JDK's sockets");
        }
    }

    /** Whether the operation has to be seen to its end though no rule acts on it. */
    private boolean watches(FileDescriptor fd, boolean unix) {
        if (kind == Crossing.Kind.CONNECT && (plan.watchesTraffic() || plan.watchesPeers())) {
            if (!blocking) {
                Connections.of(fd, false, unix).readiness().channel(socket);
            }
            return blocking;
        }
        return kind == Crossing.Kind.ACCEPT && plan.watchesSide();
    }

    private Flow flow(FileDescriptor fd, boolean unix) {
        Connection connection = Connections.of(fd, false, unix);
        connection.readiness().channel(socket);
        return connection.readiness().flow(kind);
    }

    private Connection connection(FileDescriptor fd, boolean unix, int port) {
        boolean carries = kind == Crossing.Kind.READ || kind == Crossing.Kind.WRITE;
        if (carries && (plan.watchesTraffic() || plan.watchesPeers())) {
            Connection connection = Connections.of(fd, false, unix);
            connection.readiness().channel(socket);
            connection.traffic().turn(kind == Crossing.Kind.READ);
            if (plan.watchesContent(port)) {
                connection.custody().transcribe();
            }
            return connection;
        }
        return Connections.get(fd);
    }

    private void note(Endpoint endpoint) {
        if (table.seen().open()) {
            table.seen().note(endpoint.describe());
        }
    }

    static Endpoint endpoint(SocketAddress remote, int localPort, boolean unix, boolean server) {
        if (unix) {
            String path = ((UnixDomainSocketAddress) remote).getPath().toString();
            return new Endpoint(null, null, 0, 0, true, path, server);
        }
        if (!(remote instanceof InetSocketAddress inet)) {
            return new Endpoint(null, null, 0, localPort, false, null, server);
        }

        InetAddress address = inet.getAddress();
        String name = address == null ? inet.getHostString() : Sockets.originalName(address);
        return new Endpoint(name, address, inet.getPort(), localPort, false, null, server);
    }
}
