package dev.jinx.e2e.app;

import static dev.jinx.e2e.app.Scenarios.isPattern;
import static dev.jinx.e2e.app.Scenarios.known;
import static dev.jinx.e2e.app.Scenarios.millisSince;
import static dev.jinx.e2e.app.Scenarios.pattern;
import static dev.jinx.e2e.app.Scenarios.quantile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** What an event loop lives to see when faults that wait act on one of its channels. */
public final class EventLoops {
    private static final String CONTROL = "127.81.0.1";
    private static final long MANY = 5_000;

    private EventLoops() {}

    /** Rules by the host of the peer. */
    public static String rules() {
        return """
                seed: 42
                rules:
                  - { name: delay, on: read, target: { hosts: 127.80.0.1 }, fault: { delay: 200ms } }
                  - { name: hang, on: read, target: { hosts: 127.80.0.2 }, fault: hang }
                  - { name: timeout, on: read, target: { hosts: 127.80.0.3 }, when: { times: 1 }, fault: { timeout: 300ms } }
                  - { name: slow-connect, on: connect, target: { hosts: 127.80.0.4 }, fault: { delay: 300ms } }
                  - { name: connect-hang, on: connect, target: { hosts: 127.80.0.5 }, fault: hang }
                  - { name: slow-accept, on: accept, target: { threads: slow-accept }, fault: { delay: 300ms } }
                  - { name: accept-hang, on: accept, target: { threads: accept-hang }, fault: hang }
                  - { name: slow-write, on: write, target: { hosts: 127.80.0.6 }, fault: { delay: 200ms } }
                  - { name: refused-late, on: connect, target: { hosts: 127.80.0.7 }, fault: [ { delay: 200ms }, refuse ] }
                  - { name: long-delay, on: read, target: { hosts: 127.80.0.8 }, fault: { delay: 30s } }
                  - { name: connect-timeout, on: connect, target: { hosts: 127.80.0.9 }, fault: { timeout: 200ms } }
                """;
    }

    public static void main(String[] arguments) throws Exception {
        Scenarios.play("warm", EventLoops::warm);
        Scenarios.play("delay", EventLoops::delay);
        Scenarios.play("others", EventLoops::others);
        Scenarios.play("hang", EventLoops::hang);
        Scenarios.play("timeout", EventLoops::timeout);
        Scenarios.play("slow-connect", () -> slowConnect("slow-connect", SocketChannel.open()));
        Scenarios.play(
                "slow-connect-inet",
                () -> slowConnect("slow-connect-inet", SocketChannel.open(StandardProtocolFamily.INET)));
        Scenarios.play("slow-connect-blocking", EventLoops::slowConnectMadeBlocking);
        Scenarios.play("refused-late", EventLoops::refusedLate);
        Scenarios.play("connect-timeout", EventLoops::connectTimeout);
        Scenarios.play("connect-hang", EventLoops::connectHang);
        Scenarios.play("accepts", () -> onThread("slow-accept", EventLoops::slowAccept));
        Scenarios.play("accept-hang", () -> onThread("accept-hang", EventLoops::acceptHang));
        Scenarios.play("slow-write", EventLoops::slowWrite);
        Scenarios.play("end", EventLoops::end);
        Scenarios.play("end-alone", EventLoops::endAlone);
        Scenarios.play("reset", EventLoops::resetBehindData);
        Scenarios.play("spin", EventLoops::spin);
        Scenarios.play("two-selectors", EventLoops::twoSelectors);
        Scenarios.play("keys", EventLoops::keys);
        Scenarios.play("blocking", EventLoops::madeBlocking);
        Scenarios.play("closed", EventLoops::closed);
        Scenarios.play("closed-elsewhere", EventLoops::closedElsewhere);
    }

