package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Scenarios with many connections, and with virtual threads on a single carrier. */
public final class Loads {
    private Loads() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("memory")) {
            memory(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        } else {
            virtual();
        }
    }

    // Memory.

    private static void memory(int first, int all) throws Exception {
        use(first);
        Say.fact("used after " + first, used());
        use(all - first);
        Say.fact("used after " + all, used());
        Say.fact("connections", all);
    }

    private static long used() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(50);
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static void use(int connections) throws Exception {
        Thread[] threads = new Thread[4];
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < threads.length; i++) {
            InetAddress host = InetAddress.getByName("127.51.0." + (i + 1));
            threads[i] = Threads.platform("load", () -> {
                try (ServerSocket server = new ServerSocket(0, 500, host)) {
                    Threads.platform("peer", () -> greet(server));
                    for (int j = 0; j < connections / threads.length; j++) {
                        use(server, j);
                    }
                } catch (IOException e) {
                    Say.fact("failed", Say.describe(e));
                    failed.incrementAndGet();
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Say.fact("threads that failed", failed);
    }

    private static void greet(ServerSocket server) {
        while (true) {
            try (Socket peer = server.accept()) {
                peer.getOutputStream().write(1);
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    /** Connects, reads, closes; by turns as Socket and as channel, and one in 200 is left to the garbage collector. */
    private static void use(ServerSocket server, int number) throws IOException {
        if (number % 2 == 0) {
            Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
            socket.setSoLinger(true, 0);
            read(socket.getInputStream()::read);
            if (number % 200 != 0) {
                socket.close();
            }
        } else {
            try (SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress())) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                read(() -> channel.read(ByteBuffer.allocate(1)));
            }
        }
    }

    private static void read(Callable<Object> read) {
        try {
            read.call();
        } catch (Exception e) {
            // Some are reset.
        }
    }

    // Virtual threads.

    private static void virtual() throws Exception {
        try (Loopback late = new Loopback("127.52.0.1", Loopback.answering(10));
                Loopback hanging = new Loopback("127.52.0.2", Loopback.answering(10));
                Loopback connecting = new Loopback("127.52.0.3", Loopback.answering(10));
                Loopback writing = new Loopback("127.52.0.4", Loopback.answering(10))) {
            // As a control: what a wait of the JDK's own leaves to the other thread.
            ticks("sleep", () -> {
                Thread.sleep(500);
                return null;
            });
            for (Client.Api api : new Client.Api[] {Client.Api.SOCKET, Client.Api.CHANNEL, Client.Api.ADAPTOR}) {
                ticks("delayed read " + api, () -> {
                    try (Client client = api.open()) {
                        client.connect(late.address(), 0);
                        client.write(new byte[10]);
                        return client.read(new byte[10]);
                    }
                });
                ticks("delayed connect " + api, () -> {
                    try (Client client = api.open()) {
                        client.connect(connecting.address(), 0);
                        return "connected";
                    }
                });
                ticks("delayed write " + api, () -> {
                    try (Client client = api.open()) {
                        client.connect(writing.address(), 0);
                        return client.write(new byte[10]);
                    }
                });
            }
            for (Client.Api api : new Client.Api[] {Client.Api.SOCKET, Client.Api.ADAPTOR}) {
                ticks("hanging read " + api, () -> {
                    try (Client client = api.open()) {
                        client.connect(hanging.address(), 0);
                        client.soTimeout(500);
                        client.write(new byte[10]);
                        return client.read(new byte[10]);
                    }
                });
            }
            ticks("hanging accept", () -> {
                try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
                    server.setSoTimeout(500);
                    return server.accept();
                }
            });
        }
    }

    /** Runs something on one virtual thread while another ticks, and says how often that one did, and what came of the first. */
    private static void ticks(String name, Callable<Object> action) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger ticks = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(2);
        String[] result = new String[1];
        Threads.virtual("ticking", () -> {
            while (!over.get()) {
                Threads.sleep(5);
                ticks.incrementAndGet();
            }
            ended.countDown();
        });
        Threads.virtual("working", () -> {
            try {
                Object value = action.call();
                result[0] = value == null ? "ok" : value.toString();
            } catch (Throwable e) {
                result[0] = Say.describe(e);
            }
            over.set(true);
            ended.countDown();
        });
        ended.await();
        Say.row("ticks", name, "" + ticks, result[0]);
    }
}
