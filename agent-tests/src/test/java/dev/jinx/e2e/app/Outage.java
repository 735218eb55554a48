package dev.jinx.e2e.app;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * A peer to which, on each kind of socket, one connection is idle with a read that waits, and another makes a round trip again and
 * again; tells what each of them met, and when.
 */
public final class Outage {
    private static final int TURN = 100;

    private Outage() {}

    /** One connection, and one message there and back. */
    private interface Way extends Closeable {
        void write(byte[] bytes) throws Exception;

        int read(byte[] into) throws Exception;
    }

    private static Way plain(InetSocketAddress to) throws IOException {
        Socket socket = new Socket(to.getAddress(), to.getPort());
        return way(socket, bytes -> socket.getOutputStream().write(bytes), into -> socket.getInputStream()
                .read(into));
    }

    private static Way channel(InetSocketAddress to) throws IOException {
        SocketChannel channel = SocketChannel.open(to);
        return way(channel, bytes -> writeAll(channel, bytes), into -> channel.read(ByteBuffer.wrap(into)));
    }

    private static Way selected(InetSocketAddress to) throws IOException {
        SocketChannel channel = SocketChannel.open(to);
        channel.configureBlocking(false);
        Selector selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
        return way(channel, bytes -> writeAll(channel, bytes), into -> {
            while (true) {
                int n = channel.read(ByteBuffer.wrap(into));
                if (n != 0) {
                    return n;
                }
                selector.select();
                selector.selectedKeys().clear();
            }
        });
    }

    private static Way asynchronous(InetSocketAddress to) throws Exception {
        AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
        try {
            channel.connect(to).get();
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
        return way(channel, bytes -> channel.write(ByteBuffer.wrap(bytes)).get(), into -> channel.read(
                        ByteBuffer.wrap(into))
                .get());
    }

    private interface Writing {
        void write(byte[] bytes) throws Exception;
    }

    private interface Reading {
        int read(byte[] into) throws Exception;
    }

    private static Way way(Closeable socket, Writing writing, Reading reading) {
        return new Way() {
            @Override
            public void write(byte[] bytes) throws Exception {
                writing.write(bytes);
            }

            @Override
            public int read(byte[] into) throws Exception {
                return reading.read(into);
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }

    private static void writeAll(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static Way open(String kind, InetSocketAddress to) throws Exception {
        return switch (kind) {
            case "plain" -> plain(to);
            case "channel" -> channel(to);
            case "selected" -> selected(to);
            default -> asynchronous(to);
        };
    }

    /** Arguments: the host, and for how many milliseconds. With "wait" idle connections are opened, and a line of input awaited. */
    public static void main(String[] arguments) throws Exception {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(arguments[0]));
        Thread accepting = new Thread(() -> accept(server), "server");
        accepting.setDaemon(true);
        accepting.start();
        InetSocketAddress to = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
        long millis = Long.parseLong(arguments[1]);
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (String kind : List.of("plain", "channel", "selected", "asynchronous")) {
            Way idle = open(kind, to);
            echo(idle, 0);
            Thread waiting = new Thread(() -> idle(kind, idle, start), kind + "-idle");
            waiting.setDaemon(true);
            waiting.start();
            if (arguments.length == 2) {
                Thread busy = new Thread(() -> busy(kind, to, start, millis), kind);
                busy.start();
                threads.add(busy);
            }
        }
        if (arguments.length > 2) {
            Say.fact("port", to.getPort());
            int ignored = System.in.read();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.exit(0);
    }

    private static void accept(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread echoing = new Thread(() -> serve(socket), "echo");
                echoing.setDaemon(true);
                echoing.start();
            }
        } catch (IOException e) {
            Say.fact("server", Say.describe(e));
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The peer was reset: that is the point.
            return;
        }
    }

    private static void idle(String kind, Way way, long start) {
        String met;
        try {
            met = "read " + way.read(new byte[10]);
        } catch (ExecutionException e) {
            met = Say.describe(e.getCause());
        } catch (Exception e) {
            met = Say.describe(e);
        }
        Say.row("idle", kind, Long.toString(since(start)), met);
    }

    private static void busy(String kind, InetSocketAddress to, long start, long millis) {
        Way way = null;
        for (int turn = 0; since(start) < millis; turn++) {
            long begun = since(start);
            String met;
            try {
                if (way == null) {
                    way = open(kind, to);
                }
                met = echo(way, turn) ? "ok" : "other bytes";
            } catch (Exception e) {
                met = Say.describe(e instanceof ExecutionException ? e.getCause() : e);
                way = closed(way);
            }
            Say.row("turn", kind, Long.toString(begun), Long.toString(since(start)), met);
            pause();
        }
    }

    private static Way closed(Way way) {
        try {
            if (way != null) {
                way.close();
            }
        } catch (IOException e) {
            return null;
        }
        return null;
    }

    private static void pause() {
        try {
            Thread.sleep(TURN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean echo(Way way, int turn) throws Exception {
        byte[] message = ("message " + turn).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        way.write(message);
        byte[] back = new byte[message.length];
        for (int n = 0; n < back.length; ) {
            byte[] more = new byte[back.length - n];
            int read = way.read(more);
            if (read < 0) {
                throw new IOException("the end");
            }
            System.arraycopy(more, 0, back, n, read);
            n += read;
        }
        return java.util.Arrays.equals(message, back);
    }

    private static long since(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
