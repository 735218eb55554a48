package dev.jinx.e2e.app;

import static dev.jinx.e2e.app.Scenarios.millisSince;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Accepting on channels that do not block, and what asynchronous operations give that are late, dropped or cut. */
public final class Accepts {
    private Accepts() {}

    /** Rules by thread, and by the host of the peer. */
    public static String rules() {
        return """
                seed: 42
                rules:
                  - { name: full, on: accept, target: { threads: full-* }, when: { times: 2 }, fault: { error: EMFILE } }
                  - { name: full-async, on: accept, target: { threads: filled-* }, when: { times: 2 }, fault: { error: EMFILE } }
                  - { name: late, on: accept, target: { threads: late-* }, fault: { delay: 300ms } }
                  - { name: hang, on: accept, target: { threads: hang-* }, fault: hang }
                  - { name: reset, on: accept, target: { threads: reset-* }, fault: reset }
                  - { name: slow-connect, on: connect, target: { hosts: 127.80.3.1 }, fault: { delay: 300ms } }
                  - { name: slow-read, on: read, target: { hosts: 127.80.3.2 }, fault: { delay: 200ms } }
                  - { name: timeout, on: read, target: { hosts: 127.80.3.3 }, fault: { timeout: 300ms } }
                  - { name: slow-write, on: write, target: { hosts: 127.80.3.4 }, fault: { delay: 200ms } }
                  - { name: drop, on: write, target: { hosts: 127.80.3.5 }, fault: drop }
                  - { name: short, on: [read, write], target: { hosts: 127.80.3.6 }, fault: { short: 3 } }
                """;
    }

    public static void main(String[] arguments) throws Exception {
        on("full-selector", Accepts::outOfDescriptors);
        on("filled-async", Accepts::outOfDescriptorsAsync);
        on("late-async", Accepts::late);
        on("hang-async", Accepts::hang);
        on("reset-async", Accepts::reset);
        Scenarios.play("slow-connect", Accepts::slowConnect);
        Scenarios.play("slow-read", Accepts::slowRead);
        Scenarios.play("timeout", Accepts::timeout);
        Scenarios.play("slow-write", Accepts::slowWrite);
        Scenarios.play("drop", Accepts::drop);
        Scenarios.play("short", Accepts::cut);
    }

    private static void on(String name, Scenarios.Play play) {
        Threads.join(Threads.platform(name, () -> Scenarios.play(name, play)));
    }

    private static InetSocketAddress any() throws IOException {
        return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    }

    private static String outcome(Future<?> future, long millis) {
        return End.say(() -> {
            try {
                return future.get(millis, TimeUnit.MILLISECONDS) == null ? "none" : "done";
            } catch (java.util.concurrent.ExecutionException e) {
                throw e.getCause();
            }
        });
    }

