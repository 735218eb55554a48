package dev.jinx.e2e.app;

import static dev.jinx.e2e.app.Scenarios.isPattern;
import static dev.jinx.e2e.app.Scenarios.millisSince;
import static dev.jinx.e2e.app.Scenarios.pattern;
import static dev.jinx.e2e.app.Scenarios.quantile;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What becomes of streams of bytes under faults, whichever way they are read and written. */
public final class LateStreams {
    private static final int LENGTH = 128 * 1024;
    private static final int TICKS = 30;

    private LateStreams() {}

    /** Rules by the host of the peer. */
    public static String rules() {
        return """
                seed: 42
                rules:
                  - { name: slow-read, on: read, target: { hosts: 127.80.1.1 }, fault: { throttle: 64KiB/s } }
                  - { name: slow-write, on: write, target: { hosts: 127.80.1.2 }, fault: { throttle: 64KiB/s } }
                  - { name: shared, on: read, target: { hosts: 127.80.1.3 }, fault: { throttle: { rate: 64KiB/s, shared: true } } }
                  - { name: late, on: read, target: { hosts: 127.80.1.4 }, fault: { delay: 200ms } }
                  - { name: one, on: read, target: { hosts: 127.80.1.5 }, fault: { short: 1 } }
                  - { name: three, on: [read, write], target: { hosts: 127.80.1.6 }, fault: { short: 3 } }
                  - { name: short-write, on: write, target: { hosts: 127.80.1.7 }, fault: { short: 100 } }
                  - { name: drop, on: write, target: { hosts: 127.80.1.8 }, fault: drop }
                  - { name: error, on: write, target: { hosts: 127.80.1.9 }, fault: { error: ECONNRESET } }
                  - { name: exchanges, on: read, target: { hosts: 127.80.1.10 }, when: { per: exchange }, fault: { short: 4 } }
                  - { name: half, on: read, target: { hosts: 127.80.1.11 }, probability: 50%, fault: { short: 5 } }
                  - { name: half-late, on: read, target: { hosts: 127.80.1.12 }, probability: 50%, fault: { delay: 2ms } }
                  - { name: spun, on: read, target: { hosts: 127.80.1.13 }, fault: { delay: 100ms } }
                  - { name: spun-short, on: read, target: { hosts: 127.80.1.14 }, fault: { short: 8 } }
                """;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Scratch.directory();
        Scenarios.play("throttle", LateStreams::throttle);
        Scenarios.play("ticks", LateStreams::ticks);
        Scenarios.play("short", LateStreams::oneByOne);
        Scenarios.play("scatter", LateStreams::scatter);
        Scenarios.play("files", () -> files(directory));
        Scenarios.play("counts", LateStreams::counts);
        Scenarios.play("spin", LateStreams::spin);
    }

    private static void sendAll(Socket socket) throws IOException {
        socket.getOutputStream().write(pattern(LENGTH));
    }

    // Bandwidth.

    private static void throttle() throws Exception {
        List<Scenarios.Play> plays = new ArrayList<>();
        for (Way way : Way.values()) {
            plays.add(() -> readAll(way));
            plays.add(() -> writeAll(way));
        }
        plays.add(LateStreams::shared);
        Scenarios.atOnce(plays.toArray(new Scenarios.Play[0]));
    }

