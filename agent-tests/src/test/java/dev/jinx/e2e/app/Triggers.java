package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Scenarios for the question when a rule acts. In the patterns {@code x} is a call with the fault, {@code .} one without. */
public final class Triggers {
    private Triggers() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "counted" -> counted(Integer.parseInt(arguments[1]));
            case "windows" -> windows();
            case "connections" -> connections();
            case "verdicts" -> verdicts(Integer.parseInt(arguments[1]));
            case "concurrent" -> concurrent(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
            case "every-second" -> everySecond(Integer.parseInt(arguments[1]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static boolean refused(Loopback server) throws IOException {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            // No TIME_WAIT on either side, however many there are.
            socket.setSoLinger(true, 0);
            return false;
        } catch (java.net.ConnectException e) {
            return true;
        }
    }

    private static String pattern(Loopback server, int connects) throws IOException {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < connects; i++) {
            pattern.append(refused(server) ? 'x' : '.');
        }
        return pattern.toString();
    }

    /** Ten connects to each of so many addresses. */
    private static void counted(int addresses) throws IOException {
        for (int i = 1; i <= addresses; i++) {
            try (Loopback server = Loopback.closing("127.21.0." + i)) {
                Say.fact("127.21.0." + i, pattern(server, 10));
            }
        }
    }

    /** One connect at each of those times after the first, in milliseconds. */
    private static void windows() throws Exception {
        int[] times = {0, 1000, 2000, 3000};
        StringBuilder[] patterns = new StringBuilder[6];
        List<Loopback> servers = new ArrayList<>();
        for (int i = 0; i < patterns.length; i++) {
            patterns[i] = new StringBuilder();
            servers.add(Loopback.closing("127.22.0." + (i + 1)));
        }
        long start = System.nanoTime();
        for (int time : times) {
            Threads.sleep(Math.max(0, time - (System.nanoTime() - start) / 1_000_000));
            for (int i = 0; i < patterns.length; i++) {
                patterns[i].append(refused(servers.get(i)) ? 'x' : '.');
            }
        }
        for (int i = 0; i < patterns.length; i++) {
            Say.fact("127.22.0." + (i + 1), patterns[i]);
        }
    }

    /** So many connects with one rule, for its sequence of verdicts. */
    private static void verdicts(int connects) throws IOException {
        try (Loopback one = Loopback.closing("127.23.0.1");
                Loopback other = Loopback.closing("127.23.0.2")) {
            Say.fact("one", pattern(one, connects));
            Say.fact("other", pattern(other, connects));
        }
    }

    // On connections: a short read shows that the rule acted.

    private static char read(Client client) throws IOException {
        client.write(new byte[10]);
        int first = client.read(new byte[20]);
        int got = first;
        while (got < 20) {
            got += client.read(new byte[20 - got]);
        }
        return first == 1 ? 'x' : '.';
    }

    /** Reads 20 bytes, in two calls where it is not short. */
    private static String exchange(Client client) throws IOException {
        client.write(new byte[10]);
        StringBuilder calls = new StringBuilder();
        for (int got = 0; got < 20; ) {
            int n = client.read(new byte[10]);
            got += n;
            calls.append(n == 3 ? 'x' : n == 2 ? "" : ".");
        }
        return calls.toString();
    }

    private static void connections() throws Exception {
        Loopback.Handler handler = Loopback.answering(20);
        try (Loopback perConnection = new Loopback("127.24.0.1", handler);
                Loopback perExchange = new Loopback("127.24.0.2", handler);
                Loopback idle = new Loopback("127.24.0.3", handler);
                Loopback bytes = new Loopback("127.24.0.4", handler);
                Loopback halfOfConnections = new Loopback("127.24.0.5", handler)) {
            StringBuilder pattern = new StringBuilder();
            for (int i = 0; i < 4; i++) {
                try (Client client = Client.Api.values()[i % 3].open()) {
                    client.connect(perConnection.address(), 0);
                    pattern.append(pattern.length() == 0 ? "" : " ")
                            .append(read(client))
                            .append(read(client));
                }
            }
            Say.fact("per connection", pattern);

            for (Client.Api api : new Client.Api[] {Client.Api.SOCKET, Client.Api.CHANNEL, Client.Api.ADAPTOR}) {
                try (Client client = api.open()) {
                    client.connect(perExchange.address(), 0);
                    Say.fact("per exchange " + api, exchange(client) + " " + exchange(client) + " " + exchange(client));
                }
            }

            try (Client client = Client.Api.SOCKET.open()) {
                client.connect(idle.address(), 0);
                String quick = "" + read(client) + read(client);
                Threads.sleep(700);
                // The write ends the silence, so the read behind it is not the one.
                Say.fact("idle", quick + writeAndBack(client));
            }

            try (Client client = Client.Api.CHANNEL.open()) {
                client.connect(bytes.address(), 0);
                StringBuilder calls = new StringBuilder();
                for (int i = 0; i < 6; i++) {
                    calls.append(read(client));
                }
                Say.fact("after bytes", calls);
            }

            int mixed = 0;
            int acted = 0;
            for (int i = 0; i < 40; i++) {
                try (Client client = Client.Api.values()[i % 3].open()) {
                    client.connect(halfOfConnections.address(), 0);
                    char first = read(client);
                    char second = read(client);
                    mixed += first == second ? 0 : 1;
                    acted += first == 'x' ? 1 : 0;
                }
            }
            Say.fact("mixed", mixed);
            Say.fact("acted", acted);
        }
    }

    /** Whether the first write after a silence was short. */
    private static char writeAndBack(Client client) throws IOException {
        long start = System.nanoTime();
        client.write(new byte[10]);
        boolean late = System.nanoTime() - start > 200_000_000;
        client.read(new byte[20]);
        return late ? 'x' : '.';
    }

    // Under load.

    private static void concurrent(int threads, int each) throws Exception {
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger connected = new AtomicInteger();
        AtomicInteger otherwise = new AtomicInteger();
        Thread[] all = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            Loopback server = Loopback.closing("127.25.0." + (i + 1));
            all[i] = Threads.platform("load-" + i, () -> {
                for (int j = 0; j < each; j++) {
                    try {
                        (refused(server) ? refused : connected).incrementAndGet();
                    } catch (IOException e) {
                        otherwise.incrementAndGet();
                    }
                }
            });
        }
        for (Thread thread : all) {
            thread.join();
        }
        Say.fact("refused", refused);
        Say.fact("connected", connected);
        Say.fact("otherwise", otherwise);
    }

    /** So many connects at the same moment. */
    private static void everySecond(int connects) throws Exception {
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (Loopback server = Loopback.closing("127.26.0.1")) {
            Thread[] all = new Thread[connects];
            for (int i = 0; i < connects; i++) {
                all[i] = Threads.platform("one-of-many", () -> {
                    try {
                        go.await();
                        if (refused(server)) {
                            refused.incrementAndGet();
                        }
                    } catch (IOException | InterruptedException e) {
                        Say.fact("failed", Say.describe(e));
                    }
                });
            }
            go.countDown();
            for (Thread thread : all) {
                thread.join();
            }
        }
        Say.fact("refused", refused);
    }
}