    private static void onThread(String name, Scenarios.Play play) throws Exception {
        Throwable[] failure = new Throwable[1];
        Thread thread = Threads.platform(name, () -> {
            try {
                play.play();
            } catch (Throwable e) {
                failure[0] = e;
            }
        });
        Threads.join(thread);
        if (failure[0] != null) {
            throw new IllegalStateException(failure[0]);
        }
    }

    // Round trips.

    /** One round trip of 8 bytes; milliseconds. */
    private static double ask(Loop loop, SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        long start = System.nanoTime();
        channel.write(ByteBuffer.allocate(8));
        if (loop.read(key, 8, MANY).remaining() != 8) {
            throw new IOException("no answer");
        }
        return millisSince(start);
    }

    private static void warm() throws Exception {
        try (Peer peer = new Peer(CONTROL, Peer.ECHO);
                Loop loop = new Loop()) {
            SelectionKey key = loop.register(peer.channel(), SelectionKey.OP_READ);
            for (int i = 0; i < 300; i++) {
                ask(loop, key);
            }
        }
    }

    /** Late by a rule, and late because the peer is. */
    private static void delay() throws Exception {
        late("injected", "127.80.0.1", Peer.ECHO);
        late("real", CONTROL, socket -> {
            byte[] bytes = new byte[8];
            while (socket.getInputStream().readNBytes(bytes, 0, 8) == 8) {
                Threads.sleep(200);
                socket.getOutputStream().write(bytes);
            }
        });
    }

    private static void late(String name, String host, Peer.Script script) throws Exception {
        try (Peer peer = new Peer(host, script);
                Loop loop = new Loop()) {
            SelectionKey key = loop.register(peer.channel(), SelectionKey.OP_READ);
            ask(loop, key);
            loop.selects();
            double cpu = Loop.cpu();
            List<Double> times = new ArrayList<>();
            int rounds = 7;
            for (int i = 0; i < rounds; i++) {
                times.add(ask(loop, key));
            }
            Say.fact("delay." + name + ".cpu", (Loop.cpu() - cpu) / rounds);
            Say.fact("delay." + name + ".selects", loop.selects() / (double) rounds);
            Say.fact("delay." + name + ".median", quantile(times, 0.5));
            Say.fact("delay." + name + ".min", quantile(times, 0));
        }
    }

    /** The others on the same loop, while one is late and while none is. */
    private static void others() throws Exception {
        try (Peer slow = new Peer("127.80.0.1", Peer.ECHO);
                Peer peer = new Peer(CONTROL, Peer.ECHO);
                Loop loop = new Loop()) {
            SelectionKey late = loop.register(slow.channel(), SelectionKey.OP_READ);
            SelectionKey one = loop.register(peer.channel(), SelectionKey.OP_READ);
            SelectionKey two = loop.register(peer.channel(), SelectionKey.OP_READ);
            List<Double> alone = new ArrayList<>();
            List<Double> beside = new ArrayList<>();
            double[] seen = new double[1];
            for (int i = 0; i < 5; i++) {
                turns(loop, one, two, 100, alone, null, seen);
                long start = System.nanoTime();
                ((SocketChannel) late.channel()).write(ByteBuffer.allocate(8));
                seen[0] = 0;
                int turns = turns(loop, one, two, 100_000, beside, late, seen);
                Say.fact("others.turns." + i, turns);
                Say.fact("others.late." + i, (seen[0] - start) / 1e6);
            }
            Say.fact("others.alone.median", quantile(alone, 0.5));
            Say.fact("others.alone.p99", quantile(alone, 0.99));
            Say.fact("others.beside.median", quantile(beside, 0.5));
            Say.fact("others.beside.p99", quantile(beside, 0.99));
        }
    }

