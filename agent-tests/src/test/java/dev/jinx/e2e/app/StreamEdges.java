package dev.jinx.e2e.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Streams where something else happens while bytes of theirs are in the agent's hands. */
public final class StreamEdges {
    private static final String FAULTY = "127.41.1.1";
    private static final String CONTROL = "127.41.2.1";
    private static final String[] HOSTS = {FAULTY, CONTROL};

    private StreamEdges() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "hard" -> numberUsedAnew(true);
            case "full" -> numberUsedAnew(false);
            case "abandoned" -> abandoned();
            case "locks" -> locks();
            case "kept" -> kept();
            case "again" -> again();
            case "reset" -> reset();
            case "small" -> small();
            case "large" -> large();
            case "sent" -> sent();
            case "shut" -> shut();
            case "crowd" -> crowd();
            case "recursion" -> recursion();
            case "available" -> available();
            case "lifetimes" -> lifetimes();
            case "lingers" -> lingers();
            case "both" -> both(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]), 997, false);
            case "both-end" -> {
                both(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]), 997, true);
                both(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]), 200_000, true);
            }
            case "tail" -> tail();
            case "urgent" -> urgent();
            case "duplex" -> duplex(Long.parseLong(arguments[1]));
            case "exits" -> exits(Integer.parseInt(arguments[1]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.exit(0);
    }

    /** A connection by two plain sockets. */
    private record Pair(Socket socket, Socket peer) implements AutoCloseable {
        static Pair to(String host) throws IOException {
            try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(host))) {
                return to(server);
            }
        }

        static Pair to(ServerSocket server) throws IOException {
            Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
            Socket peer = server.accept();
            peer.setSoTimeout(3_000);
            return new Pair(socket, peer);
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        }

        void peerWrites(String text) throws IOException {
            peer.getOutputStream().write(text.getBytes(ISO_8859_1));
        }

        String peerReads(int most) throws IOException {
            return StreamEdges.read(peer, most);
        }

        String reads(int most) throws IOException {
            return StreamEdges.read(socket, most);
        }

        @Override
        public void close() throws IOException {
            socket.close();
            peer.close();
        }
    }

    /** A connection by two channels in blocking mode. */
    private record Channels(SocketChannel channel, SocketChannel peer) implements AutoCloseable {
        static Channels to(String host) throws IOException {
            try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(host, 0))) {
                SocketChannel channel = SocketChannel.open(listener.getLocalAddress());
                return new Channels(channel, listener.accept());
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
            peer.close();
        }
    }

    private static String read(Socket from, int most) throws IOException {
        byte[] bytes = new byte[most];
        int n = from.getInputStream().read(bytes);
        return n < 0 ? "end" : new String(bytes, 0, n, ISO_8859_1);
    }

    private interface Step {
        Object take() throws Exception;
    }

    private static String outcome(Step step) {
        try {
            return String.valueOf(step.take());
        } catch (Throwable t) {
            return Say.describe(t);
        }
    }

    private static CompletableFuture<String> begin(String name, Step step) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread thread = Threads.platform(name, () -> result.complete(outcome(step)));
        Threads.awaitBlocked(thread);
        return result;
    }

    private static String within(CompletableFuture<String> result, long millis) {
        return outcome(() -> result.get(millis, TimeUnit.MILLISECONDS));
    }

    private static void enable(String rule) throws Exception {
        Object ignored = Management.obey(new String[] {"mx", "enableRule", rule});
        Threads.sleep(50);
    }

    private static void disable(String rule) throws Exception {
        Object ignored = Management.obey(new String[] {"mx", "disableRule", rule});
    }

    /** Says what becomes of connections that are opened now, and have nothing to do with any rule. */
    private static void others(ServerSocket server, int count, Step between) throws Exception {
        List<Pair> others = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            others.add(Pair.to(server));
        }
        Object ignored = between.take();
        for (Pair other : others) {
            other.peer.setSoTimeout(5_000);
            other.socket.setSoTimeout(5_000);
            Say.row("other", outcome(() -> {
                other.write("own");
                return other.peerReads(100);
            }));
            Say.row("other", outcome(() -> {
                other.peerWrites("own");
                return other.reads(100);
            }));
        }
    }

    /** The connection is closed with bytes in hand, and the number of its descriptor is used for another one at once. */
    private static void numberUsedAnew(boolean hard) throws Exception {
        List<InputStream> fillers = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(CONTROL));
                Pair pair = Pair.to(FAULTY)) {
            enable("hole");
            pair.write("swallowed");
            others(server, 1, () -> null);
            if (hard) {
                pair.socket.shutdownOutput();
                pair.socket.setSoLinger(true, 0);
            } else {
                try {
                    while (fillers.size() < 1_000) {
                        fillers.add(new FileInputStream("/dev/null"));
                    }
                    throw new IllegalStateException("no limit of open files");
                } catch (java.io.FileNotFoundException e) {
                    // No descriptor is left.
                    Threads.sleep(1);
                }
            }
            pair.socket.close();
            // Two for a connection and one for who listens: the number that has become free is among them.
            for (int i = 0; i < 6 && !fillers.isEmpty(); i++) {
                fillers.remove(fillers.size() - 1).close();
            }
            others(server, 2, () -> {
                disable("hole");
                Threads.sleep(300);
                return null;
            });
            Say.fact("peer", outcome(() -> pair.peerReads(100)));
        }
    }

    private static WeakSocket drop() throws Exception {
        Pair pair = Pair.to(FAULTY);
        pair.write("held");
        return new WeakSocket(new java.lang.ref.WeakReference<>(pair.socket), pair.peer);
    }

    private record WeakSocket(java.lang.ref.WeakReference<Socket> socket, Socket peer) {}

    /** The application forgets a socket without closing it. */
    private static void abandoned() throws Exception {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(CONTROL));
        WeakSocket dropped = drop();
        for (int i = 0; i < 20; i++) {
            System.gc();
            Threads.sleep(20);
        }
        others(server, 3, () -> {
            disable("collect");
            Threads.sleep(300);
            return null;
        });
        Say.fact("peer", outcome(() -> read(dropped.peer, 100)));
        for (int i = 0; i < 100 && dropped.socket.get() != null; i++) {
            System.gc();
            Threads.sleep(20);
        }
        Say.fact("collected", dropped.socket.get() == null);
    }

    /** Arrivals are sampled while bytes are looked at and counted: nobody waits for nobody. */
    private static void locks() throws Exception {
        List<Thread> threads = new ArrayList<>();
        java.util.concurrent.atomic.AtomicLong moved = new java.util.concurrent.atomic.AtomicLong();
        long end = System.nanoTime() + 2_500_000_000L;
        for (int i = 0; i < 24; i++) {
            Pair pair = Pair.to(FAULTY);
            threads.add(Threads.platform(
                    "echo",
                    () -> outcome(() -> {
                        while (System.nanoTime() < end) {
                            pair.peerWrites("ping pong");
                            Threads.sleep(1);
                        }
                        pair.peer.close();
                        return null;
                    })));
            threads.add(Threads.platform(
                    "reader",
                    () -> outcome(() -> {
                        byte[] bytes = new byte[3];
                        int n = 0;
                        while (n >= 0) {
                            n = pair.socket.getInputStream().read(bytes);
                            moved.addAndGet(n);
                        }
                        return null;
                    })));
        }
        long[] deadlocked = null;
        while (System.nanoTime() < end && deadlocked == null) {
            Threads.sleep(50);
            deadlocked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
        }
        if (deadlocked != null) {
            for (var info : ManagementFactory.getThreadMXBean().getThreadInfo(deadlocked, true, true)) {
                System.err.println(info);
            }
        }
        Say.fact("deadlocked", deadlocked != null);
        Say.fact("moved", moved.get() > 0);
    }

    /** Bytes are held on their way in, nobody reads, and the agent is to go. */
    private static void kept() throws Exception {
        try (Pair pair = Pair.to(FAULTY)) {
            pair.socket.setSoTimeout(200);
            pair.peerWrites("kept");
            Say.fact("first", outcome(() -> pair.reads(100)));
            Say.fact("holds", true);
            while (System.in.read() != '\n') {
                Threads.sleep(1);
            }
            pair.socket.setSoTimeout(2_000);
            Say.fact("then", outcome(() -> pair.reads(100)));
            while (System.in.read() != '\n') {
                Threads.sleep(1);
            }
        }
    }

    /** The agent goes while a selector waits for what is late, and comes back. */
    private static void again() throws Exception {
        try (Channels pair = Channels.to(FAULTY);
                Loop loop = new Loop()) {
            pair.channel.configureBlocking(false);
            var key = loop.register(pair.channel, java.nio.channels.SelectionKey.OP_READ);
            for (int i = 1; i <= 3; i++) {
                pair.peer.write(ByteBuffer.wrap(new byte[100]));
                long start = System.nanoTime();
                if (i == 1) {
                    Say.fact("early", loop.await(key, 300));
                    Say.fact("waits", true);
                }
                Say.fact("read " + i, outcome(() -> loop.read(key, 100, 6_000).remaining()));
                Say.fact("ms " + i, (System.nanoTime() - start) / 1_000_000);
                Say.fact("over " + i, true);
                while (i < 3 && System.in.read() != '\n') {
                    Threads.sleep(1);
                }
            }
        }
    }

    /** A peer resets the connection while bytes wait to be sent that were accepted long ago. */
    private static void reset() throws Exception {
        for (String host : HOSTS) {
            try (Pair pair = Pair.to(host)) {
                pair.socket.setSendBufferSize(20_000);
                pair.peer.setReceiveBufferSize(20_000);
                CompletableFuture<String> writer = begin("writer", () -> {
                    pair.socket.getOutputStream().write(new byte[4_000]);
                    return "written";
                });
                Say.fact(host + " writer", within(writer, 2_000));
                pair.peer.setSoLinger(true, 0);
                pair.peer.close();
                Threads.sleep(200);
                pair.socket.setSoTimeout(1_000);
                Say.row("reset", host, outcome(() -> pair.reads(10)));
                Say.row("reset", host, outcome(() -> {
                    pair.write("x");
                    return "written";
                }));
            }
        }
    }

    /** Small reads of what was made longer, with the beginning of a match behind it. */
    private static void small() throws Exception {
        try (Pair pair = Pair.to(FAULTY)) {
            pair.socket.setSoTimeout(2_000);
            pair.peerWrites("aahe");
            StringBuilder got = new StringBuilder(pair.reads(4));
            got.append(pair.reads(2));
            pair.peerWrites("llo.");
            while (!got.toString().endsWith(".")) {
                got.append(pair.reads(4));
            }
            Say.fact("small", got);
        }
    }

    /** One write that is larger than what is taken at a time. */
    private static void large() throws Exception {
        byte[] bytes = new byte[200_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i / 1_000);
        }
        byte[] padded = java.util.Arrays.copyOf(bytes, bytes.length + 3);
        java.util.Arrays.fill(padded, bytes.length, padded.length, (byte) 'x');
        byte[] half = java.util.Arrays.copyOf(bytes, bytes.length / 2);
        byte[] twice = java.util.Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
        byte[][] expected = {half, java.util.Arrays.copyOf(bytes, bytes.length - 5_000), half, padded, twice};
        for (int i = 0; i < expected.length; i++) {
            for (String api : new String[] {"socket", "adaptor", "channel", "vectors"}) {
                large("127.41." + (11 + i) + ".1", api, bytes, expected[i], i == 2);
            }
        }
    }

    private static void large(String host, String api, byte[] bytes, byte[] expected, boolean ends) throws Exception {
        try (Channels pair = Channels.to(host);
                Pair plain = Pair.to(host)) {
            Socket peer = api.equals("socket") ? plain.peer : pair.peer.socket();
            CompletableFuture<String> got =
                    begin("peer", () -> digest(peer.getInputStream().readAllBytes()));
            String wrote = outcome(() -> {
                switch (api) {
                    case "socket" -> plain.socket.getOutputStream().write(bytes);
                    case "adaptor" -> pair.channel.socket().getOutputStream().write(bytes);
                    case "channel" -> {
                        return pair.channel.write(ByteBuffer.wrap(bytes));
                    }
                    default -> {
                        return pair.channel.write(new ByteBuffer[] {
                            ByteBuffer.allocateDirect(100_001)
                                    .put(bytes, 0, 100_001)
                                    .flip(),
                            ByteBuffer.allocate(0),
                            ByteBuffer.wrap(bytes, 100_001, bytes.length - 100_001)
                        });
                    }
                }
                return bytes.length;
            });
            if (!ends) {
                // Elsewhere the connection ends by itself.
                plain.socket.shutdownOutput();
                pair.channel.shutdownOutput();
            }
            Say.row("large", host, api, wrote, digest(expected), within(got, 5_000));
        }
    }

    /**
     * Bytes go both ways at the same moment until the connection ends: how many came through in all.
     *
     * @param size how many are written at once
     * @param ends whether writing and reading are to end with it, and not to hang
     */
    private static void both(int port, long limit, int size, boolean ends) throws Exception {
        for (int round = 0; round < 6; round++) {
            for (String api : new String[] {"socket", "channel", "asynchronous", "accepted"}) {
                both(api, port, limit, size, ends);
            }
        }
    }

    private static void both(String api, int port, long limit, int size, boolean ends) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(FAULTY))) {
            InetSocketAddress to = (InetSocketAddress) server.getLocalSocketAddress();
            AsynchronousSocketChannel asynchronous = null;
            SocketChannel channel = null;
            Socket socket = null;
            switch (api) {
                case "socket" -> socket = new Socket(to.getAddress(), to.getPort());
                case "channel" -> channel = SocketChannel.open(to);
                case "asynchronous" -> {
                    asynchronous = AsynchronousSocketChannel.open();
                    asynchronous.connect(to).get();
                }
                default -> {
                    // The one that accepted is the one that the rule is about.
                }
            }
            Socket peer;
            if (api.equals("accepted")) {
                try (ServerSocket subject = new ServerSocket(port, 50, InetAddress.getByName("127.41.3.1"))) {
                    peer = new Socket(subject.getInetAddress(), port);
                    socket = subject.accept();
                }
            } else {
                peer = server.accept();
            }
            AsynchronousSocketChannel itsAsynchronous = asynchronous;
            SocketChannel itsChannel = channel;
            Socket itsSocket = socket;
            Step write = () -> {
                ByteBuffer bytes = ByteBuffer.allocate(size);
                while (true) {
                    bytes.clear();
                    if (itsSocket != null) {
                        itsSocket.getOutputStream().write(bytes.array());
                    } else if (itsChannel != null) {
                        int ignored = itsChannel.write(bytes);
                    } else {
                        int ignored = itsAsynchronous.write(bytes).get();
                    }
                }
            };
            AtomicLong sum = new AtomicLong();
            Step read = () -> {
                ByteBuffer bytes = ByteBuffer.allocate(1_009);
                while (true) {
                    bytes.clear();
                    int n;
                    if (itsSocket != null) {
                        n = itsSocket.getInputStream().read(bytes.array());
                    } else if (itsChannel != null) {
                        n = itsChannel.read(bytes);
                    } else {
                        n = itsAsynchronous.read(bytes).get();
                    }
                    if (n < 0) {
                        return sum;
                    }
                    sum.addAndGet(n);
                }
            };
            CompletableFuture<String> writer = new CompletableFuture<>();
            CompletableFuture<String> reader = new CompletableFuture<>();
            CompletableFuture<String> peersWriter = new CompletableFuture<>();
            Thread ignored1 = Threads.platform("writer", () -> writer.complete(outcome(write)));
            Thread ignored2 = Threads.platform("reader", () -> reader.complete(outcome(read)));
            Thread ignored3 = Threads.platform(
                    "peer",
                    () -> peersWriter.complete(outcome(() -> {
                        while (true) {
                            peer.getOutputStream().write(new byte[1_013]);
                        }
                    })));
            long got = 0;
            byte[] bytes = new byte[8_192];
            peer.setSoTimeout(50);
            long end = System.nanoTime() + 10_000_000_000L;
            boolean quiet = false;
            // What comes behind the last byte comes soon.
            boolean gone = false;
            while (System.nanoTime() < end && !gone && !(quiet && got + sum.get() >= limit)) {
                try {
                    int n = peer.getInputStream().read(bytes);
                    got += Math.max(0, n);
                    gone = n < 0;
                    quiet = false;
                } catch (SocketTimeoutException nothing) {
                    quiet = true;
                } catch (IOException reset) {
                    gone = true;
                }
            }
            if (ends) {
                Say.row("both-end", api, String.valueOf(size), within(writer, 10_000), within(reader, 10_000));
            } else {
                Say.row("both", api, String.valueOf(got), String.valueOf(got + sum.get()));
            }
            if (channel != null) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            if (socket != null) {
                socket.setSoLinger(true, 0);
            }
            peer.close();
            for (AutoCloseable one : new AutoCloseable[] {socket, channel, asynchronous}) {
                if (one != null) {
                    one.close();
                }
            }
        }
    }

    /** Asynchronous channels that read and write at the same moment, by whatever thread: what came of what went. */
    private static void duplex(long millis) throws Exception {
        List<CompletableFuture<String>> ends = new ArrayList<>();
        long end = System.nanoTime() + millis * 1_000_000;
        for (int i = 0; i < 6; i++) {
            try (AsynchronousServerSocketChannel server =
                    AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(FAULTY, 0))) {
                AsynchronousSocketChannel one = AsynchronousSocketChannel.open();
                Future<AsynchronousSocketChannel> accepted = server.accept();
                one.connect(server.getLocalAddress()).get();
                AsynchronousSocketChannel other = accepted.get();
                ends.add(way(one, other, end));
                ends.add(way(other, one, end));
            }
        }
        for (CompletableFuture<String> way : ends) {
            Say.row("duplex", within(way, millis + 30_000));
        }
    }

    private static CompletableFuture<String> way(
            AsynchronousSocketChannel from, AsynchronousSocketChannel to, long end) {
        MessageDigest sent = sha256();
        MessageDigest received = sha256();
        CompletableFuture<String> written = new CompletableFuture<>();
        CompletableFuture<String> read = new CompletableFuture<>();
        Thread ignored1 = Threads.platform(
                "writes",
                () -> written.complete(outcome(() -> {
                    Random random = new Random(1);
                    while (System.nanoTime() < end) {
                        ByteBuffer bytes =
                                ByteBuffer.allocate(1 + random.nextInt(random.nextInt(8) == 0 ? 50_000 : 500));
                        random.nextBytes(bytes.array());
                        sent.update(bytes.array());
                        while (bytes.hasRemaining()) {
                            int ignored = from.write(bytes).get();
                        }
                    }
                    from.shutdownOutput();
                    return hex(sent);
                })));
        Thread ignored2 = Threads.platform(
                "reads",
                () -> read.complete(outcome(() -> {
                    ByteBuffer bytes = ByteBuffer.allocate(20_000);
                    while (to.read(bytes).get() >= 0) {
                        received.update(bytes.flip());
                        bytes.clear();
                    }
                    return hex(received);
                })));
        return written.thenCombine(read, (went, came) -> went.equals(came) ? "same" : went + " and " + came);
    }

    private static String hex(MessageDigest digest) {
        return java.util.HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What looks like the beginning of a match, and nothing comes behind it. */
    private static void tail() throws Exception {
        try (Channels channels = Channels.to(FAULTY);
                Pair pair = Pair.to(FAULTY)) {
            pair.peerWrites("hellz");
            sayTail("socket", pair.reads(10), () -> pair.reads(10));
            int ignored = channels.peer.write(ByteBuffer.wrap("hellz".getBytes(ISO_8859_1)));
            Socket adaptor = channels.channel.socket();
            sayTail("adaptor", read(adaptor, 10), () -> read(adaptor, 10));
        }
        selectorTail();
        asynchronousTail(null);
        AsynchronousChannelGroup group =
                AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
        asynchronousTail(group);
        group.shutdownNow();
    }

    /** On a slow machine the time of the tail may be over within the first read. */
    private static void sayTail(String api, String first, Step more) {
        Say.row("tail", api, first, first.equals("hellz") ? "" : within(begin("reader", more), 5_000));
    }

    private static void selectorTail() throws Exception {
        try (Channels channels = Channels.to(FAULTY);
                Loop loop = new Loop()) {
            channels.channel.configureBlocking(false);
            var key = loop.register(channels.channel, java.nio.channels.SelectionKey.OP_READ);
            int ignored = channels.peer.write(ByteBuffer.wrap("hellz".getBytes(ISO_8859_1)));
            String first = text(loop.read(key, 4, 5_000));
            // As event loops do: until there is nothing.
            ByteBuffer more = ByteBuffer.allocate(1);
            int found = channels.channel.read(more);
            Say.row("tail", "selector", first, text(found > 0 ? more.flip() : loop.read(key, 1, 5_000)));
        }
    }

    /** With a group of a fixed size, a handler's read waits for an event before it looks what there is. */
    private static void asynchronousTail(AsynchronousChannelGroup group) throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(FAULTY, 0));
                AsynchronousSocketChannel channel = AsynchronousSocketChannel.open(group)) {
            channel.connect(listener.getLocalAddress()).get(5, TimeUnit.SECONDS);
            try (SocketChannel peer = listener.accept()) {
                int ignored = peer.write(ByteBuffer.wrap("hellz".getBytes(ISO_8859_1)));
                String first = within(handled(channel), 5_000);
                sayTail(group == null ? "asynchronous" : "fixed group", first, () -> within(handled(channel), 5_000));
            }
        }
    }

    private static CompletableFuture<String> handled(AsynchronousSocketChannel channel) {
        CompletableFuture<String> result = new CompletableFuture<>();
        ByteBuffer into = ByteBuffer.allocate(10);
        channel.read(into, null, new CompletionHandler<Integer, Void>() {
            @Override
            public void completed(Integer n, Void nothing) {
                result.complete(text(into.flip()));
            }

            @Override
            public void failed(Throwable failure, Void nothing) {
                result.complete(Say.describe(failure));
            }
        });
        return result;
    }

    private static String text(ByteBuffer bytes) {
        return ISO_8859_1.decode(bytes).toString();
    }

    /** Urgent data among bytes that are held. */
    private static void urgent() throws Exception {
        for (String host : HOSTS) {
            for (boolean channel : new boolean[] {false, true}) {
                try (Channels channels = Channels.to(host);
                        Pair pair = Pair.to(host)) {
                    Socket socket = channel ? channels.channel.socket() : pair.socket;
                    Socket peer = channel ? channels.peer.socket() : pair.peer;
                    peer.setOOBInline(true);
                    enable("hole");
                    socket.getOutputStream().write("before".getBytes(ISO_8859_1));
                    socket.sendUrgentData('!');
                    socket.sendUrgentData('?');
                    socket.getOutputStream().write("behind".getBytes(ISO_8859_1));
                    Threads.sleep(50);
                    disable("hole");
                    socket.shutdownOutput();
                    String got = new String(peer.getInputStream().readAllBytes(), ISO_8859_1);
                    Say.row("urgent", host, String.valueOf(channel), got);
                }
                try (Pair pair = Pair.to(host)) {
                    // Out of line: the peer's stream has nothing of it.
                    enable("hole");
                    pair.write("before");
                    pair.socket.sendUrgentData('!');
                    pair.write("behind");
                    disable("hole");
                    pair.socket.shutdownOutput();
                    Say.row(
                            "urgent",
                            host,
                            "out of line",
                            new String(pair.peer.getInputStream().readAllBytes(), ISO_8859_1));
                }
            }
        }
    }

    private static String digest(byte[] bytes) {
        byte[] digest = sha256().digest(bytes);
        return bytes.length + " " + java.util.HexFormat.of().formatHex(digest, 0, 8);
    }

    /** What was sent last is remembered, not what was sent first. */
    private static void sent() throws Exception {
        for (int front : new int[] {0, 5_000, 8_100, 100_000}) {
            for (boolean channel : new boolean[] {false, true}) {
                try (Channels pair = Channels.to(FAULTY);
                        Pair plain = Pair.to(FAULTY)) {
                    byte[] bytes = new byte[front + 100];
                    byte[] mark = "MARK".getBytes(ISO_8859_1);
                    System.arraycopy(mark, 0, bytes, front, mark.length);
                    int got = 0;
                    if (channel) {
                        ByteBuffer from = ByteBuffer.wrap(bytes);
                        while (from.hasRemaining()) {
                            pair.channel.write(from);
                        }
                        pair.channel.write(ByteBuffer.wrap(mark, 0, 1));
                        pair.channel.shutdownOutput();
                        got = pair.peer.socket().getInputStream().readAllBytes().length;
                    } else {
                        plain.socket.getOutputStream().write(bytes);
                        plain.socket.getOutputStream().write(mark, 0, 1);
                        plain.socket.shutdownOutput();
                        got = plain.peer.getInputStream().readAllBytes().length;
                    }
                    int once = front + 101;
                    Say.row(
                            "sent",
                            Integer.toString(front),
                            Boolean.toString(channel),
                            got % once == 0 ? got / once + " times " + (once - front) : "bytes: " + got);
                }
            }
        }
    }

    /** One side is shut down while a thread waits in a black hole. */
    private static void shut() throws Exception {
        for (String host : HOSTS) {
            try (Pair pair = Pair.to(host);
                    Channels channels = Channels.to(host);
                    Pair writing = Pair.to(host);
                    Channels channelsWriting = Channels.to(host)) {
                enable("hole");
                if (host.equals(FAULTY)) {
                    pair.peerWrites("held");
                    channels.peer.write(ByteBuffer.wrap(new byte[4]));
                }
                CompletableFuture<String> read = begin("reader", () -> pair.reads(100));
                CompletableFuture<String> readChannel =
                        begin("reader", () -> channels.channel.read(ByteBuffer.allocate(100)));
                pair.socket.shutdownInput();
                channels.channel.shutdownInput();
                Say.row("shut", host, "asynchronous read", asynchronousShut(host));
                Say.row("shut", host, "read", within(read, 2_000));
                Say.row("shut", host, "read channel", within(readChannel, 2_000));
                CompletableFuture<String> write = begin("writer", () -> {
                    writing.socket.getOutputStream().write(new byte[32 << 20]);
                    return "written";
                });
                CompletableFuture<String> writeChannel = begin("writer", () -> {
                    ByteBuffer from = ByteBuffer.allocate(32 << 20);
                    while (from.hasRemaining()) {
                        channelsWriting.channel.write(from);
                    }
                    return "written";
                });
                writing.socket.shutdownOutput();
                channelsWriting.channel.shutdownOutput();
                Say.row("shut", host, "write", within(write, 2_000));
                Say.row("shut", host, "write channel", within(writeChannel, 2_000));
            }
        }
    }

    private static String asynchronousShut(String host) throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(host, 0));
                AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
            if (host.equals(FAULTY)) {
                disable("hole");
            }
            channel.connect(listener.getLocalAddress()).get(2, TimeUnit.SECONDS);
            try (SocketChannel peer = listener.accept()) {
                enable("hole");
                if (host.equals(FAULTY)) {
                    peer.write(ByteBuffer.wrap(new byte[4]));
                }
                var read = channel.read(ByteBuffer.allocate(100));
                Threads.sleep(100);
                channel.shutdownInput();
                return outcome(() -> read.get(2, TimeUnit.SECONDS));
            }
        }
    }

    /** The program ends while its peer does not read yet. */
    private static void exits(int port) throws Exception {
        Socket socket = new Socket(FAULTY, port);
        socket.getOutputStream().write(new byte[200_000]);
        Say.fact("written", 200_000);
    }

    /** More threads wait than may. */
    private static void crowd() throws Exception {
        try (Pair one = Pair.to(FAULTY);
                Pair other = Pair.to(FAULTY)) {
            enable("hole");
            CompletableFuture<String> first = begin("first", () -> one.reads(10));
            long[] id = new long[1];
            CompletableFuture<String> second = begin("second", () -> {
                id[0] = Thread.currentThread().getId();
                return other.reads(10);
            });
            var threads = ManagementFactory.getThreadMXBean();
            long before = threads.getThreadCpuTime(id[0]);
            Threads.sleep(500);
            Say.fact("cpu", (threads.getThreadCpuTime(id[0]) - before) / 1_000_000);
            one.peerWrites("1");
            other.peerWrites("2");
            Say.fact("first", within(first, 300));
            Say.fact("second", within(second, 5_000));
        }
    }

    /** A regular expression that needs more stack than there is. */
    private static void recursion() throws Exception {
        String text = "ab".repeat(30_000) + "c";
        try (Pair pair = Pair.to(FAULTY)) {
            pair.peerWrites(text);
            pair.peer.shutdownOutput();
            Threads.sleep(100);
            Say.fact("recursion", outcome(() -> {
                StringBuilder got = new StringBuilder();
                while (true) {
                    String part = pair.reads(65_536);
                    if (part.equals("end")) {
                        return got.toString().equals(text);
                    }
                    got.append(part);
                }
            }));
        }
    }

    /** What can be read without waiting. */
    private static void available() throws Exception {
        try (Channels pair = Channels.to(FAULTY);
                Pair plain = Pair.to(FAULTY)) {
            pair.peer.write(ByteBuffer.wrap(new byte[10]));
            plain.peerWrites("0123456789");
            Threads.sleep(50);
            InputStream in = pair.channel.socket().getInputStream();
            int ignored = in.read();
            Say.fact("channel", in.available());
            ignored = in.readNBytes(19).length;
            ignored = plain.socket.getInputStream().read();
            Say.fact("socket", plain.socket.getInputStream().available());
            ignored = plain.socket.getInputStream().readNBytes(19).length;
            enable("hole");
            pair.peer.write(ByteBuffer.wrap(new byte[10]));
            plain.peerWrites("0123456789");
            Threads.sleep(50);
            Say.fact("channel in the hole", in.available());
            Say.fact("socket in the hole", plain.socket.getInputStream().available());
            disable("hole");
            Say.fact("channel behind it", in.available());
            Say.fact("socket behind it", plain.socket.getInputStream().available());
        }
    }

    /** Two rules say when a connection ends: the first end counts. */
    private static void lifetimes() throws Exception {
        try (Pair pair = Pair.to(FAULTY)) {
            pair.socket.setSoTimeout(3_000);
            pair.write("first data");
            long start = System.nanoTime();
            Say.fact("ends", outcome(() -> pair.reads(10)));
            Say.fact("ms", (System.nanoTime() - start) / 1_000_000);
        }
    }

    /** A close takes its time, and another connection's peer goes meanwhile. */
    private static void lingers() throws Exception {
        try (Pair slow = Pair.to(FAULTY)) {
            List<Pair> idle = new ArrayList<>();
            List<CompletableFuture<String>> reads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Pair one = Pair.to(FAULTY);
                idle.add(one);
                reads.add(begin("reader", () -> one.reads(10)));
            }
            // Less than what the kernel takes, more than what the peer's side does.
            slow.socket.setSendBufferSize(1 << 20);
            slow.socket.getOutputStream().write(new byte[600_000]);
            slow.socket.setSoLinger(true, 5);
            CompletableFuture<String> closer = begin("closer", () -> {
                slow.socket.close();
                return "closed";
            });
            enable("gone");
            for (CompletableFuture<String> read : reads) {
                Say.row("idle", within(read, 10_000), Boolean.toString(closer.isDone()));
            }
            for (Pair one : idle) {
                one.close();
            }
        }
    }
}
