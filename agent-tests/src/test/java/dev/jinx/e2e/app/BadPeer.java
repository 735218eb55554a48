package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that really does what the rules only pretend: it breaks its connections, or never answers. */
final class BadPeer implements AutoCloseable {
    /** When nothing came for so long, the request is thought to be over. */
    private static final int QUIET_MILLIS = 80;

    private final ServerSocket server;
    private final boolean resets;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    private BadPeer(boolean resets) throws IOException {
        this.resets = resets;
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Threads.platform("bad peer", this::accept);
    }

    /** Reads a request, and sends RST for an answer. */
    static BadPeer resetting() throws IOException {
        return new BadPeer(true);
    }

    /** Reads, and never answers. */
    static BadPeer silent() throws IOException {
        return new BadPeer(false);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                accepted.add(socket);
                Threads.platform("bad peer's connection", () -> serve(socket));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket socket) {
        byte[] buffer = new byte[8192];
        boolean some = false;
        try {
            socket.setSoTimeout(QUIET_MILLIS);
            while (true) {
                try {
                    if (socket.getInputStream().read(buffer) < 0) {
                        socket.close();
                        return;
                    }
                    some = true;
                } catch (SocketTimeoutException e) {
                    if (some && resets) {
                        socket.setSoLinger(true, 0);
                        socket.close();
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // The client went away.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}
