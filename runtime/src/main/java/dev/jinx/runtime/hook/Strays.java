package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Custody;
import dev.jinx.runtime.connection.Kernel;
import dev.jinx.runtime.plan.Endpoint;
import dev.jinx.runtime.plan.Plan;
import java.io.FileDescriptor;
import java.net.InetAddress;

/**
 * Connections that this process has and of which no hook knows, because they were opened before there was one, or not by the JDK. Who
 * can look for them is told when a rule about a peer begins or ends to act. Any thread.
 */
public final class Strays {
    private Strays() {}

    /** From now on that one looks for them; null for nobody. It is run by the timer's thread and must not block. */
    public static void search(Runnable search) {
        Sweep.beyond(search);
    }

    /** Whether a hook knows the connection with that descriptor's number. */
    public static boolean isKnown(int descriptor) {
        return Connections.isKnown(descriptor);
    }

    /** A second descriptor for the same connection, so that it cannot become another one meanwhile; null where there is none. */
    public static FileDescriptor hold(int descriptor) {
        return Kernel.duplicate(descriptor);
    }

    /** The number of what {@link #hold} gave. */
    public static int number(FileDescriptor held) {
        return Kernel.number(held);
    }

    /** Closes what {@link #hold} gave. */
    public static void release(FileDescriptor held) {
        Kernel.close(held);
    }

    /**
     * Has the rules about peers act on it.
     *
     * @param held by {@link #hold}
     * @param server whether it was accepted here
     */
    public static void meet(FileDescriptor held, InetAddress peer, int port, int localPort, boolean server) {
        Plan plan = Hooks.plan();
        Connection connection = Connections.of(held, server, false);
        try {
            plan.subject(connection, new Endpoint(null, peer, port, localPort, false, null, server));
            Custody custody = connection.custodyOrNull();
            if (custody != null) {
                custody.peerChanged();
            }
        } finally {
            Connections.closed(held);
        }
    }
}
