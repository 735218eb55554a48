package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The other end, on threads of its own in the same JVM, which no rule concerns: what it accepts comes from 127.0.0.1. */
final class Peer implements AutoCloseable {
    /** What it does with a connection; a failure ends it in silence. */
    interface Script {
        void serve(Socket socket) throws Exception;
    }

    /** Sends back what comes. */
    static final Script ECHO = socket -> {
        byte[] bytes = new byte[8192];
        for (int n = socket.getInputStream().read(bytes);
                n > 0;
                n = socket.getInputStream().read(bytes)) {
            socket.getOutputStream().write(bytes, 0, n);
        }
    };

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();

    Peer(String host, Script script) throws IOException {
        server = new ServerSocket(0, 200, InetAddress.getByName(host));
        Threads.platform("peer " + host, () -> {
            while (!server.isClosed()) {
                serveNext(script);
            }
        });
    }

    private void serveNext(Script script) {
        try {
            Socket socket = server.accept();
            accepted.incrementAndGet();
            sockets.add(socket);
            socket.setTcpNoDelay(true);
            Threads.platform("peer", () -> {
                try {
                    script.serve(socket);
                } catch (Exception e) {
                    // The connection was broken, or the scenario is over.
                }
            });
        } catch (IOException e) {
            // Closed: nobody is served any more.
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** How many connections came so far. */
    int accepted() {
        return accepted.get();
    }

    /** A channel in non-blocking mode, connected. */
    SocketChannel channel() throws IOException {
        SocketChannel channel = SocketChannel.open(address());
        channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        return channel;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
