package dev.jinx.e2e.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One case on one way to a stream, with the injected fault or with the real one, and what each step of it gave. */
final class Scene implements AutoCloseable {
    /** As long as that nothing happens before a step is said to wait. */
    static final int PATIENCE = 350;

    final boolean injected;
    final Line line;
    final String rule;
    private final SocketAddress address;
    private final SocketAddress behind;
    private final List<String> steps = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final ServerSocketChannel listener;
    private final Line.Listener accepting;
    Relay relay;
    Line.End end;
    private Other other;

    private record Pending(String name, Step step, CompletableFuture<String> result) {}

    /** Something that the application does, and what it gives. */
    interface Step {
        Object run() throws Exception;
    }

    Scene(int number, Line line, boolean injected, String rule, Path directory, boolean server) throws IOException {
        this.line = line;
        this.injected = injected;
        this.rule = rule;
        String name = number + "-" + line;
        if (line.unix()) {
            address = UnixDomainSocketAddress.of(directory.resolve((injected ? "i" : "r") + name));
            behind = UnixDomainSocketAddress.of(directory.resolve("b" + (injected ? "i" : "r") + name));
        } else {
            // A host of its own for each, so that a rule goes by it.
            String host = "127." + ((injected ? 20 : 120) + number) + "." + (1 + line.ordinal());
            address = new InetSocketAddress(host + ".1", 0);
            behind = new InetSocketAddress("127.0.0.1", 0);
        }
        if (server) {
            accepting = line.listen(address, PATIENCE);
            listener = null;
        } else {
            accepting = null;
            listener = line.unix() ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
            listener.bind(injected ? address : behind);
        }
    }

    private SocketAddress target() throws IOException {
        return injected || relay == null ? listener.getLocalAddress() : front;
    }

    private SocketAddress front;

    /** With the real fault: a network in between. */
    void network() throws IOException {
        if (injected) {
            return;
        }
        if (accepting == null) {
            front = line.unix()
                    ? address
                    : new InetSocketAddress(
                            ((InetSocketAddress) address).getAddress(),
                            ((InetSocketAddress) listener.getLocalAddress()).getPort());
            relay = new Relay(front, listener.getLocalAddress());
        } else {
            relay = new Relay(behind, accepting.address());
            front = relay.front();
        }
    }

    /** A connection is there, with the peer at its other end. */
    void establish() throws Exception {
        if (accepting != null) {
            SocketAddress to = relay == null ? accepting.address() : front;
            other = new Other(line.unix() ? unix(to) : SocketChannel.open(to));
            end = accepting.accept();
        } else {
            end = line.connect(target(), PATIENCE, PATIENCE);
            other = new Other(listener.accept());
        }
    }

