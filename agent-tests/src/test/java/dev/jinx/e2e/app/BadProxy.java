package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A small real proxy in front of a real server, which really does to its connections what the rules only pretend. */
final class BadProxy implements AutoCloseable {
    /** What it does. */
    enum Mischief {
        /** RST behind so many bytes of answers. */
        RESET,
        /** FIN behind so many bytes of answers. */
        CLOSE,
        /** All bytes of answers are 0, and those that are 0 are 255. */
        GARBAGE,
        /** From when it is told to, nothing passes, either way. */
        SILENCE
    }

    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Mischief mischief;
    private final int bytes;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean silent;

    /** In front of that server; {@code bytes} of answers pass where it ends the connection behind them. */
    BadProxy(InetSocketAddress server, Mischief mischief, int bytes) throws IOException {
        this.server = server;
        this.mischief = mischief;
        this.bytes = bytes;
        listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Threads.platform("bad proxy", this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** How many connections it has taken. */
    int accepted() {
        return accepted.get();
    }

    /** Nothing passes any more, if that is what it does. */
    void silence() {
        silent = mischief == Mischief.SILENCE;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                Socket beyond = new Socket(server.getAddress(), server.getPort());
                client.setTcpNoDelay(true);
                beyond.setTcpNoDelay(true);
                open.add(client);
                open.add(beyond);
                Threads.platform("bad proxy, requests", () -> requests(client, beyond));
                Threads.platform("bad proxy, answers", () -> answers(client, beyond));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void requests(Socket client, Socket beyond) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = client.getInputStream().read(buffer);
                    n >= 0;
                    n = client.getInputStream().read(buffer)) {
                if (!silent) {
                    beyond.getOutputStream().write(buffer, 0, n);
                }
            }
            beyond.close();
        } catch (IOException e) {
            // One of them went away.
        }
    }

    private void answers(Socket client, Socket beyond) {
        byte[] buffer = new byte[8192];
        boolean ends = mischief == Mischief.RESET || mischief == Mischief.CLOSE;
        int left = ends ? bytes : Integer.MAX_VALUE;
        try {
            while (left > 0) {
                int n = beyond.getInputStream().read(buffer, 0, Math.min(left, buffer.length));
                if (n < 0) {
                    client.close();
                    return;
                }
                left -= ends ? n : 0;
                for (int i = 0; i < n && mischief == Mischief.GARBAGE; i++) {
                    buffer[i] = (byte) (buffer[i] == 0 ? 0xff : 0);
                }
                if (!silent) {
                    client.getOutputStream().write(buffer, 0, n);
                }
            }
            if (mischief == Mischief.RESET) {
                client.setSoLinger(true, 0);
            }
            client.close();
        } catch (IOException e) {
            // One of them went away.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
