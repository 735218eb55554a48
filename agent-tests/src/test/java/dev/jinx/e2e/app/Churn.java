package dev.jinx.e2e.app;

import static dev.jinx.e2e.app.Scenarios.known;
import static dev.jinx.e2e.app.Scenarios.millisSince;
import static dev.jinx.e2e.app.Scenarios.quantile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections that come and go by the thousand, on loops that are rebuilt and under rules that are replaced: none may be left behind. */
public final class Churn {
    private static final int BATCH = 250;
    private static final int LENGTH = 24;
    private static final long PATIENCE = 8_000;

    private Churn() {}

    /** Rules by the host of the peer. */
    public static String rules() {
        return """
                seed: 42
                rules:
                  - { name: late, on: read, target: { hosts: 127.80.2.1 }, fault: { delay: { uniform: [1ms, 15ms] } } }
                  - { name: sometimes, on: read, target: { hosts: 127.80.2.2 }, probability: 30%, fault: { delay: 5ms } }
                  - { name: short, on: read, target: { hosts: 127.80.2.3 }, fault: { short: 7 } }
                  - { name: slow-connect, on: connect, target: { hosts: 127.80.2.4 }, fault: { delay: 5ms } }
                  - { name: slow-write, on: write, target: { hosts: 127.80.2.4 }, fault: { delay: 3ms } }
                  - { name: hang, on: read, target: { hosts: 127.80.2.5 }, fault: hang }
                  - { name: together, on: read, target: { hosts: 127.80.2.6 }, fault: { delay: 200ms } }
                """;
    }

    public static void main(String[] arguments) throws Exception {
        long seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : 42;
        Say.fact("seed", seed);
        try (Echo echo = new Echo()) {
            Scenarios.play("warm", () -> churn(echo, seed, BATCH, "warm"));
            Runtime runtime = Runtime.getRuntime();
            System.gc();
            Say.fact("memory.before", runtime.totalMemory() - runtime.freeMemory());
            Say.fact("threads.before", Thread.activeCount());
            Scenarios.play("churn", () -> churn(echo, seed, 10_000, "churn"));
            Scenarios.play("together", () -> together(echo));
            Scenarios.play("flip", () -> flip(echo, seed));
            Scenarios.play("flip-async", () -> flipAsync(echo));
            System.gc();
            Say.fact("memory.after", runtime.totalMemory() - runtime.freeMemory());
            Say.fact("threads.after", Thread.activeCount());
        }
        Scenarios.await(20_000, () -> {
            try {
                return known() == 0;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        });
        Say.fact("known", known());
    }

    /** Echoes on a loop of its own, on every address of this machine; what it accepts comes from 127.0.0.1, and no rule is for that. */
    private static final class Echo implements AutoCloseable {
        private final Selector selector = Selector.open();
        private final ServerSocketChannel server = ServerSocketChannel.open();
        private final Thread loop;
        private volatile boolean ended;

        Echo() throws IOException {
            server.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0), 2000);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            loop = Threads.platform("echo", this::run);
        }

        InetSocketAddress at(String host) throws IOException {
            return new InetSocketAddress(
                    InetAddress.getByName(host), ((InetSocketAddress) server.getLocalAddress()).getPort());
        }

