package dev.jinx.e2e.app;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real network between two ends that can be made to fail: what an injected fault is compared with. */
final class Relay implements Closeable {
    /** So long the last bytes have to be read before the connection breaks: a reset takes them away otherwise. */
    private static final int BEHIND = 80;

    private SocketAddress front;
    private final SocketAddress back;
    private final boolean unix;
    private final List<SocketChannel> sockets = new CopyOnWriteArrayList<>();
    private final List<Closeable> open = new ArrayList<>();
    private ServerSocketChannel server;
    private boolean holdsOut;
    private boolean holdsIn;
    private long limitOut = Long.MAX_VALUE;
    private long limitIn = Long.MAX_VALUE;
    private long limitBoth = Long.MAX_VALUE;
    private String then = "";
    private long lifetime = -1;
    private boolean cut;

    Relay(SocketAddress front, SocketAddress back) throws IOException {
        this.front = front;
        this.back = back;
        unix = Line.isPath(front);
        up();
    }

    /** Where it listens. */
    SocketAddress front() {
        return front;
    }

    /** Bytes in which direction pass before it ends: {@code out}, {@code in} or {@code both}. */
    synchronized void limit(String direction, long bytes, String how) {
        switch (direction) {
            case "out" -> limitOut = bytes;
            case "in" -> limitIn = bytes;
            default -> limitBoth = bytes;
        }
        then = how;
    }

    /** Milliseconds after the first data it ends. */
    synchronized void lifetime(long millis, String how) {
        lifetime = millis;
        then = how;
    }

    synchronized void hold(boolean out, boolean in) {
        holdsOut = out;
        holdsIn = in;
        notifyAll();
    }

    /** The machine behind it is there, or again. */
    void up() throws IOException {
        if (unix) {
            Files.deleteIfExists(((UnixDomainSocketAddress) front).getPath());
        }
        ServerSocketChannel fresh =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        if (!unix) {
            fresh.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        }
        fresh.bind(front);
        // Where it is not told a port, it is the same one when it comes up again.
        front = fresh.getLocalAddress();
        server = fresh;
        Threads.platform("relay", () -> accept(fresh));
    }

    /** Nothing is read any more. */
    synchronized void cut() {
        cut = true;
    }

    /** The machine is not there any more: what is open is reset. */
    void down() throws IOException {
        server.close();
        end("reset");
    }

    private void accept(ServerSocketChannel from) {
        try {
            while (true) {
                SocketChannel near = from.accept();
                SocketChannel far = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
                far.connect(back);
                sockets.add(near);
                sockets.add(far);
                if (!unix) {
                    near.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    far.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
                Threads.platform("relay out", () -> pump(near, far, true));
                Threads.platform("relay in", () -> pump(far, near, false));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void pump(SocketChannel from, SocketChannel to, boolean out) {
        ByteBuffer buffer = ByteBuffer.allocate(65_536);
        try {
            while (awaitFlow(out)) {
                int n = from.read(buffer.clear());
                if (!awaitFlow(out)) {
                    return;
                }
                if (n < 0) {
                    to.shutdownOutput();
                    return;
                }
                buffer.flip().limit((int) allowed(n, out));
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                passed(n, out);
            }
        } catch (IOException e) {
            // Broken, by us or by an end.
        }
    }

    private synchronized boolean awaitFlow(boolean out) {
        while (out ? holdsOut : holdsIn) {
            try {
                wait();
            } catch (InterruptedException e) {
                return false;
            }
        }
        return !cut;
    }

    private synchronized long allowed(int n, boolean out) {
        return Math.min(Math.min(n, limitBoth), out ? limitOut : limitIn);
    }

    private void passed(int n, boolean out) {
        String how;
        synchronized (this) {
            if (lifetime >= 0) {
                long millis = lifetime;
                lifetime = -1;
                Threads.platform("relay end", () -> {
                    Threads.sleep(millis);
                    cut();
                    Threads.sleep(BEHIND);
                    end(then);
                });
            }
            limitBoth -= n;
            if (out) {
                limitOut -= n;
            } else {
                limitIn -= n;
            }
            if (cut || Math.min(limitBoth, out ? limitOut : limitIn) > 0) {
                return;
            }
            cut = true;
            how = then;
        }
        Threads.sleep(BEHIND);
        end(how);
    }

    /** What is open ends: {@code reset}, {@code close} or {@code hang}. */
    void end(String how) {
        synchronized (this) {
            cut = true;
        }
        for (SocketChannel socket : sockets) {
            try {
                if (how.equals("hang")) {
                    continue;
                }
                if (how.equals("reset") && !unix) {
                    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
                socket.close();
            } catch (IOException e) {
                // It was closed.
            }
        }
        if (!how.equals("hang")) {
            sockets.clear();
        }
        synchronized (this) {
            cut = how.equals("hang");
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        end("close");
        for (Closeable one : open) {
            one.close();
        }
    }
}
