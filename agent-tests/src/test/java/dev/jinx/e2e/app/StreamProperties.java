package dev.jinx.e2e.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What must be true of streams whatever the faults: nothing is lost, doubled or overtaken. */
public final class StreamProperties {
    private static final int MOST_SECONDS = 150;

    private StreamProperties() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "transfer" -> transfers(Long.parseLong(arguments[1]), 1 << 20, "127.9.", Line.values());
            case "large" ->
                transfers(
                        Long.parseLong(arguments[1]),
                        9 << 20,
                        "127.9.6",
                        Line.SOCKET,
                        Line.CHANNEL,
                        Line.SELECTED_VECTORS,
                        Line.HANDLER);
            case "slow" -> slow();
            case "waits" -> waits();
            case "held" -> held();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.exit(0);
    }

    private static String hash(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest digest() throws Exception {
        return MessageDigest.getInstance("SHA-256");
    }

    private interface Action<T> {
        T run() throws Exception;
    }

    private static <T> CompletableFuture<T> begin(Action<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Threads.platform("transfer", () -> {
            try {
                result.complete(action.run());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        return result;
    }

    /** Both directions at once, in pieces of random sizes, to each line's own host; what is sent and what arrives, by hash. */
    private static void transfers(long seed, int least, String hosts, Line... lines) throws Exception {
        Path directory = Files.createTempDirectory("jinx");
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Line line : lines) {
            all.add(begin(() -> {
                transfer(line, seed + line.ordinal(), least, hosts, directory);
                return null;
            }));
        }
        for (CompletableFuture<Void> one : all) {
            one.get(MOST_SECONDS, TimeUnit.SECONDS);
        }
        for (Line line : lines) {
            Files.deleteIfExists(directory.resolve("t-" + line));
        }
        Files.delete(directory);
    }

    private static void transfer(Line line, long seed, int least, String hosts, Path directory) throws Exception {
        int size = least + new Random(seed).nextInt(1 << 20);
        try (ServerSocketChannel listener = line.unix()
                ? ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open()) {
            listener.bind(
                    line.unix()
                            ? UnixDomainSocketAddress.of(directory.resolve("t-" + line))
                            : new InetSocketAddress(hosts + line.ordinal() + ".1", 0));
            try (Line.End end = line.connect(listener.getLocalAddress(), 5_000, 20_000);
                    SocketChannel peer = listener.accept()) {
                CompletableFuture<String> wrote = begin(() -> send(size, seed, end::write, end::finish));
                CompletableFuture<String> peerWrote = begin(() -> send(size, ~seed, peer::write, peer::shutdownOutput));
                CompletableFuture<String> peerRead = begin(() -> receive(seed + 2, peer::read));
                CompletableFuture<String> read = begin(() -> receive(seed + 3, end::read));
                Say.row(
                        "sent",
                        line.name(),
                        wrote.get(MOST_SECONDS, TimeUnit.SECONDS),
                        peerRead.get(MOST_SECONDS, TimeUnit.SECONDS));
                Say.row(
                        "received",
                        line.name(),
                        peerWrote.get(MOST_SECONDS, TimeUnit.SECONDS),
                        read.get(MOST_SECONDS, TimeUnit.SECONDS));
            }
        }
    }

    private interface Moves {
        int move(ByteBuffer buffer) throws IOException;
    }

    private interface Ends {
        void finish() throws IOException;
    }

    private static String send(int size, long seed, Moves to, Ends then) throws Exception {
        Random random = new Random(seed);
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        int at = 0;
        while (at < size) {
            int n = Math.min(size - at, 1 + random.nextInt(random.nextInt(10) == 0 ? 200_000 : 9_000));
            ByteBuffer part = ByteBuffer.wrap(java.util.Arrays.copyOfRange(bytes, at, at + n));
            while (part.hasRemaining()) {
                if (to.move(part) == Line.WAITS) {
                    throw new IOException("waits to write behind " + at);
                }
            }
            at += n;
        }
        then.finish();
        MessageDigest digest = digest();
        digest.update(bytes);
        return size + " " + hash(digest);
    }

    private static String receive(long seed, Moves from) throws Exception {
        Random random = new Random(seed);
        MessageDigest digest = digest();
        int size = 0;
        while (true) {
            ByteBuffer into = ByteBuffer.allocate(1 + random.nextInt(30_000));
            int n = from.move(into);
            if (n < 0) {
                return size + " " + hash(digest) + (n == Line.WAITS ? " and waits" : "");
            }
            digest.update(into.array(), 0, n);
            size += n;
        }
    }

    /** A peer that does not read: how much is taken from the application until it has to wait, and that all of it arrives. */
    private static void slow() throws Exception {
        for (String host : new String[] {"127.9.100.1", "127.9.101.1"}) {
            for (Line line : new Line[] {Line.SOCKET, Line.CHANNEL, Line.SELECTOR, Line.FUTURE}) {
                try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(host, 0));
                        Line.End end = line.connect(listener.getLocalAddress(), 5_000, 20_000);
                        SocketChannel peer = listener.accept()) {
                    AtomicLong taken = new AtomicLong();
                    int size = 24 << 20;
                    CompletableFuture<String> wrote = begin(() -> send(
                            size,
                            5,
                            from -> {
                                int n = end.write(from);
                                taken.addAndGet(n);
                                return n;
                            },
                            end::finish));
                    // It has begun, and for some time nothing more was taken.
                    long before = 0;
                    int same = 0;
                    for (int i = 0; i < 200 && same < 4; i++) {
                        Threads.sleep(60);
                        long now = taken.get();
                        same = now > 0 && now == before ? same + 1 : 0;
                        before = now;
                    }
                    Say.row("slow", line.name(), host, Long.toString(taken.get()));
                    String got = receive(6, peer::read);
                    Say.row(
                            "sent",
                            line + " to a slow peer at " + host,
                            wrote.get(MOST_SECONDS, TimeUnit.SECONDS),
                            got);
                }
            }
        }
    }

    /** Timeouts, closes, interrupts, what is available, and what a selector does, with bytes in our hands. */
    private static void waits() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.9.110.1"));
                Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket peer = server.accept()) {
            socket.getOutputStream().write(1);
            Object ignored = Management.obey(new String[] {"mx", "enableRule", "hole"});
            Threads.sleep(50);
            peer.getOutputStream().write(7);
            socket.setSoTimeout(300);
            for (int i = 0; i < 2; i++) {
                long start = System.nanoTime();
                try {
                    Say.fact("timeout " + i, socket.getInputStream().read());
                } catch (SocketTimeoutException e) {
                    Say.fact("timeout " + i, Say.describe(e));
                }
                Say.fact("timeout ms " + i, (System.nanoTime() - start) / 1_000_000);
            }
            ignored = Management.obey(new String[] {"mx", "disableRule", "hole"});
            Say.fact("after the hole", socket.getInputStream().read());
        }
        interrupted();
        available();
        spins();
    }

    private static void interrupted() throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.9.110.2", 0));
                SocketChannel channel = SocketChannel.open(listener.getLocalAddress());
                SocketChannel peer = listener.accept()) {
            Object ignored = Management.obey(new String[] {"mx", "enableRule", "hole"});
            Threads.sleep(50);
            peer.write(ByteBuffer.wrap(new byte[5]));
            CompletableFuture<String> read = new CompletableFuture<>();
            Thread thread = Threads.platform("reader", () -> {
                try {
                    read.complete("read " + channel.read(ByteBuffer.allocate(10)));
                } catch (IOException e) {
                    read.complete(Say.describe(e));
                }
            });
            Threads.sleep(200);
            Say.fact("hangs", !read.isDone());
            thread.interrupt();
            Say.fact("interrupted", read.get(5, TimeUnit.SECONDS));
            ignored = Management.obey(new String[] {"mx", "disableRule", "hole"});
        }
    }

    private static void available() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.9.111.1"));
                Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket peer = server.accept()) {
            peer.getOutputStream().write(new byte[10]);
            InputStream in = socket.getInputStream();
            // Ten bytes that come twice: one is taken, the rest is in our hands.
            Say.fact("first", in.read());
            Say.fact("available", in.available());
            Say.fact("rest", in.readNBytes(19).length);
            Say.fact("available at the end", in.available());
        }
    }

    /** Bytes are in our hands, and the application does not want to read: the loop rests, and goes on when it wants to. */
    private static void spins() throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.9.111.2", 0));
                SocketChannel channel = SocketChannel.open(listener.getLocalAddress());
                SocketChannel peer = listener.accept();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            peer.write(ByteBuffer.wrap(new byte[10]));
            selector.select(2_000);
            selector.selectedKeys().clear();
            Say.fact("selector read", channel.read(ByteBuffer.allocate(4)));
            key.interestOps(0);
            double cpu = Loop.cpu();
            int selects = 0;
            long end = System.nanoTime() + 400_000_000L;
            while (System.nanoTime() < end) {
                selector.select(100);
                selector.selectedKeys().clear();
                selects++;
            }
            Say.fact("selects", selects);
            Say.fact("cpu", (long) (Loop.cpu() - cpu));
            // The interest comes back from another thread, while the loop rests.
            Threads.platform("interest", () -> {
                Threads.sleep(100);
                key.interestOps(SelectionKey.OP_READ);
                selector.wakeup();
            });
            long start = System.nanoTime();
            int ready = selector.select(5_000);
            if (ready == 0) {
                ready = selector.select(5_000);
            }
            Say.fact("ready", ready);
            Say.fact("ready ms", (System.nanoTime() - start) / 1_000_000);
            Say.fact("selector rest", channel.read(ByteBuffer.allocate(100)));
        }
    }

    private record Held(String how, Line line, Line.End end, SocketChannel peer) {
        void begin() throws IOException {
            if (how.equals("read")) {
                peer.write(ByteBuffer.wrap(Scene.bytes("held bytes")));
            } else {
                int ignored = end.write(ByteBuffer.wrap(Scene.bytes("held ")));
                ignored = end.write(ByteBuffer.wrap(Scene.bytes("bytes")));
            }
            Threads.platform(how + " " + line, this::take);
        }

        private void take() {
            StringBuilder got = new StringBuilder();
            try {
                while (got.length() < 10) {
                    ByteBuffer into = ByteBuffer.allocate(100);
                    int n = how.equals("read") ? end.read(into) : peer.read(into);
                    got.append(n < 0 ? "and then, too early, " + n : new String(into.array(), 0, n, US_ASCII));
                }
            } catch (IOException e) {
                got.append(Say.describe(e));
            }
            Say.row("flows", how + " " + line, got.toString());
        }
    }

    /** Bytes are held by rules; they flow on when those go, by whatever way. */
    private static void held() throws Exception {
        Path directory = Files.createTempDirectory("jinx");
        List<Held> all = new ArrayList<>();
        for (Line line : Line.values()) {
            for (String how : new String[] {"write", "read", "hole"}) {
                String group = how.equals("write") ? "120" : how.equals("read") ? "121" : "122";
                try (ServerSocketChannel listener = line.unix()
                        ? ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                        : ServerSocketChannel.open()) {
                    listener.bind(
                            line.unix()
                                    ? UnixDomainSocketAddress.of(directory.resolve(how + "-" + line))
                                    : new InetSocketAddress("127.9." + group + "." + (1 + line.ordinal()), 0));
                    Line.End end = line.connect(listener.getLocalAddress(), 5_000, 60_000);
                    all.add(new Held(how, line, end, listener.accept()));
                }
                Files.deleteIfExists(directory.resolve(how + "-" + line));
            }
        }
        Files.delete(directory);
        for (String rule : new String[] {"hole", "hole-unix"}) {
            Object ignored = Management.obey(new String[] {"mx", "enableRule", rule});
        }
        for (Held held : all) {
            held.begin();
        }
        Threads.sleep(400);
        Say.fact("holds", true);
        while (System.in.read() >= 0) {
            Threads.sleep(1);
        }
    }
}