        private void run() {
            ByteBuffer bytes = ByteBuffer.allocateDirect(8192);
            try {
                while (!ended) {
                    selector.select(key -> serve(key, bytes), 1000);
                }
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
                selector.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void serve(SelectionKey key, ByteBuffer bytes) {
            try {
                if (key.isAcceptable()) {
                    for (SocketChannel one = server.accept(); one != null; one = server.accept()) {
                        one.configureBlocking(false);
                        one.register(selector, SelectionKey.OP_READ);
                    }
                    return;
                }
                bytes.clear();
                if (((SocketChannel) key.channel()).read(bytes) < 0) {
                    key.channel().close();
                } else {
                    ((SocketChannel) key.channel()).write(bytes.flip());
                }
            } catch (IOException e) {
                try {
                    key.channel().close();
                } catch (IOException gone) {
                    // It is.
                }
            }
        }

        /** The loop closes what is its own: from another thread a key can be cancelled while the loop looks at it. */
        @Override
        public void close() {
            ended = true;
            selector.wakeup();
            Threads.join(loop);
        }
    }

    /** One connection, from its connect until all of its answer is there. */
    private static final class Client {
        final SocketChannel channel;
        final ByteBuffer out = ByteBuffer.allocate(LENGTH);
        final ByteBuffer in = ByteBuffer.allocate(LENGTH);
        boolean hung;
        boolean done;
        int reads;

        Client(InetSocketAddress address) throws IOException {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(address);
        }

        int ops() {
            return !channel.isConnected()
                    ? SelectionKey.OP_CONNECT
                    : out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        }

        void go(SelectionKey key) throws IOException {
            if (!channel.isConnected() && !channel.finishConnect()) {
                return;
            }
            if (out.hasRemaining()) {
                channel.write(out);
            } else {
                int n = channel.read(in);
                reads += n > 0 ? 1 : 0;
                if (n < 0) {
                    throw new IOException("ended");
                }
            }
            if (!in.hasRemaining()) {
                done = true;
                channel.close();
            } else {
                key.interestOps(ops());
            }
        }
    }

    private static void churn(Echo echo, long seed, int count, String name) throws Exception {
        Random random = new Random(seed);
        int whole = 0;
        int reads = 0;
        int[] readsBy = new int[6];
        int left = 0;
        int errors = 0;
        long start = System.nanoTime();
        Selector selector = Selector.open();
        for (int first = 0; first < count; first += BATCH) {
            List<Client> clients = new ArrayList<>();
            List<Client> hung = new ArrayList<>();
            List<Integer> hosts = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                int host = 1 + i % 5;
                Client client = new Client(echo.at("127.80.2." + host));
                client.hung = host == 5;
                client.channel.register(selector, client.ops(), client);
                (client.hung ? hung : clients).add(client);
                if (!client.hung) {
                    hosts.add(host);
                }
            }
            long begun = System.nanoTime();
            int open = clients.size();
            while (open > 0 && millisSince(begun) < PATIENCE) {
                selector.selectedKeys().clear();
                selector.select(100);
                for (SelectionKey key : selector.selectedKeys()) {
                    Client client = (Client) key.attachment();
                    try {
                        client.go(key);
                    } catch (IOException e) {
                        errors++;
                        client.channel.close();
                    }
                    open -= client.done ? 1 : 0;
                }
                // What applications do to their keys.
                Client one = clients.get(random.nextInt(clients.size()));
                int what = random.nextInt(20);
                if (what < 4 && one.channel.isOpen()) {
                    one.channel.keyFor(selector).cancel();
                    selector.selectNow();
                    one.channel.register(selector, one.ops(), one);
                } else if (what == 4) {
                    selector = rebuilt(selector);
                }
            }
            for (int i = 0; i < clients.size(); i++) {
                Client client = clients.get(i);
                whole += client.done ? 1 : 0;
                left += client.done ? 0 : 1;
                readsBy[hosts.get(i)] += client.reads;
                client.channel.close();
            }
            for (Client client : hung) {
                errors += client.in.position() > 0 ? 1 : 0;
                client.channel.close();
            }
        }
        selector.selectNow();
        selector.close();
        for (int one : readsBy) {
            reads += one;
        }
        Say.fact(name + ".whole", whole);
        Say.fact(name + ".left", left);
        Say.fact(name + ".errors", errors);
        Say.fact(name + ".reads", reads);
        for (int i = 1; i < 5; i++) {
            Say.fact(name + ".reads." + i, readsBy[i]);
        }
        Say.fact(name + ".ms", millisSince(start));
    }

    /** As Netty does when it believes that its selector spins. */
    private static Selector rebuilt(Selector old) throws IOException {
        Selector next = Selector.open();
        for (SelectionKey key : old.keys()) {
            if (key.isValid()) {
                int ops = key.interestOps();
                key.cancel();
                key.channel().register(next, ops, key.attachment());
            }
        }
        old.selectNow();
        old.close();
        return next;
    }

