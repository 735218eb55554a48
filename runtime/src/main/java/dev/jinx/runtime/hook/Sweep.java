package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Custody;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.stats.Failures;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Looks at every connection that is known whenever a rule about a peer begins or ends to act: those that are idle are hit at once, and
 * not when they are used. Run by the timer's thread.
 */
final class Sweep implements Runnable {
    private static volatile Runnable beyond;

    /** The one that goes on: a window that begins has the time of the next one be another. */
    private static volatile Sweep latest;

    private final Plan plan;

    private Sweep(Plan plan) {
        this.plan = plan;
    }

    /** A plan is in force. */
    static void begin(Plan plan) {
        if (plan.watchesPeers()) {
            plan.watcher(new Again(plan));
            again(plan);
        }
    }

    private static void again(Plan plan) {
        Sweep next = new Sweep(plan);
        latest = next;
        Connections.later(next, 0);
    }

    private record Again(Plan plan) implements Runnable {
        @Override
        public void run() {
            again(plan);
        }
    }

    /** Somebody who knows of more connections than we do is told each time; null for nobody. */
    static void beyond(Runnable somebody) {
        beyond = somebody;
    }

    @Override
    public void run() {
        if (latest != this || Hooks.plan() != plan) {
            return;
        }
        for (Connection connection : Connections.all()) {
            try {
                look(connection);
            } catch (Throwable t) {
                Failures.record("sweep", t);
            }
        }
        long next = plan.peersChange();
        if (next != Long.MAX_VALUE && latest == this) {
            // Behind the change, not just before it.
            Connections.later(this, next + 1_000_000);
        }
        Runnable told = beyond;
        if (told != null) {
            told.run();
        }
    }

    private void look(Connection connection) {
        Object socket = connection.readiness().channel();
        SocketAddress remote = remote(socket);
        if (remote != null) {
            boolean unix = remote instanceof UnixDomainSocketAddress;
            plan.subject(connection, Decision.endpoint(remote, localPort(socket), unix, connection.server()));
        }
        Custody custody = connection.custodyOrNull();
        if (custody != null) {
            custody.peerChanged();
        }
    }

    private static SocketAddress remote(Object socket) {
        if (socket instanceof SocketChannel channel) {
            return channel.isConnected() ? Sockets.remote(channel) : null;
        } else if (socket instanceof AsynchronousSocketChannel) {
            return Sockets.asyncRemote(socket);
        } else if (socket instanceof Socket plain && plain.isConnected() && Sockets.isOpen(plain)) {
            return new InetSocketAddress(plain.getInetAddress(), plain.getPort());
        }
        return null;
    }

    private static int localPort(Object socket) {
        if (socket instanceof SocketChannel channel) {
            return ChannelHook.port(Sockets.local(channel));
        }
        return socket instanceof AsynchronousSocketChannel
                ? ChannelHook.port(Sockets.asyncLocal(socket))
                : Sockets.localPort(socket);
    }
}
