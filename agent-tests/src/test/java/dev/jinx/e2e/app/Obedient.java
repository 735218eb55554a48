package dev.jinx.e2e.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Does what it is told on standard input, a line for each thing, and says what came of it. */
public final class Obedient {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int PATIENCE_SECONDS = 60;

    private Obedient() {}

    public static void main(String[] arguments) throws Exception {
        Say.fact("ready", ProcessHandle.current().pid());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        int number = 0;
        for (String line = in.readLine(); line != null && !line.equals("end"); line = in.readLine()) {
            String[] words = line.split(" ", -1);
            number++;
            try {
                Say.fact(number + "", obey(words));
            } catch (Exception e) {
                Say.fact(number + "", Say.describe(e));
            }
        }
    }

    private static Object obey(String[] words) throws Exception {
        return switch (words[0]) {
            case "connect" -> connect(words[1]);
            case "connects" -> connects(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            case "read" -> read(words[1], words[2]);
            case "select" -> select(words[1]);
            case "traffic" -> traffic(Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3], words[4]);
            case "mx" -> Management.obey(words);
            case "sleep" -> {
                Thread.sleep(Long.parseLong(words[1]));
                yield "slept";
            }
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static String connect(String host) throws IOException {
        try (Loopback peer = new Loopback(host, Loopback.answering(10));
                Socket socket = new Socket()) {
            socket.connect(peer.address(), CONNECT_MILLIS);
            return "connected";
        }
    }

    /** That many connects from each of that many threads; says how many failed. */
    private static String connects(String host, int threads, int each) throws Exception {
        AtomicLong failed = new AtomicLong();
        CountDownLatch over = new CountDownLatch(threads);
        try (Loopback peer = new Loopback(host, Loopback.answering(10))) {
            for (int i = 0; i < threads; i++) {
                Threads.platform("connects", () -> {
                    for (int j = 0; j < each; j++) {
                        try (Socket socket = new Socket()) {
                            socket.connect(peer.address(), CONNECT_MILLIS);
                        } catch (IOException e) {
                            failed.incrementAndGet();
                        }
                    }
                    over.countDown();
                });
            }
            over.await();
        }
        return "failed " + failed;
    }

    /** Reads on a thread of its own, which says when it is over. */
    private static String read(String host, String name) {
        Thread thread = Threads.platform(name, () -> {
            try (Loopback peer = new Loopback(host, Loopback.answering(10));
                    Socket socket = new Socket()) {
                socket.connect(peer.address(), CONNECT_MILLIS);
                socket.getOutputStream().write(new byte[10]);
                Say.fact(name, "read " + socket.getInputStream().read(new byte[10]));
            } catch (IOException e) {
                Say.fact(name, Say.describe(e));
            }
        });
        return Threads.awaitHeld(thread) ? "waits" : thread.isAlive() ? "neither waits nor ends" : "over";
    }

    /** Selects on a thread of its own, which says when there is something to read. */
    private static String select(String host) throws InterruptedException {
        CountDownLatch began = new CountDownLatch(1);
        Threads.platform("select", () -> {
            try (Loopback peer = new Loopback(host, Loopback.answering(10));
                    Selector selector = Selector.open();
                    SocketChannel channel = SocketChannel.open(peer.address())) {
                channel.write(ByteBuffer.allocate(10));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                selector.select(500);
                began.countDown();
                int bytes = 0;
                while (bytes < 10) {
                    selector.select(10_000);
                    selector.selectedKeys().clear();
                    bytes += channel.read(ByteBuffer.allocate(10));
                }
                Say.fact("selected", bytes);
            } catch (IOException e) {
                Say.fact("selected", Say.describe(e));
            }
        });
        began.await();
        return "selects";
    }

    /**
     * Round trips and refused connects from many threads for that many seconds, while the rules change; says how many
     * connects failed, and how many threads never came to an end.
     */
    private static String traffic(int threads, int seconds, String more, String less) throws Exception {
        AtomicLong failed = new AtomicLong();
        AtomicLong trips = new AtomicLong();
        AtomicLong wrong = new AtomicLong();
        CountDownLatch over = new CountDownLatch(threads);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        try (Loopback refusing = new Loopback("127.61.0.1", Loopback.answering(10));
                Loopback slow = new Loopback("127.61.0.2", Loopback.answering(10))) {
            for (int i = 0; i < threads; i++) {
                Threads.platform("traffic", () -> {
                    try {
                        while (System.nanoTime() - end < 0) {
                            if (!connects(refusing.address())) {
                                failed.incrementAndGet();
                            }
                            trip(slow.address());
                            trips.incrementAndGet();
                        }
                    } catch (IOException e) {
                        Say.fact("wrong", Say.describe(e));
                        wrong.incrementAndGet();
                    } finally {
                        over.countDown();
                    }
                });
            }
            disturb(end, more, less);
            boolean unused = over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        return "failed " + failed + " trips " + trips + " wrong " + wrong + " stuck " + over.getCount();
    }

    /** Pauses, resumes and reloads through JMX for that long; at last the rules of the second file are in force. */
    private static void disturb(long end, String more, String less) throws Exception {
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            Management.obey(new String[] {"mx", "pause"});
            Threads.sleep(5);
            Management.obey(new String[] {"mx", "resume"});
            Threads.sleep(20);
            Management.obey(new String[] {"mx", "reload", i % 2 == 0 ? more : less});
            Threads.sleep(50);
        }
        Management.obey(new String[] {"mx", "reload", less});
    }

    private static boolean connects(InetSocketAddress to) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoLinger(true, 0);
            socket.connect(to, CONNECT_MILLIS);
            return true;
        } catch (java.net.ConnectException e) {
            return false;
        }
    }

    private static void trip(InetSocketAddress to) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoLinger(true, 0);
            socket.connect(to, CONNECT_MILLIS);
            socket.getOutputStream().write(new byte[10]);
            if (socket.getInputStream().readNBytes(10).length != 10) {
                throw new IOException("the stream ended");
            }
        }
    }
}