    private static double readFrom(Peer peer, Way way, int length) throws IOException {
        try (Way.Stream stream = way.open(peer.address())) {
            long start = System.nanoTime();
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining() && stream.read(bytes) > 0) {
                continue;
            }
            if (!isPattern(bytes.array(), bytes.position())) {
                throw new IOException("wrong bytes");
            }
            return bytes.hasRemaining() ? -1 : millisSince(start);
        }
    }

    private static void readAll(Way way) throws Exception {
        try (Peer peer = new Peer("127.80.1.1", LateStreams::sendAll)) {
            Say.fact("throttle.read." + way, readFrom(peer, way, LENGTH));
        }
    }

    private static void writeAll(Way way) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        boolean[] whole = new boolean[1];
        try (Peer peer = new Peer("127.80.1.2", socket -> {
                    byte[] bytes = socket.getInputStream().readNBytes(LENGTH);
                    whole[0] = bytes.length == LENGTH && isPattern(bytes, LENGTH);
                    arrived.countDown();
                });
                Way.Stream stream = way.open(peer.address())) {
            long start = System.nanoTime();
            ByteBuffer bytes = ByteBuffer.wrap(pattern(LENGTH));
            while (bytes.hasRemaining()) {
                stream.write(bytes);
            }
            arrived.await(10, TimeUnit.SECONDS);
            Say.fact("throttle.write." + way, whole[0] ? millisSince(start) : -1);
        }
    }

    /** One bucket for two connections. */
    private static void shared() throws Exception {
        try (Peer peer = new Peer("127.80.1.3", LateStreams::sendAll)) {
            long start = System.nanoTime();
            Scenarios.atOnce(
                    () -> readFrom(peer, Way.SELECTOR, LENGTH / 2), () -> readFrom(peer, Way.SOCKET, LENGTH / 2));
            Say.fact("throttle.shared", millisSince(start));
        }
    }

    // A stream that is late keeps its spacing.

    private static void ticks() throws Exception {
        List<Scenarios.Play> plays = new ArrayList<>();
        for (Way way : Way.values()) {
            plays.add(() -> ticks(way));
        }
        Scenarios.atOnce(plays.toArray(new Scenarios.Play[0]));
    }

    private static void ticks(Way way) throws Exception {
        try (Peer peer = new Peer("127.80.1.4", socket -> {
                    for (int i = 0; i < TICKS; i++) {
                        Threads.sleep(33);
                        ByteBuffer now = ByteBuffer.allocate(8).putLong(System.nanoTime());
                        socket.getOutputStream().write(now.array());
                    }
                });
                Way.Stream stream = way.open(peer.address())) {
            List<Double> late = new ArrayList<>();
            ByteBuffer bytes = ByteBuffer.allocate(8 * TICKS);
            int seen = 0;
            while (bytes.hasRemaining() && stream.read(bytes) > 0) {
                for (; seen + 8 <= bytes.position(); seen += 8) {
                    late.add(millisSince(bytes.getLong(seen)));
                }
            }
            Say.fact("ticks." + way + ".count", late.size());
            Say.fact("ticks." + way + ".min", quantile(late, 0));
            Say.fact("ticks." + way + ".median", quantile(late, 0.5));
            Say.fact("ticks." + way + ".p90", quantile(late, 0.9));
        }
    }

    // Fewer bytes at a time.

    private static void oneByOne() throws Exception {
        int length = 2000;
        try (Peer peer = new Peer(
                        "127.80.1.5", socket -> socket.getOutputStream().write(pattern(length)));
                Loop loop = new Loop()) {
            SelectionKey key = loop.register(peer.channel(), SelectionKey.OP_READ);
            ByteBuffer bytes = ByteBuffer.allocate(length);
            int reads = 0;
            int most = 0;
            while (bytes.hasRemaining() && loop.await(key, 5000) != 0) {
                int n = ((SocketChannel) key.channel()).read(bytes);
                most = Math.max(most, n);
                reads++;
            }
            Say.fact("short.reads", reads);
            Say.fact("short.most", most);
            Say.fact("short.whole", !bytes.hasRemaining() && isPattern(bytes.array(), length));
        }
    }

    private static void scatter() throws Exception {
        int length = 60;
        try (Peer peer = new Peer("127.80.1.6", Peer.ECHO);
                Loop loop = new Loop()) {
            SocketChannel channel = peer.channel();
            SelectionKey key = loop.register(channel, SelectionKey.OP_READ);
            ByteBuffer[] out = parts(length);
            for (ByteBuffer one : out) {
                one.put(pattern(length), (out[0] == one ? 0 : 20 * index(out, one)), 20)
                        .flip();
            }
            long most = 0;
            for (long sent = 0; sent < length; ) {
                long n = channel.write(out, 0, out.length);
                most = Math.max(most, n);
                sent += n;
            }
            Say.fact("scatter.most written", most);
            ByteBuffer[] in = parts(length);
            most = 0;
            for (long got = 0; got < length && loop.await(key, 5000) != 0; ) {
                long n = channel.read(in, 0, in.length);
                most = Math.max(most, n);
                got += n;
            }
            Say.fact("scatter.most read", most);
            ByteBuffer all = ByteBuffer.allocate(length);
            for (ByteBuffer one : in) {
                all.put(one.flip());
            }
            Say.fact("scatter.whole", isPattern(all.array(), length));
        }
    }

    private static int index(ByteBuffer[] all, ByteBuffer one) {
        int i = 0;
        while (all[i] != one) {
            i++;
        }
        return i;
    }

    private static ByteBuffer[] parts(int length) {
        ByteBuffer[] parts = new ByteBuffer[3];
        for (int i = 0; i < 3; i++) {
            parts[i] = i == 1 ? ByteBuffer.allocateDirect(length / 3) : ByteBuffer.allocate(length / 3);
        }
        return parts;
    }

    // Files.

    private static void files(Path directory) throws Exception {
        Path file = Files.write(directory.resolve("file"), pattern(LENGTH));
        for (boolean blocking : new boolean[] {true, false}) {
            String mode = blocking ? "blocking" : "polled";
            send(file, "throttle", "127.80.1.2", blocking, mode);
            send(file, "short", "127.80.1.7", blocking, mode);
            send(file, "drop", "127.80.1.8", blocking, mode);
            send(file, "error", "127.80.1.9", blocking, mode);
        }
        try (Peer peer = new Peer("127.80.1.5", socket -> {
                    socket.getOutputStream().write(pattern(500));
                    socket.close();
                });
                SocketChannel channel = SocketChannel.open(peer.address());
                FileChannel to = FileChannel.open(
                        directory.resolve("to"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long at = 0;
            for (long n = 1; n > 0 && at < 500; at += n) {
                n = to.transferFrom(channel, at, 500);
            }
        }
        byte[] received = Files.readAllBytes(directory.resolve("to"));
        Say.fact("files.from", received.length == 500 && isPattern(received, 500));
    }

    private static void send(Path file, String name, String host, boolean blocking, String mode) throws Exception {
        int length = name.equals("throttle") ? 16 * 1024 : 20_000;
        CountDownLatch done = new CountDownLatch(1);
        int[] arrived = new int[] {-1};
        try (Peer peer = new Peer(host, socket -> {
            try {
                byte[] bytes = socket.getInputStream().readNBytes(length);
                arrived[0] = isPattern(bytes, bytes.length) ? bytes.length : -1;
            } catch (IOException e) {
                arrived[0] = 0;
            }
            done.countDown();
        })) {
            String end = "sent";
            long start = System.nanoTime();
            try (SocketChannel channel = SocketChannel.open(peer.address());
                    FileChannel from = FileChannel.open(file)) {
                channel.configureBlocking(blocking);
                long most = 0;
                for (long at = 0; at < length && millisSince(start) < 5000; ) {
                    long n = from.transferTo(at, length - at, channel);
                    most = Math.max(most, n);
                    at += n;
                    if (n == 0) {
                        Threads.sleep(1);
                    }
                }
                Say.fact("files." + name + "." + mode + ".most", most);
            } catch (IOException e) {
                end = Say.describe(e);
            }
            Say.fact("files." + name + "." + mode + ".end", end);
            Say.fact("files." + name + "." + mode + ".ms", millisSince(start));
            done.await(5, TimeUnit.SECONDS);
            Say.fact("files." + name + "." + mode + ".arrived", arrived[0]);
        }
    }

    // Counting.

    /** Exchanges of 8 bytes, read through a selector. */
    private static void counts() throws Exception {
        exchange("exchanges", "127.80.1.10", 50);
        exchange("half", "127.80.1.11", 200);
        exchange("half-late", "127.80.1.12", 200);
    }

    private static void exchange(String name, String host, int rounds) throws Exception {
        try (Peer peer = new Peer(host, Peer.ECHO);
                Loop loop = new Loop()) {
            SocketChannel channel = peer.channel();
            SelectionKey key = loop.register(channel, SelectionKey.OP_READ);
            int reads = 0;
            int shortened = 0;
            for (int i = 0; i < rounds; i++) {
                channel.write(ByteBuffer.allocate(8));
                ByteBuffer bytes = ByteBuffer.allocate(8);
                while (bytes.hasRemaining() && loop.await(key, 5000) != 0) {
                    int wanted = bytes.remaining();
                    int n = channel.read(bytes);
                    reads += n > 0 ? 1 : 0;
                    shortened += n > 0 && n < wanted ? 1 : 0;
                }
            }
            Say.fact("counts." + name + ".reads", reads);
            Say.fact("counts." + name + ".short", shortened);
        }
    }

    /** Reads again and again that give nothing count for nothing. */
    private static void spin() throws Exception {
        spin("late", "127.80.1.13");
        spin("short", "127.80.1.14");
    }

    private static void spin(String name, String host) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Peer peer = new Peer(host, socket -> {
                    go.await();
                    socket.getOutputStream().write(pattern(8));
                });
                SocketChannel channel = peer.channel()) {
            ByteBuffer bytes = ByteBuffer.allocate(8);
            long nothing = 0;
            for (int i = 0; i < 100_000; i++) {
                nothing += channel.read(bytes);
            }
            Say.fact("spin." + name + ".nothing", nothing);
            go.countDown();
            long start = System.nanoTime();
            while (bytes.hasRemaining() && millisSince(start) < 5000) {
                channel.read(bytes);
            }
            Say.fact("spin." + name + ".whole", isPattern(bytes.array(), 8));
        }
    }
}