    private static SocketChannel unix(SocketAddress to) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(to);
        return channel;
    }

    /** One more connect. */
    void connect() throws Exception {
        step("connect", () -> {
            line.connect(target(), PATIENCE, PATIENCE).close();
            return "connected";
        });
    }

    private void step(String name, Step step) throws Exception {
        steps.add(name + ": " + run(name, step, PATIENCE + 150));
    }

    private String run(String name, Step step, long millis) throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        Threads.platform("step", () -> {
            try {
                result.complete(String.valueOf(step.run()));
            } catch (Throwable t) {
                result.complete(Say.describe(t));
            }
        });
        try {
            return result.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            pending.add(new Pending(name, step, result));
            return "waits";
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads once. */
    void read() throws Exception {
        step("read", this::readOnce);
    }

    private Object readOnce() throws IOException {
        ByteBuffer into = ByteBuffer.allocate(16_384);
        int n = end.read(into);
        return n == Line.WAITS ? "waits" : n < 0 ? n : text(into.array(), n);
    }

    /** Reads until there is nothing more for a while, the end, or an exception. */
    void readAll() throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        String last = run(
                "read",
                () -> {
                    while (true) {
                        ByteBuffer into = ByteBuffer.allocate(16_384);
                        int n = end.read(into);
                        if (n < 0) {
                            return n == Line.WAITS ? "waits" : n;
                        }
                        all.write(into.array(), 0, n);
                    }
                },
                2_000);
        steps.add("read all: " + text(all.toByteArray(), all.size()) + ", then " + last);
    }

    /** How one byte may differ from the one that was meant. */
    interface Differs {
        boolean allows(int meant, int got);
    }

    /** Reads once, and says how what it got differs from what was meant. */
    void read(byte[] meant, Differs differs) throws Exception {
        step("read", () -> {
            ByteBuffer into = ByteBuffer.allocate(16_384);
            int n = end.read(into);
            return judged(meant, java.util.Arrays.copyOf(into.array(), Math.max(0, n)), differs);
        });
    }

    /** How what the other end has so far differs from what was meant. */
    void peer(byte[] meant, Differs differs) {
        settle();
        steps.add("peer: " + judged(meant, other.got(), differs));
    }

    private static String judged(byte[] meant, byte[] got, Differs differs) {
        int allowed = 0;
        for (int i = 0; i < Math.min(meant.length, got.length); i++) {
            allowed += differs.allows(meant[i] & 0xff, got[i] & 0xff) ? 1 : 0;
        }
        return got.length + " bytes for " + meant.length + ", " + allowed + " of them as they may be";
    }

    /** Writes all of it. */
    void write(byte[] bytes) throws Exception {
        step("write", () -> {
            ByteBuffer from = ByteBuffer.wrap(bytes.clone());
            while (from.hasRemaining()) {
                if (end.write(from) == Line.WAITS) {
                    return "waits";
                }
            }
            return "written";
        });
    }

    void write(String text) throws Exception {
        write(bytes(text));
    }

    /** Both at once, one behind the other: what a rule holds for a moment of the first waits for the second. */
    void write(String first, String second) throws Exception {
        byte[][] both = {bytes(first), bytes(second)};
        step("write", () -> {
            for (byte[] one : both) {
                ByteBuffer from = ByteBuffer.wrap(one);
                while (from.hasRemaining()) {
                    if (end.write(from) == Line.WAITS) {
                        return "waits";
                    }
                }
            }
            return "written";
        });
    }

    void finish() throws Exception {
        step("finish", () -> {
            end.finish();
            return "ok";
        });
    }

    /** Closes, and says what became of what still waits. */
    void closes() throws Exception {
        step("close", () -> {
            end.close();
            return "ok";
        });
        for (Pending one : pending) {
            if (!one.name.equals("connect")) {
                steps.add("what waited: " + one.name + ": " + outcome(one));
            }
        }
        pending.clear();
    }

    private static String outcome(Pending one) throws Exception {
        try {
            return one.result.get(3, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return "still waits";
        }
    }

    /** What still waits goes on. A selector has nothing that waits: it is asked again. */
    void goesOn() throws Exception {
        if (line.selects()) {
            step("goes on", this::readOnce);
            return;
        }
        for (Pending one : pending) {
            if (!one.name.equals("connect")) {
                steps.add("goes on: " + outcome(one));
            }
        }
        pending.clear();
    }

    /** Until everything that is on its way has arrived. A time in which nobody got a processor does not count. */
    void settle() {
        int beats = 0;
        for (int i = 0; i < 100 && beats < 11; i++) {
            long start = System.nanoTime();
            Threads.sleep(10);
            beats += System.nanoTime() - start < 20_000_000 ? 1 : 0;
        }
    }

    void peerWrites(byte[] bytes) throws IOException {
        other.channel.write(ByteBuffer.wrap(bytes));
    }

    void peerWrites(String text) throws IOException {
        peerWrites(bytes(text));
    }

    void peerFinishes() throws IOException {
        other.channel.shutdownOutput();
    }

    void peerCloses() throws IOException {
        other.channel.close();
    }

    /** What the other end has so far. */
    void peer() {
        settle();
        steps.add("peer: " + other.seen());
    }

    /** In which pieces. */
    void peerPieces() {
        settle();
        steps.add("peer got pieces of " + other.pieces());
    }

    /** The fault begins: the rule is switched on, or the real thing is done. */
    void begin(Real real) throws Exception {
        settle();
        if (injected) {
            Object ignored = Management.obey(new String[] {"mx", "enableRule", rule});
        } else {
            real.run();
        }
        settle();
    }

    /** It is over. */
    void over(Real real) throws Exception {
        if (injected) {
            Object ignored = Management.obey(new String[] {"mx", "disableRule", rule});
        } else {
            real.run();
        }
    }

    /** What only happens with the real fault. */
    interface Real {
        void run() throws Exception;
    }

    void real(Real real) throws Exception {
        if (!injected) {
            real.run();
        }
    }

    /**
     * What a Unix-domain socket knows as a reset is a peer that closed before it had read everything: leaves it something. Two bytes,
     * because the network may be about to read one.
     */
    void leaveUnread() throws IOException {
        if (!injected && line.unix()) {
            for (int i = 0; i < 2; i++) {
                end.write(ByteBuffer.wrap(bytes("x")));
                Threads.sleep(10);
            }
        }
    }

    void fact(String name, Object value) {
        steps.add(name + ": " + value);
    }

    List<String> steps() {
        return steps;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes as what they say, or as their number and hash. */
    static String text(byte[] bytes, int n) {
        if (n <= 64) {
            return n + " \"" + new String(bytes, 0, n, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?") + "\"";
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, n);
            return n + " " + HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (end != null) {
            end.close();
        }
        if (other != null) {
            other.channel.close();
        }
        if (relay != null) {
            relay.close();
        }
        if (listener != null) {
            listener.close();
        }
        if (accepting != null) {
            accepting.close();
        }
    }

    /** The peer's end, which takes what comes. */
    private static final class Other {
        final SocketChannel channel;
        private final ByteArrayOutputStream got = new ByteArrayOutputStream();
        private final List<Integer> pieces = new ArrayList<>();
        private String state = "open";

        Other(SocketChannel channel) throws IOException {
            this.channel = channel;
            if (!Line.isPath(channel.getLocalAddress())) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            Threads.platform("peer", this::take);
        }

        private void take() {
            ByteBuffer buffer = ByteBuffer.allocate(65_536);
            try {
                for (int n = channel.read(buffer); n >= 0; n = channel.read(buffer)) {
                    synchronized (this) {
                        got.write(buffer.array(), 0, n);
                        pieces.add(n);
                    }
                    buffer.clear();
                }
                state("end");
            } catch (IOException e) {
                state(Say.describe(e));
            }
        }

        private synchronized void state(String next) {
            state = next;
        }

        synchronized String seen() {
            return text(got.toByteArray(), got.size()) + ", " + state;
        }

        synchronized byte[] got() {
            return got.toByteArray();
        }

        synchronized String pieces() {
            return pieces.toString();
        }
    }
}