    /** Round trips on two, in turn, until there were so many, or until the late one answers. */
    private static int turns(
            Loop loop,
            SelectionKey one,
            SelectionKey two,
            int most,
            List<Double> times,
            SelectionKey late,
            double[] seen)
            throws IOException {
        for (int i = 0; i < most; i++) {
            SelectionKey key = i % 2 == 0 ? one : two;
            long start = System.nanoTime();
            ((SocketChannel) key.channel()).write(ByteBuffer.allocate(8));
            boolean answered = false;
            while (!answered) {
                if (loop.select(MANY)
                        && late != null
                        && loop.selector().selectedKeys().contains(late)) {
                    seen[0] = System.nanoTime();
                    ((SocketChannel) late.channel()).read(ByteBuffer.allocate(100));
                }
                answered = loop.selector().selectedKeys().contains(key)
                        && ((SocketChannel) key.channel()).read(ByteBuffer.allocate(100)) > 0;
            }
            times.add(millisSince(start));
            if (late != null && seen[0] != 0) {
                return i + 1;
            }
        }
        return most;
    }

    private static void hang() throws Exception {
        try (Peer slow = new Peer("127.80.0.2", Peer.ECHO);
                Peer peer = new Peer(CONTROL, Peer.ECHO);
                Loop loop = new Loop()) {
            SelectionKey hung = loop.register(slow.channel(), SelectionKey.OP_READ);
            ((SocketChannel) hung.channel()).write(ByteBuffer.allocate(8));
            loop.selects();
            double cpu = Loop.cpu();
            Say.fact("hang.ready", loop.await(hung, 500));
            Say.fact("hang.selects", loop.selects());
            Say.fact("hang.cpu", Loop.cpu() - cpu);
            SelectionKey key = loop.register(peer.channel(), SelectionKey.OP_READ);
            for (int i = 0; i < 200; i++) {
                ask(loop, key);
            }
            Say.fact("hang.read", ((SocketChannel) hung.channel()).read(ByteBuffer.allocate(8)));
            Say.fact("hang.valid", hung.isValid());
            hung.channel().close();
            for (int i = 0; i < 10; i++) {
                ask(loop, key);
            }
        }
    }

    private static void timeout() throws Exception {
        try (Peer peer = new Peer("127.80.0.3", Peer.ECHO);
                Loop loop = new Loop()) {
            SocketChannel channel = peer.channel();
            SelectionKey key = loop.register(channel, SelectionKey.OP_READ);
            long start = System.nanoTime();
            channel.write(ByteBuffer.allocate(8));
            Say.fact("timeout.ready", loop.await(key, MANY));
            try {
                Say.fact("timeout.read", channel.read(ByteBuffer.allocate(8)));
            } catch (IOException e) {
                Say.fact("timeout.read", Say.describe(e));
            }
            Say.fact("timeout.ms", millisSince(start));
            Say.fact("timeout.again", channel.read(ByteBuffer.allocate(8)));
        }
    }

    // Connecting.

    private static void slowConnect(String name, SocketChannel channel) throws Exception {
        try (Peer peer = new Peer("127.80.0.4", Peer.ECHO);
                Loop loop = new Loop()) {
            channel.configureBlocking(false);
            SelectionKey key = loop.register(channel, SelectionKey.OP_CONNECT | SelectionKey.OP_READ);
            long start = System.nanoTime();
            Say.fact(name + ".immediately", channel.connect(peer.address()));
            Say.fact(name + ".too early", loop.await(key, 100));
            Say.fact(name + ".finish too early", channel.finishConnect());
            Say.fact(name + ".accepted too early", peer.accepted());
            Say.fact(name + ".ready", loop.await(key, MANY));
            Say.fact(name + ".ms", millisSince(start));
            Say.fact(name + ".selects", loop.selects());
            Say.fact(name + ".finish", channel.finishConnect());
            key.interestOps(SelectionKey.OP_READ);
            ask(loop, key);
            // Nothing is withheld any more: it can be written while it waits for an answer.
            key.interestOps(SelectionKey.OP_WRITE);
            Say.fact(name + ".writable", loop.await(key, MANY));
            Say.fact(name + ".accepted", peer.accepted());
        }
    }