    private static void outOfDescriptors() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(any());
                Loop loop = new Loop();
                SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
            server.configureBlocking(false);
            SelectionKey key = server.register(loop.selector(), SelectionKey.OP_ACCEPT);
            for (int i = 0; i < 3; i++) {
                Say.fact("full.ready." + i, loop.await(key, 2000));
                Say.fact("full.accept." + i, End.say(() -> {
                    try (SocketChannel accepted = server.accept()) {
                        return accepted == null ? "none" : "accepted";
                    }
                }));
            }
            Say.fact("full.client", client.isConnected());
            Say.fact("full.valid", key.isValid());
        }
    }

    private static void outOfDescriptorsAsync() throws Exception {
        try (AsynchronousServerSocketChannel server =
                        AsynchronousServerSocketChannel.open().bind(any());
                SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
            for (int i = 0; i < 3; i++) {
                Say.fact("filled.accept." + i, outcome(server.accept(), 2000));
            }
            Say.fact("filled.client", client.isConnected());
        }
    }

    private static void late() throws Exception {
        try (AsynchronousServerSocketChannel server =
                AsynchronousServerSocketChannel.open().bind(any())) {
            Future<AsynchronousSocketChannel> accepted = server.accept();
            Threads.sleep(100);
            long start = System.nanoTime();
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                client.write(ByteBuffer.allocate(5));
                Say.fact("late.accept", outcome(accepted, 5000));
                Say.fact("late.ms", millisSince(start));
                Say.fact("late.read", Way.get(accepted.get().read(ByteBuffer.allocate(10))));
                accepted.get().close();
            }
        }
    }

    private static void hang() throws Exception {
        AsynchronousServerSocketChannel server =
                AsynchronousServerSocketChannel.open().bind(any());
        try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
            Future<AsynchronousSocketChannel> accepted = server.accept();
            Say.fact("hang.accept", outcome(accepted, 300));
            Say.fact("hang.client", client.isConnected());
            server.close();
            Say.fact("hang.closed", outcome(accepted, 2000));
        }
    }

    private static void reset() throws Exception {
        try (AsynchronousServerSocketChannel server =
                        AsynchronousServerSocketChannel.open().bind(any());
                SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
            AsynchronousSocketChannel accepted = server.accept().get(2, TimeUnit.SECONDS);
            Say.fact("reset.read", outcome(accepted.read(ByteBuffer.allocate(1)), 2000));
            Say.fact("reset.client", End.say(() -> client.read(ByteBuffer.allocate(1))));
            accepted.close();
        }
    }

    private static AsynchronousSocketChannel open(Peer peer) throws IOException {
        AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
        Way.get(channel.connect(peer.address()));
        return channel;
    }

    private static void slowConnect() throws Exception {
        try (Peer peer = new Peer("127.80.3.1", Peer.ECHO);
                AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
            long start = System.nanoTime();
            Future<Void> connected = channel.connect(peer.address());
            Say.fact("slow-connect.again", End.say(() -> channel.connect(peer.address())));
            Threads.sleep(100);
            Say.fact("slow-connect.too early", connected.isDone() + " " + peer.accepted());
            Way.get(connected);
            Say.fact("slow-connect.ms", millisSince(start));
            Way.get(channel.write(ByteBuffer.allocate(8)));
            Say.fact("slow-connect.read", Way.get(channel.read(ByteBuffer.allocate(8))));
        }
    }

    private static void slowRead() throws Exception {
        try (Peer peer = new Peer("127.80.3.2", Peer.ECHO);
                AsynchronousSocketChannel channel = open(peer)) {
            long start = System.nanoTime();
            Future<Integer> read = channel.read(ByteBuffer.allocate(8));
            Way.get(channel.write(ByteBuffer.allocate(8)));
            Say.fact("slow-read.read", Way.get(read));
            Say.fact("slow-read.ms", millisSince(start));
        }
    }

    private static void timeout() throws Exception {
        for (boolean answered : new boolean[] {true, false}) {
            String name = answered ? "timeout.answered" : "timeout.silent";
            try (Peer peer = new Peer("127.80.3.3", Peer.ECHO);
                    AsynchronousSocketChannel channel = open(peer)) {
                long start = System.nanoTime();
                Future<Integer> read = channel.read(ByteBuffer.allocate(8));
                if (answered) {
                    Way.get(channel.write(ByteBuffer.allocate(8)));
                }
                Say.fact(name, outcome(read, 5000));
                Say.fact(name + ".ms", millisSince(start));
            }
        }
    }

    private static void slowWrite() throws Exception {
        CompletableFuture<Long> arrived = new CompletableFuture<>();
        try (Peer peer = new Peer("127.80.3.4", socket -> {
                    socket.getInputStream().readNBytes(8);
                    arrived.complete(System.nanoTime());
                });
                AsynchronousSocketChannel channel = open(peer)) {
            long start = System.nanoTime();
            Future<Integer> written = channel.write(ByteBuffer.allocate(8));
            Threads.sleep(50);
            Say.fact("slow-write.too early", written.isDone() || arrived.isDone());
            Say.fact("slow-write.written", Way.get(written));
            Say.fact("slow-write.ms", (arrived.get(5, TimeUnit.SECONDS) - start) / 1e6);
        }
    }

    private static void drop() throws Exception {
        CompletableFuture<Integer> arrived = new CompletableFuture<>();
        try (Peer peer = new Peer(
                        "127.80.3.5",
                        socket -> arrived.complete(socket.getInputStream().read()));
                AsynchronousSocketChannel channel = open(peer)) {
            Say.fact("drop.written", Way.get(channel.write(ByteBuffer.allocate(100))));
            channel.shutdownOutput();
            Say.fact("drop.arrived", arrived.get(5, TimeUnit.SECONDS));
        }
    }

    private static void cut() throws Exception {
        try (Peer peer = new Peer("127.80.3.6", Peer.ECHO);
                AsynchronousSocketChannel channel = open(peer)) {
            ByteBuffer out = ByteBuffer.wrap(Scenarios.pattern(20));
            int most = 0;
            while (out.hasRemaining()) {
                most = Math.max(most, Way.get(channel.write(out)));
            }
            ByteBuffer in = ByteBuffer.allocate(20);
            while (in.hasRemaining()) {
                most = Math.max(most, Way.get(channel.read(in)));
            }
            Say.fact("short.most", most);
            Say.fact("short.whole", Scenarios.isPattern(in.array(), 20));
        }
    }
}
