package dev.jinx.e2e.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Scenarios for single faults on blocking streams. */
public final class Streams {
    private static final long MILLI = 1_000_000;

    private Streams() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "ports" -> ports(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
            case "short" -> shortReadsAndWrites();
            case "late" -> late();
            case "delays" -> delays();
            case "draws" -> draws();
            case "hang" -> hang();
            case "throw" -> thrown();
            case "drop" -> dropped();
            case "lists" -> lists();
            case "counts" -> counts();
            case "unanswered" -> unanswered();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Twenty connects to each of two ports. */
    private static void ports(int refused, int control) throws IOException {
        for (int port : new int[] {refused, control}) {
            int failed = 0;
            for (int i = 0; i < 20; i++) {
                try (Client client = Client.Api.values()[i % 3].open()) {
                    client.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                } catch (java.net.ConnectException e) {
                    failed++;
                }
            }
            Say.fact(port == refused ? "refused" : "control", failed);
        }
    }

    /** Connects with a timeout that nobody answers: to full backlogs, and where only a rule is in the way. */
    private static void unanswered() throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        List<Thread> asking = new ArrayList<>();
        for (String host : new String[] {"127.15.1.1", "127.15.1.2", "127.15.1.3", "127.15.1.4"}) {
            ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(host));
            open.add(server);
            if (!host.endsWith("4")) {
                // By a thread that the rules leave alone.
                fill(server, open);
            }
            for (Client.Api api : new Client.Api[] {Client.Api.SOCKET, Client.Api.ADAPTOR}) {
                asking.add(Threads.platform("asking", () -> ask(host, api, server.getLocalSocketAddress())));
            }
        }
        for (Thread thread : asking) {
            thread.join();
        }
        System.exit(0);
    }

    private static void ask(String host, Client.Api api, SocketAddress to) {
        String outcome = "connected";
        long start = System.nanoTime();
        try (Client client = api.open()) {
            client.connect(to, 700);
        } catch (IOException e) {
            outcome = Say.describe(e);
        }
        Say.row("unanswered", host, api.name(), outcome, Long.toString((System.nanoTime() - start) / MILLI));
    }

    /** Takes all the room there is for connections that are not accepted; the kernel drops what comes then. */
    private static void fill(ServerSocket server, List<AutoCloseable> open) {
        try {
            for (int i = 0; i < 10; i++) {
                Socket filler = new Socket();
                open.add(filler);
                filler.connect(server.getLocalSocketAddress(), 100);
            }
        } catch (IOException full) {
            Say.fact("filled", server);
        }
    }

    // Short reads and writes.

    private static byte[] data() {
        byte[] data = new byte[10_000];
        new Random(7).nextBytes(data);
        return data;
    }

    private interface Reader {
        /** Reads some into the array, at least one byte; -1 at the end. */
        int read(byte[] into) throws IOException;
    }

    private interface Writer {
        /** Writes some. */
        int write(byte[] from, int offset) throws IOException;
    }

    private static void shortReadsAndWrites() throws Exception {
        try (Loopback sending =
                new Loopback("127.11.0.1", peer -> peer.getOutputStream().write(data()))) {
            try (Socket socket = new Socket()) {
                socket.connect(sending.address());
                reads("Socket", socket.getInputStream()::read);
            }
            try (SocketChannel channel = SocketChannel.open(sending.address())) {
                reads("SocketChannel", into -> channel.read(ByteBuffer.wrap(into)));
            }
            try (SocketChannel channel = SocketChannel.open(sending.address())) {
                ByteBuffer direct = ByteBuffer.allocateDirect(100);
                reads("SocketChannel, direct", into -> {
                    direct.clear();
                    int n = channel.read(direct);
                    direct.flip().get(into, 0, Math.max(0, n));
                    return n;
                });
            }
            try (SocketChannel channel = SocketChannel.open(sending.address())) {
                reads("SocketChannel, scattering", into -> (int) channel.read(new ByteBuffer[] {
                    ByteBuffer.wrap(into, 0, 2), ByteBuffer.wrap(into, 2, 3), ByteBuffer.wrap(into, 5, into.length - 5)
                }));
            }
            try (SocketChannel channel = SocketChannel.open(sending.address())) {
                reads("channel.socket()", channel.socket().getInputStream()::read);
            }
            try (SocketChannel channel = SocketChannel.open(sending.address())) {
                reads("Channels.newInputStream", Channels.newInputStream(channel)::read);
            }
        }
        try (Loopback silent =
                new Loopback("127.11.0.2", peer -> peer.getInputStream().readAllBytes())) {
            try (SocketChannel channel = SocketChannel.open(silent.address())) {
                writes(
                        "SocketChannel",
                        (from, at) -> channel.write(ByteBuffer.wrap(from, at, Math.min(100, from.length - at))));
            }
            try (SocketChannel channel = SocketChannel.open(silent.address())) {
                writes("SocketChannel, gathering", (from, at) -> {
                    int n = Math.min(50, (from.length - at) / 2);
                    return (int) channel.write(
                            new ByteBuffer[] {ByteBuffer.wrap(from, at, n), ByteBuffer.wrap(from, at + n, n)});
                });
            }
        }
        try (ServerSocket server = new ServerSocket(0, 50, java.net.InetAddress.getByName("127.11.0.2"))) {
            wholeWrites("Socket", server, Client.Api.SOCKET);
            wholeWrites("channel.socket()", server, Client.Api.ADAPTOR);
        }
    }

    private static void reads(String name, Reader reader) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] buffer = new byte[100];
        int most = 0;
        int calls = 0;
        for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
            got.write(buffer, 0, n);
            most = Math.max(most, n);
            calls++;
        }
        Say.row("read", name, Boolean.toString(Arrays.equals(got.toByteArray(), data())), "" + most, "" + calls);
    }

    private static void writes(String name, Writer writer) throws IOException {
        byte[] data = data();
        int most = 0;
        int at = 0;
        while (at < data.length) {
            int n = writer.write(data, at);
            most = Math.max(most, n);
            at += n;
        }
        Say.row("write", name, "true", "" + most, "");
    }

    /** These write all that they are given, in as many system calls as it takes. */
    @SuppressWarnings("try") // To close in the middle is what it is about.
    private static void wholeWrites(String name, ServerSocket server, Client.Api api) throws IOException {
        byte[] got;
        try (Client client = api.open()) {
            client.connect(server.getLocalSocketAddress(), 0);
            try (Socket peer = server.accept()) {
                client.write(data());
                client.close();
                got = peer.getInputStream().readAllBytes();
            }
        }
        Say.row("whole", name, Boolean.toString(Arrays.equals(got, data())), "", "");
    }

    // Delays.

    private static long millis(Callable<Object> action) throws Exception {
        long start = System.nanoTime();
        action.call();
        return (System.nanoTime() - start) / MILLI;
    }

    /** A 20 KB answer, read in many calls, on each API; with a control that no rule concerns. */
    private static void late() throws Exception {
        for (String host : new String[] {"127.12.0.2", "127.12.0.1"}) {
            try (Loopback server = new Loopback(host, Loopback.answering(20_000))) {
                for (Client.Api api : new Client.Api[] {Client.Api.SOCKET, Client.Api.CHANNEL, Client.Api.ADAPTOR}) {
                    try (Client client = api.open()) {
                        client.connect(server.address(), 0);
                        // Once for the warmth of it, and for the second exchange's sake.
                        int[] reads = new int[1];
                        long first = millis(() -> exchange(client, reads));
                        long second = millis(() -> exchange(client, reads));
                        Say.row("late", host, api.name(), "" + first, "" + second, "" + reads[0]);
                    }
                }
            }
        }
    }

    private static Object exchange(Client client, int[] reads) throws IOException {
        client.write(new byte[10]);
        byte[] buffer = new byte[2000];
        reads[0] = 0;
        for (int n = 0; n < 20_000; reads[0]++) {
            n += client.read(buffer);
        }
        return null;
    }

    private static void delays() throws Exception {
        try (Loopback server = new Loopback("127.13.0.1", Loopback.answering(10));
                Loopback writes = new Loopback("127.13.0.2", Loopback.answering(10))) {
            for (Client.Api api : new Client.Api[] {Client.Api.SOCKET, Client.Api.CHANNEL, Client.Api.ADAPTOR}) {
                try (Client client = api.open()) {
                    Say.fact("connect " + api, millis(() -> {
                        client.connect(server.address(), 5000);
                        return null;
                    }));
                }
                try (Client client = api.open()) {
                    client.connect(writes.address(), 0);
                    Say.fact("write " + api, millis(() -> client.write(new byte[10])));
                    client.read(new byte[10]);
                }
            }
            try (Socket impatient = new Socket()) {
                Say.fact("impatient connect", millis(() -> {
                    try {
                        impatient.connect(server.address(), 100);
                        Say.fact("impatient", "connected");
                    } catch (IOException e) {
                        Say.fact("impatient", Say.describe(e));
                    }
                    return null;
                }));
            }
        }
        connectToFullBacklog();
        acceptLate();
    }

    /** Delayed by 400 ms, then unanswered: the application's timeout of 800 ms covers both. */
    private static void connectToFullBacklog() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.13.0.3"));
                SocketChannel one = SocketChannel.open();
                SocketChannel two = SocketChannel.open()) {
            // By its other address the rule does not see them.
            one.connect(full.getLocalSocketAddress());
            two.connect(full.getLocalSocketAddress());
            try (Socket third = new Socket()) {
                Say.fact("sum", millis(() -> {
                    try {
                        third.connect(full.getLocalSocketAddress(), 800);
                        Say.fact("unanswered", "connected");
                    } catch (IOException e) {
                        Say.fact("unanswered", Say.describe(e));
                    }
                    return null;
                }));
            }
        }
    }

    private static void acceptLate() throws Exception {
        Thread.currentThread().setName("late-acceptor");
        try (ServerSocket server = new ServerSocket(0, 50, java.net.InetAddress.getByName("127.0.0.1"));
                Socket client = new Socket()) {
            Say.fact("connect to late acceptor", millis(() -> {
                client.connect(server.getLocalSocketAddress());
                return null;
            }));
            Say.fact("accept", millis(() -> {
                server.accept().close();
                return null;
            }));
        }
        Thread.currentThread().setName("main");
    }

    /** Many connects to each of several addresses, for the delays that are drawn. */
    private static void draws() throws Exception {
        for (int i = 1; i <= 5; i++) {
            try (Loopback server = Loopback.closing("127.14.0." + i)) {
                for (int j = 0; j < 190; j++) {
                    new Socket(server.address().getAddress(), server.address().getPort()).close();
                }
            }
        }
    }

    // Hangs.

    private static void hang() throws Exception {
        try (Loopback server = new Loopback("127.15.0.1", Loopback.answering(5));
                Socket socket = new Socket()) {
            socket.connect(server.address());
            socket.setSoTimeout(500);
            socket.getOutputStream().write(new byte[10]);
            Say.fact("waited", millis(() -> {
                try {
                    Say.fact("read", socket.getInputStream().read(new byte[10]));
                } catch (IOException e) {
                    Say.fact("read", Say.describe(e));
                }
                return null;
            }));
            Threads.sleep(1600);
            Say.fact("read after the window", socket.getInputStream().read(new byte[10]));
        }
        hangEndsWithItsWindow();
        closeWakes();
    }

    /** A thread that hangs without a timeout of its own. */
    private static void hangEndsWithItsWindow() throws Exception {
        try (Loopback server = new Loopback("127.15.0.3", Loopback.answering(5));
                Socket socket = new Socket()) {
            socket.connect(server.address());
            socket.getOutputStream().write(new byte[10]);
            Thread reader = Threads.platform("hanging", () -> {
                try {
                    Say.fact("hanging read", socket.getInputStream().read(new byte[10]));
                } catch (IOException e) {
                    Say.fact("hanging read", Say.describe(e));
                }
            });
            Threads.awaitBlocked(reader);
            Say.fact("hangs", reader.isAlive());
        }
    }

    @SuppressWarnings("try") // To close in the middle is what it is about.
    private static void closeWakes() throws Exception {
        try (Loopback server = new Loopback("127.15.0.2", Loopback.answering(5));
                Socket socket = new Socket()) {
            socket.connect(server.address());
            socket.getOutputStream().write(new byte[10]);
            CountDownLatch ended = new CountDownLatch(1);
            Thread reader = Threads.platform("hanging", () -> {
                try {
                    Say.fact("closed read", socket.getInputStream().read(new byte[10]));
                } catch (IOException e) {
                    Say.fact("closed read", Say.describe(e));
                }
                ended.countDown();
            });
            Threads.awaitBlocked(reader);
            Say.fact("woken", millis(() -> {
                socket.close();
                ended.await();
                return null;
            }));
        }
    }

    // Exceptions, drops, lists.

    private static void attempt(String name, Callable<Object> action) {
        try {
            Object result = action.call();
            Say.fact(name, result == null ? "ok" : result);
        } catch (Throwable e) {
            boolean ours = false;
            for (StackTraceElement element : e.getStackTrace()) {
                ours |= element.getClassName().startsWith("dev.jinx.runtime");
            }
            Say.fact(name, Say.describe(e) + (ours ? " with a frame of Jinx" : ""));
        }
    }

    private static void thrown() throws Exception {
        try (Loopback connects = new Loopback("127.16.0.1", Loopback.answering(5));
                Loopback reads = new Loopback("127.16.0.2", Loopback.answering(5));
                Loopback writes = new Loopback("127.16.0.3", Loopback.answering(5));
                Loopback closes = new Loopback("127.16.0.4", Loopback.answering(5));
                Loopback unknown = new Loopback("127.16.0.5", Loopback.answering(5))) {
            for (Client.Api api : new Client.Api[] {Client.Api.SOCKET, Client.Api.CHANNEL, Client.Api.ADAPTOR}) {
                try (Client client = api.open()) {
                    attempt("connect " + api, () -> {
                        client.connect(connects.address(), 0);
                        return null;
                    });
                }
                try (Client client = api.open()) {
                    client.connect(reads.address(), 0);
                    client.write(new byte[10]);
                    attempt("read " + api, () -> client.read(new byte[10]));
                    // Nothing is lost: what was there can be read.
                    attempt("read again " + api, () -> client.read(new byte[10]));
                }
                try (Client client = api.open()) {
                    client.connect(writes.address(), 0);
                    attempt("write " + api, () -> client.write(new byte[10]));
                }
                Client client = api.open();
                client.connect(closes.address(), 0);
                attempt("close " + api, () -> {
                    client.close();
                    return null;
                });
                try (Client other = api.open()) {
                    attempt("no such class " + api, () -> {
                        other.connect(unknown.address(), 0);
                        return null;
                    });
                }
            }
        }
    }

    @SuppressWarnings("try") // To close in the middle is what it is about.
    private static void dropped() throws Exception {
        for (Client.Api api : new Client.Api[] {Client.Api.SOCKET, Client.Api.CHANNEL, Client.Api.ADAPTOR}) {
            try (ServerSocket server =
                            new ServerSocket(0, 50, java.net.InetAddress.getByName("127.17.0." + (1 + api.ordinal())));
                    Client client = api.open()) {
                client.connect(server.getLocalSocketAddress(), 0);
                try (Socket peer = server.accept()) {
                    Say.fact("wrote " + api, client.write("lost ".getBytes()) + client.write("kept".getBytes()));
                    client.close();
                    Say.fact("got " + api, new String(peer.getInputStream().readAllBytes()));
                }
            }
        }
    }

    private static void lists() throws Exception {
        try (Loopback server = new Loopback("127.18.0.1", Loopback.answering(5));
                Loopback both = new Loopback("127.18.0.2", Loopback.answering(50));
                Socket socket = new Socket();
                Socket other = new Socket()) {
            Say.fact("delayed", millis(() -> {
                attempt("late error", () -> {
                    socket.connect(server.address());
                    return null;
                });
                return null;
            }));
            other.connect(both.address());
            other.getOutputStream().write(new byte[10]);
            Say.fact("delayed read", millis(() -> {
                Say.fact("late and short", other.getInputStream().read(new byte[100]));
                return null;
            }));
        }
    }

    /** One operation of the application after the other; the report says how often each was counted. */
    private static void counts() throws Exception {
        int n = 0;
        try (Loopback server = new Loopback("127.19.0.1", Loopback.answering(100))) {
            try (Socket socket = new Socket()) {
                socket.connect(server.address());
                socket.getOutputStream().write(new byte[10]);
                socket.getInputStream().read();
                socket.getInputStream().read(new byte[9]);
                socket.getInputStream().read(new byte[20], 5, 10);
                socket.getInputStream().skip(10);
                socket.getInputStream().read(new byte[0]);
                n += 4;
            }
            try (SocketChannel channel = SocketChannel.open(server.address())) {
                channel.write(ByteBuffer.wrap(new byte[4]));
                channel.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[3]), ByteBuffer.wrap(new byte[3])});
                channel.read(ByteBuffer.allocate(10));
                channel.read(new ByteBuffer[] {ByteBuffer.allocate(5), ByteBuffer.allocate(5)});
                Channels.newInputStream(channel).read(new byte[10]);
                channel.socket().getInputStream().read(new byte[10]);
                channel.socket().getInputStream().read();
                channel.read(ByteBuffer.allocate(0));
                n += 5;
            }
            try (SocketChannel channel = SocketChannel.open()) {
                channel.socket().connect(server.address(), 1000);
                channel.socket().getOutputStream().write(new byte[5]);
                Channels.newOutputStream(channel).write(new byte[5]);
                channel.read(ByteBuffer.allocate(10));
                n += 1;
            }
            new Socket(server.address().getAddress(), server.address().getPort()).close();
        }
        Say.fact("connects", 4);
        Say.fact("reads", n);
        Say.fact("writes", 5);
        Say.fact("closes", 4);
    }
}
