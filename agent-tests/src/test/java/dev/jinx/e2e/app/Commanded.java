package dev.jinx.e2e.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** An application with a server and clients of it, which does what it is told on standard input. */
public final class Commanded {
    private static int port;
    private static volatile boolean loaded;

    private Commanded() {}

    public static void main(String[] arguments) throws Exception {
        port = Integer.parseInt(arguments[0]);
        ServerSocket server = new ServerSocket(port, 200, InetAddress.getByName("127.0.0.1"));
        daemon(() -> serve(server));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<Thread> threads = new ArrayList<>();
        AtomicLong good = new AtomicLong();
        AtomicLong bad = new AtomicLong();
        Say.fact("ready", port);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "connect" -> {
                    int failed = 0;
                    for (int i = 0; i < 20; i++) {
                        failed += connects() ? 0 : 1;
                    }
                    Say.fact(words[1], failed + " of 20 failed");
                }
                case "read" -> daemon(() -> read(words[1]));
                case "select" -> daemon(() -> select(words[1]));
                case "load" -> {
                    loaded = true;
                    // One of them without a rest, so that the commands get a processor, too.
                    for (int i = 0; i < 6; i++) {
                        int rest = i == 0 ? 0 : 1;
                        threads.add(daemon(() -> {
                            while (loaded) {
                                (connects() ? good : bad).incrementAndGet();
                                Thread.sleep(rest);
                            }
                        }));
                    }
                    Say.fact("loading", true);
                }
                case "rest" -> {
                    loaded = false;
                    int stuck = 0;
                    for (Thread thread : threads) {
                        thread.join(10_000);
                        stuck += thread.isAlive() ? 1 : 0;
                    }
                    Say.fact("good", good);
                    Say.fact("bad", bad);
                    Say.fact("stuck", stuck);
                }
                case "end" -> System.exit(0);
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static Thread daemon(Action action) {
        Thread thread = new Thread(() -> {
            try {
                action.run();
            } catch (Exception e) {
                Say.fact("failed", Say.describe(e));
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void serve(ServerSocket server) throws IOException {
        while (true) {
            Socket socket = server.accept();
            daemon(() -> answer(socket));
        }
    }

    private static void answer(Socket socket) {
        try (socket) {
            socket.getOutputStream().write(7);
            socket.getInputStream().read();
        } catch (IOException e) {
            // Clients reset their connections, so that there are no thousands in TIME_WAIT.
            return;
        }
    }

    private static boolean connects() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            return true;
        } catch (java.net.ConnectException e) {
            return false;
        }
    }

    private static void read(String name) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            Say.fact(name, "reads");
            Say.fact(name, "read " + socket.getInputStream().read());
        }
    }

    private static void select(String name) throws IOException {
        try (Selector selector = Selector.open();
                SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            Say.fact(name, "selects");
            ByteBuffer buffer = ByteBuffer.allocate(1);
            while (buffer.hasRemaining()) {
                selector.select();
                selector.selectedKeys().clear();
                channel.read(buffer);
            }
            Say.fact(name, "read " + buffer.get(0));
        }
    }
}
