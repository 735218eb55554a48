package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on a loopback address of its own, whose rule goes by that address. */
final class Loopback implements AutoCloseable {
    /** What is done with each connection, on a thread of its own. */
    interface Handler {
        void handle(Socket peer) throws IOException;
    }

    private final ServerSocket server;
    private final AtomicInteger accepted = new AtomicInteger();

    Loopback(String host, Handler handler) throws IOException {
        server = new ServerSocket(0, 500, InetAddress.getByName(host));
        Threads.platform("peer", () -> {
            while (true) {
                try {
                    Socket peer = server.accept();
                    accepted.incrementAndGet();
                    Threads.platform("peer", () -> serve(peer, handler));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    /** One that waits for the end of each connection, on the accepting thread: for many connections. */
    static Loopback closing(String host) throws IOException {
        return new Loopback(host);
    }

    private Loopback(String host) throws IOException {
        server = new ServerSocket(0, 500, InetAddress.getByName(host));
        Threads.platform("peer", () -> {
            while (true) {
                try (Socket peer = server.accept()) {
                    accepted.incrementAndGet();
                    awaitEnd(peer);
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private static void awaitEnd(Socket peer) {
        try {
            peer.getInputStream().read();
        } catch (IOException e) {
            // Ended with RST.
        }
    }

    private static void serve(Socket peer, Handler handler) {
        try (peer) {
            handler.handle(peer);
        } catch (IOException e) {
            // The client went, as it may.
        }
    }

    /** Answers each request of 10 bytes with that many. */
    static Handler answering(int bytes) {
        return peer -> {
            while (peer.getInputStream().readNBytes(10).length == 10) {
                peer.getOutputStream().write(new byte[bytes]);
            }
        };
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    int accepted() {
        return accepted.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