    private static void slowConnectMadeBlocking() throws Exception {
        try (Peer peer = new Peer("127.80.0.4", Peer.ECHO);
                SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            long start = System.nanoTime();
            channel.connect(peer.address());
            channel.configureBlocking(true);
            double cpu = Loop.cpu();
            Say.fact("slow-connect-blocking.finish", channel.finishConnect());
            Say.fact("slow-connect-blocking.ms", millisSince(start));
            Say.fact("slow-connect-blocking.cpu", Loop.cpu() - cpu);
            channel.write(ByteBuffer.allocate(8));
            Say.fact("slow-connect-blocking.read", channel.read(ByteBuffer.allocate(8)));
        }
    }

    private static void failing(String name, String host) throws Exception {
        try (Peer peer = new Peer(host, Peer.ECHO);
                Loop loop = new Loop()) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            SelectionKey key = loop.register(channel, SelectionKey.OP_CONNECT);
            long start = System.nanoTime();
            Say.fact(name + ".immediately", channel.connect(peer.address()));
            Say.fact(name + ".ready", loop.await(key, MANY));
            try {
                Say.fact(name + ".finish", channel.finishConnect());
            } catch (IOException e) {
                Say.fact(name + ".finish", Say.describe(e));
            }
            Say.fact(name + ".ms", millisSince(start));
            Say.fact(name + ".state", "open " + channel.isOpen() + ", key valid " + key.isValid());
            Say.fact(name + ".accepted", peer.accepted());
        }
    }

    private static void refusedLate() throws Exception {
        failing("refused-late", "127.80.0.7");
    }

    private static void connectTimeout() throws Exception {
        failing("connect-timeout", "127.80.0.9");
    }

    private static void connectHang() throws Exception {
        try (Peer peer = new Peer("127.80.0.5", Peer.ECHO);
                Loop loop = new Loop()) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            SelectionKey key = loop.register(channel, SelectionKey.OP_CONNECT);
            channel.connect(peer.address());
            double cpu = Loop.cpu();
            Say.fact("connect-hang.ready", loop.await(key, 400));
            Say.fact("connect-hang.selects", loop.selects());
            Say.fact("connect-hang.cpu", Loop.cpu() - cpu);
            Say.fact("connect-hang.finish", channel.finishConnect());
            Say.fact("connect-hang.accepted", peer.accepted());
            Say.fact("connect-hang.pending", channel.isConnectionPending());
            channel.close();
            loop.select(1);
            Say.fact("connect-hang.valid", key.isValid());
        }
    }

    // Accepting.

    private static void slowAccept() throws Exception {
        try (Loop loop = new Loop();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
            server.configureBlocking(false);
            SelectionKey key = server.register(loop.selector(), SelectionKey.OP_ACCEPT);
            List<SocketChannel> clients = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                SocketChannel client = SocketChannel.open();
                client.configureBlocking(false);
                client.connect(server.getLocalAddress());
                clients.add(client);
            }
            Threads.sleep(50);
            int connected = 0;
            for (SocketChannel client : clients) {
                connected += client.finishConnect() ? 1 : 0;
            }
            Say.fact("accepts.connected", connected);
            Say.fact("accepts.too early", String.valueOf(server.accept()));
            int accepted = 0;
            while (accepted < 10 && loop.await(key, MANY) != 0) {
                for (SocketChannel one = server.accept(); one != null; one = server.accept()) {
                    if (accepted++ == 0) {
                        Say.fact("accepts.first", millisSince(start));
                    }
                    clients.add(one);
                }
            }
            Say.fact("accepts.last", millisSince(start));
            Say.fact("accepts.accepted", accepted);
            Say.fact("accepts.selects", loop.selects());
            // Somebody who comes later is late again.
            start = System.nanoTime();
            clients.add(SocketChannel.open(server.getLocalAddress()));
            loop.await(key, MANY);
            SocketChannel later = server.accept();
            Say.fact("accepts.later", later == null ? -1 : millisSince(start));
            clients.add(later);
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    private static void acceptHang() throws Exception {
        try (Loop loop = new Loop();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
            server.configureBlocking(false);
            SelectionKey key = server.register(loop.selector(), SelectionKey.OP_ACCEPT);
            try (Socket client = new Socket()) {
                client.connect(server.getLocalAddress(), 2000);
                Say.fact("accept-hang.connected", client.isConnected());
                Say.fact("accept-hang.ready", loop.await(key, 300));
                Say.fact("accept-hang.selects", loop.selects());
                Say.fact("accept-hang.accept", String.valueOf(server.accept()));
            }
        }
    }

    // Writing.

    private static void slowWrite() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        long[] at = new long[1];
        byte[] bytes = new byte[10_000];
        try (Peer peer = new Peer("127.80.0.6", socket -> {
                    int n = socket.getInputStream().readNBytes(bytes, 0, bytes.length);
                    at[0] = System.nanoTime();
                    Say.fact("slow-write.whole", n == bytes.length && isPattern(bytes, n));
                    arrived.countDown();
                });
                Loop loop = new Loop()) {
            SocketChannel channel = peer.channel();
            SelectionKey key = loop.register(channel, SelectionKey.OP_WRITE);
            Say.fact("slow-write.ready before", loop.await(key, MANY));
            ByteBuffer out = ByteBuffer.wrap(pattern(bytes.length));
            long start = System.nanoTime();
            Say.fact("slow-write.first", channel.write(out));
            Say.fact("slow-write.second", channel.write(out));
            loop.selects();
            Say.fact("slow-write.too early", loop.await(key, 100));
            Say.fact("slow-write.third", channel.write(out));
            Say.fact("slow-write.ready", loop.await(key, MANY));
            Say.fact("slow-write.selects", loop.selects());
            Say.fact("slow-write.due", channel.write(out));
            arrived.await();
            Say.fact("slow-write.ms", (at[0] - start) / 1e6);
        }
    }

    // Ends behind what is late.

    private static void end() throws Exception {
        try (Peer peer = new Peer("127.80.0.1", socket -> {
                    socket.getOutputStream().write(pattern(3000));
                    socket.close();
                });
                Loop loop = new Loop()) {
            long start = System.nanoTime();
            SelectionKey key = loop.register(peer.channel(), SelectionKey.OP_READ);
            ByteBuffer bytes = loop.read(key, 3000, MANY);
            Say.fact("end.data", bytes.remaining() == 3000 && isPattern(bytes.array(), 3000));
            Say.fact("end.data.ms", millisSince(start));
            // Somebody who does not read on at once.
            Threads.sleep(500);
            int ready = loop.await(key, 2000);
            Say.fact("end.ready", ready);
            Say.fact("end.read", ((SocketChannel) key.channel()).read(ByteBuffer.allocate(10)));
            long again = System.nanoTime();
            Say.fact("end.again", ((SocketChannel) key.channel()).read(ByteBuffer.allocate(10)));
            Threads.sleep(500);
            Say.fact("end.still", ((SocketChannel) key.channel()).read(ByteBuffer.allocate(10)));
            Say.fact("end.again.ms", millisSince(again));
        }
    }

    private static void endAlone() throws Exception {
        Map<String, Long> ended = new ConcurrentHashMap<>();
        try (Peer peer = new Peer("127.80.0.1", socket -> {
                    Threads.sleep(300);
                    ended.put("at", System.nanoTime());
                    socket.close();
                });
                Loop loop = new Loop()) {
            SelectionKey key = loop.register(peer.channel(), SelectionKey.OP_READ);
            Say.fact("end-alone.ready", loop.await(key, 3000));
            Say.fact("end-alone.ms", millisSince(ended.get("at")));
            Say.fact("end-alone.selects", loop.selects());
            Say.fact("end-alone.read", ((SocketChannel) key.channel()).read(ByteBuffer.allocate(10)));
        }
    }

    private static void resetBehindData() throws Exception {
        try (Peer peer = new Peer("127.80.0.1", socket -> {
                    socket.getOutputStream().write(pattern(3000));
                    Threads.sleep(50);
                    socket.setSoLinger(true, 0);
                    socket.close();
                });
                Loop loop = new Loop()) {
            long start = System.nanoTime();
            SelectionKey key = loop.register(peer.channel(), SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            ByteBuffer bytes = ByteBuffer.allocate(3000);
            double cpu = Loop.cpu();
            String end = "none";
            while (end.equals("none") && millisSince(start) < MANY) {
                if (loop.await(key, 1000) == 0) {
                    continue;
                }
                if (key.isReadable()) {
                    try {
                        if (((SocketChannel) key.channel()).read(bytes.hasRemaining() ? bytes : ByteBuffer.allocate(1))
                                < 0) {
                            end = "-1";
                        }
                    } catch (IOException e) {
                        end = Say.describe(e);
                    }
                } else {
                    key.interestOps(SelectionKey.OP_READ);
                }
            }
            Say.fact("reset.bytes", bytes.position() == 3000 && isPattern(bytes.array(), 3000));
            Say.fact("reset.end", end);
            Say.fact("reset.ms", millisSince(start));
            Say.fact("reset.cpu", Loop.cpu() - cpu);
        }
    }

    /** A loop without a selector: each answer is late, none slips through between our look and the kernel's. */
    private static void spin() throws Exception {
        try (Peer peer = new Peer("127.80.0.1", Peer.ECHO);
                SocketChannel channel = peer.channel()) {
            double first = Double.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(8));
                ByteBuffer bytes = ByteBuffer.allocate(8);
                while (bytes.hasRemaining() && millisSince(start) < MANY) {
                    channel.read(bytes);
                }
                first = Math.min(first, millisSince(start));
            }
            Say.fact("spin.min", first);
        }
    }

    // Keys.

    private static void twoSelectors() throws Exception {
        try (Peer peer = new Peer("127.80.0.1", Peer.ECHO);
                Loop one = new Loop();
                Loop two = new Loop()) {
            SocketChannel channel = peer.channel();
            SelectionKey first = one.register(channel, SelectionKey.OP_READ);
            SelectionKey second = two.register(channel, SelectionKey.OP_READ);
            long start = System.nanoTime();
            channel.write(ByteBuffer.allocate(8));
            int[] ready = new int[2];
            double[] at = new double[2];
            Scenarios.atOnce(
                    () -> {
                        ready[0] = one.await(first, 2000);
                        at[0] = millisSince(start);
                    },
                    () -> {
                        ready[1] = two.await(second, 2000);
                        at[1] = millisSince(start);
                    });
            Say.fact("two-selectors.ready", ready[0] + " " + ready[1]);
            Say.fact("two-selectors.first", Math.min(at[0], at[1]));
            Say.fact("two-selectors.last", Math.max(at[0], at[1]));
        }
    }

    /** Each time the key is changed while the channel is withheld, and each time the answer comes in time. */
    private static void keys() throws Exception {
        try (Peer peer = new Peer("127.80.0.1", Peer.ECHO);
                Loop loop = new Loop();
                Loop other = new Loop()) {
            SocketChannel channel = peer.channel();
            SelectionKey key = loop.register(channel, SelectionKey.OP_READ);

            long start = muted(loop, key);
            key.interestOps(0);
            loop.select(20);
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            Say.fact("keys.writable meanwhile", loop.await(key, 100));
            key.interestOps(SelectionKey.OP_READ);
            answer("interest", loop, key, start);

            start = muted(loop, key);
            key.cancel();
            loop.selector().selectNow();
            key = loop.register(channel, SelectionKey.OP_READ);
            answer("re-registered", loop, key, start);

            start = muted(loop, key);
            key.cancel();
            loop.selector().selectNow();
            SelectionKey elsewhere = other.register(channel, SelectionKey.OP_READ);
            answer("another selector", other, elsewhere, start);
        }
    }

    private static long muted(Loop loop, SelectionKey key) throws IOException {
        long start = System.nanoTime();
        ((SocketChannel) key.channel()).write(ByteBuffer.allocate(8));
        if (loop.await(key, 50) != 0) {
            throw new IOException("not withheld");
        }
        return start;
    }

    private static void answer(String name, Loop loop, SelectionKey key, long start) throws IOException {
        int n = loop.read(key, 8, 2000).remaining();
        Say.fact("keys." + name, n == 8 ? millisSince(start) : -1);
    }

    private static void madeBlocking() throws Exception {
        try (Peer peer = new Peer("127.80.0.1", Peer.ECHO);
                Loop loop = new Loop()) {
            SocketChannel channel = peer.channel();
            SelectionKey key = loop.register(channel, SelectionKey.OP_READ);
            long start = muted(loop, key);
            key.cancel();
            loop.selector().selectNow();
            channel.configureBlocking(true);
            double cpu = Loop.cpu();
            Say.fact("blocking.read", channel.read(ByteBuffer.allocate(100)));
            Say.fact("blocking.ms", millisSince(start));
            Say.fact("blocking.cpu", Loop.cpu() - cpu);
            channel.configureBlocking(false);
            key = loop.register(channel, SelectionKey.OP_READ);
            Say.fact("blocking.back", ask(loop, key));
        }
    }

    // Closing.

    private static void closed() throws Exception {
        try (Peer peer = new Peer("127.80.0.8", Peer.ECHO);
                Peer control = new Peer(CONTROL, Peer.ECHO);
                Loop loop = new Loop()) {
            int before = known();
            List<SelectionKey> keys = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                keys.add(loop.register(peer.channel(), SelectionKey.OP_READ));
                ((SocketChannel) keys.get(i).channel()).write(ByteBuffer.allocate(8));
            }
            SelectionKey key = loop.register(control.channel(), SelectionKey.OP_READ);
            long start = System.nanoTime();
            while (known() - before < 50 && millisSince(start) < MANY) {
                loop.select(20);
            }
            Say.fact("closed.known", known() - before);
            SocketAddress address = null;
            for (int i = 0; i < 50; i++) {
                if (i % 2 == 0) {
                    keys.get(i).cancel();
                }
                address = ((SocketChannel) keys.get(i).channel()).getRemoteAddress();
                keys.get(i).channel().close();
            }
            try {
                keys.get(1).interestOps(0);
                Say.fact("closed.key", "valid");
            } catch (CancelledKeyException e) {
                Say.fact("closed.key", "cancelled");
            }
            for (int i = 0; i < 20; i++) {
                ask(loop, key);
            }
            Say.fact("closed.keys", loop.selector().keys().size());
            key.channel().close();
            Say.fact("closed.left", known() - before);
            Say.fact("closed.address", address != null);
        }
    }

    /** A select waits while another thread closes the channel that it waits for. */
    private static void closedElsewhere() throws Exception {
        try (Peer peer = new Peer("127.80.0.8", Peer.ECHO);
                Loop loop = new Loop()) {
            SocketChannel channel = peer.channel();
            SelectionKey key = loop.register(channel, SelectionKey.OP_READ);
            muted(loop, key);
            Thread closer = Threads.platform("closer", () -> {
                Threads.sleep(50);
                try {
                    channel.close();
                } catch (IOException e) {
                    Say.fact("closed-elsewhere.close", Say.describe(e));
                }
            });
            loop.selects();
            int ready = loop.select(300) ? 1 : 0;
            Threads.join(closer);
            Say.fact("closed-elsewhere.ready", ready);
            Say.fact("closed-elsewhere.valid", key.isValid());
            try {
                Say.fact("closed-elsewhere.read", channel.read(ByteBuffer.allocate(8)));
            } catch (IOException e) {
                Say.fact("closed-elsewhere.read", Say.describe(e));
            }
        }
    }
}
