package dev.jinx.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;

/**
 * One selector loop with two connections that go to and fro as fast as they can, and some more to another port, which a rule may delay:
 * {@code dev.jinx.bench.EventLoop FAST-PORT SLOW-PORT SLOW-CONNECTIONS SECONDS}. Prints one line of figures.
 */
public final class EventLoop {
    private static final int FAST = 2;

    private final long[] fastNanos = new long[4_000_000];
    private final long[] slowNanos = new long[400_000];
    private int fasts;
    private int slows;
    private long selects;

    private EventLoop() {}

    /** Runs, and prints. */
    public static void main(String[] arguments) throws IOException {
        int fastPort = Integer.parseInt(arguments[0]);
        int slowPort = Integer.parseInt(arguments[1]);
        Thread server = new Thread(() -> echo(fastPort, slowPort), "echo");
        server.setDaemon(true);
        server.start();
        new EventLoop().run(fastPort, slowPort, Integer.parseInt(arguments[2]), Long.parseLong(arguments[3]));
    }

    /** One connection. */
    private static final class Peer {
        final boolean fast;
        long sent = System.nanoTime();

        Peer(boolean fast) {
            this.fast = fast;
        }
    }

    private void run(int fastPort, int slowPort, int slowConnections, long seconds) throws IOException {
        Selector selector = Selector.open();
        for (int i = 0; i < FAST + slowConnections; i++) {
            SocketChannel channel = connect(i < FAST ? fastPort : slowPort);
            channel.register(selector, SelectionKey.OP_READ, new Peer(i < FAST));
            channel.write(ByteBuffer.allocate(1));
        }
        ByteBuffer buffer = ByteBuffer.allocate(16);
        long warm = System.nanoTime() + 2_000_000_000L;
        long end = warm + seconds * 1_000_000_000L;
        boolean measuring = false;
        while (System.nanoTime() < end) {
            if (!measuring && System.nanoTime() > warm) {
                measuring = true;
                fasts = 0;
                slows = 0;
                selects = 0;
            }
            selector.select(100);
            selects++;
            Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
            while (keys.hasNext()) {
                turn(keys.next(), buffer);
                keys.remove();
            }
        }
        print();
    }

    private void turn(SelectionKey key, ByteBuffer buffer) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        Peer peer = (Peer) key.attachment();
        buffer.clear();
        if (channel.read(buffer) <= 0) {
            return;
        }
        long now = System.nanoTime();
        if (peer.fast && fasts < fastNanos.length) {
            fastNanos[fasts++] = now - peer.sent;
        } else if (!peer.fast && slows < slowNanos.length) {
            slowNanos[slows++] = now - peer.sent;
        }
        peer.sent = now;
        buffer.clear().limit(1);
        channel.write(buffer);
    }

    private void print() {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        System.out.printf(
                Locale.ROOT,
                "%d %.1f %.1f %d %.1f %.1f %d %d%n",
                fasts,
                at(fastNanos, fasts, 0.5) / 1e3,
                at(fastNanos, fasts, 0.99) / 1e3,
                slows,
                at(slowNanos, slows, 0.5) / 1e6,
                at(slowNanos, slows, 0.99) / 1e6,
                selects,
                cpu / 1_000_000);
    }

    private static double at(long[] values, int count, double share) {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[(int) ((count - 1) * share)];
    }

    private static SocketChannel connect(int port) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                return channel;
            } catch (IOException notYet) {
                if (attempt > 1_000) {
                    throw notYet;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static void echo(int... ports) {
        try {
            Selector selector = Selector.open();
            for (int port : ports) {
                ServerSocketChannel server = ServerSocketChannel.open();
                server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
                server.configureBlocking(false);
                server.register(selector, SelectionKey.OP_ACCEPT);
            }
            ByteBuffer buffer = ByteBuffer.allocate(64);
            while (true) {
                selector.select();
                Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
                while (keys.hasNext()) {
                    echo(selector, keys.next(), buffer);
                    keys.remove();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void echo(Selector selector, SelectionKey key, ByteBuffer buffer) throws IOException {
        if (key.isAcceptable()) {
            SocketChannel accepted = ((ServerSocketChannel) key.channel()).accept();
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            accepted.configureBlocking(false);
            accepted.register(selector, SelectionKey.OP_READ);
            return;
        }
        SocketChannel channel = (SocketChannel) key.channel();
        buffer.clear();
        if (channel.read(buffer) < 0) {
            channel.close();
            return;
        }
        channel.write(buffer.flip());
    }
}