    /** A thousand that are late at once: all of them by as much as one. */
    private static void together(Echo echo) throws Exception {
        try (Loop loop = new Loop()) {
            List<SocketChannel> channels = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                SocketChannel channel = SocketChannel.open(echo.at("127.80.2.6"));
                channel.configureBlocking(false);
                channel.register(loop.selector(), SelectionKey.OP_READ, new long[1]);
                channels.add(channel);
            }
            for (SocketChannel channel : channels) {
                ((long[]) channel.keyFor(loop.selector()).attachment())[0] = System.nanoTime();
                channel.write(ByteBuffer.allocate(8));
            }
            List<Double> times = new ArrayList<>();
            long start = System.nanoTime();
            double cpu = Loop.cpu();
            ByteBuffer bytes = ByteBuffer.allocate(100);
            while (times.size() < 1000 && millisSince(start) < PATIENCE) {
                loop.select(1000);
                for (SelectionKey key : loop.selector().selectedKeys()) {
                    if (((SocketChannel) key.channel()).read(bytes.clear()) > 0) {
                        times.add(millisSince(((long[]) key.attachment())[0]));
                    }
                }
            }
            Say.fact("together.answers", times.size());
            Say.fact("together.min", quantile(times, 0));
            Say.fact("together.median", quantile(times, 0.5));
            Say.fact("together.p99", quantile(times, 0.99));
            Say.fact("together.selects", loop.selects());
            Say.fact("together.cpu", Loop.cpu() - cpu);
        }
    }

    /** Rules go while a hundred connections hang, and come back: all of them are released at once, time and again. */
    private static void flip(Echo echo, long seed) throws Exception {
        Object plan = Scenarios.plan();
        List<Double> released = new ArrayList<>();
        int answers = 0;
        int early = 0;
        try (Loop loop = new Loop()) {
            List<SocketChannel> channels = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                SocketChannel channel = SocketChannel.open(echo.at("127.80.2.5"));
                channel.configureBlocking(false);
                channel.register(loop.selector(), SelectionKey.OP_READ);
                channels.add(channel);
            }
            Random random = new Random(seed);
            ByteBuffer bytes = ByteBuffer.allocate(100);
            for (int round = 0; round < 40; round++) {
                for (SocketChannel channel : channels) {
                    channel.write(ByteBuffer.allocate(8));
                }
                // Another thread, so that the rules go at any moment of the loop's.
                CountDownLatch gone = new CountDownLatch(1);
                long wait = random.nextInt(12);
                long[] at = new long[1];
                Threads.platform("flip", () -> {
                    Threads.sleep(wait);
                    try {
                        at[0] = System.nanoTime();
                        Scenarios.install(null);
                    } catch (ReflectiveOperationException e) {
                        Say.fact("flip.failed", e);
                    }
                    gone.countDown();
                });
                int open = channels.size() * 8;
                long start = System.nanoTime();
                while (open > 0 && millisSince(start) < PATIENCE / 2) {
                    loop.select(500);
                    for (SelectionKey key : loop.selector().selectedKeys()) {
                        int n = ((SocketChannel) key.channel()).read(bytes.clear());
                        open -= n;
                        early += n > 0 && at[0] == 0 ? 1 : 0;
                    }
                }
                gone.await();
                released.add(millisSince(at[0]));
                answers += channels.size() - open / 8;
                Scenarios.install(plan);
            }
        }
        Say.fact("flip.answers", answers);
        Say.fact("flip.early", early);
        Say.fact("flip.median", quantile(released, 0.5));
        Say.fact("flip.max", quantile(released, 1));
    }

    /** The same with asynchronous channels on one thread, which serves another channel meanwhile. */
    private static void flipAsync(Echo echo) throws Exception {
        Object plan = Scenarios.plan();
        AtomicInteger read = new AtomicInteger();
        AsynchronousChannelGroup group = AsynchronousChannelGroup.withFixedThreadPool(1, task -> {
            Thread thread = new Thread(task, "one");
            thread.setDaemon(true);
            return thread;
        });
        List<AsynchronousSocketChannel> channels = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            AsynchronousSocketChannel channel = AsynchronousSocketChannel.open(group);
            Way.get(channel.connect(echo.at("127.80.2.5")));
            channels.add(channel);
        }
        AsynchronousSocketChannel other = AsynchronousSocketChannel.open(group);
        Way.get(other.connect(echo.at("127.80.2.7")));
        CompletionHandler<Integer, Object> counts = new CompletionHandler<>() {
            @Override
            public void completed(Integer n, Object attachment) {
                read.addAndGet(n);
            }

            @Override
            public void failed(Throwable failure, Object attachment) {
                Say.fact("flip-async.failed", Say.describe(failure));
            }
        };
        int served = 0;
        for (int round = 0; round < 10; round++) {
            for (AsynchronousSocketChannel channel : channels) {
                channel.read(ByteBuffer.allocate(8), null, counts);
                Way.get(channel.write(ByteBuffer.allocate(8)));
            }
            for (int i = 0; i < 20; i++) {
                Way.get(other.write(ByteBuffer.allocate(8)));
                served += Way.get(other.read(ByteBuffer.allocate(8))) == 8 ? 1 : 0;
            }
            if (round == 0) {
                Say.fact("flip-async.early", read.get());
            }
            Scenarios.install(null);
            int most = (round + 1) * 50 * 8;
            Scenarios.await(20_000, () -> read.get() == most);
            Scenarios.install(plan);
        }
        Say.fact("flip-async.served", served);
        Say.fact("flip-async.read", read.get());
        for (AsynchronousSocketChannel channel : channels) {
            channel.close();
        }
        other.close();
        group.shutdown();
        group.awaitTermination(1, TimeUnit.SECONDS);
    }
}
