package dev.jinx.e2e.app;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Has each real client send bodies of many sizes to its real server and get them back, while every connection of both of them is
 * treated as a network may treat it. The rules of one treatment replace those of the one before while the servers run.
 */
public final class RoundTrips {
    private static final int MIB = 1 << 20;

    /** What a network may do to any connection. */
    public enum Treatment {
        /** At most 16 bytes at a time. */
        SHORT(1 << 20, """
                - { name: short, on: [read, write], probability: 80%, fault: { short: { max: 16 } } }
                """),
        /** In pieces, without a pause. */
        SLICE(4 << 20, """
                - { name: slice, on: [read, write], probability: 80%, fault: { slice: { size: 1000, delay: 0s } } }
                """),
        /** In pieces that come one after the other. */
        SLICE_AND_PAUSE(20_000, """
                - { name: pause, on: [read, write], probability: 80%, fault: { slice: { size: 512, delay: 1ms } } }
                """),
        /** Late and in pieces. */
        DELAY_AND_SLICE(65_547, """
                - { name: late, on: read, probability: 80%, fault: [ { delay: 5ms }, { slice: { size: 4KiB, delay: 1ms } } ] }
                """),
        /** Through a narrow line. */
        THROTTLE(1 << 20, """
                - { name: throttle, on: [read, write], fault: { throttle: 24MiB/s } }
                """),
        /**
         * Collected: the head of a request with what follows it, and what is less than two bytes. No protocol here waits for an
         * answer to less.
         */
        COALESCE(4 << 20, """
                - name: request
                  on: write
                  target: { sent: [ { contains: "POST /echo" }, { contains: ECHO } ] }
                  fault: { coalesce: 200B }
                - { name: coalesce, on: write, probability: 80%, fault: { coalesce: 2B } }
                """) {
            @Override
            int least() {
                return 300;
            }
        },
        /** Looked at, and left alone. */
        WATCHED(1 << 20, """
                - { name: never, on: [read, write], target: { received: { contains: never-said } }, fault: reset }
                - { name: no-word, on: [read, write], target: { sent: { matches: "ne[v]er-said" } }, fault: reset }
                """);

        private final int most;
        private final String rules;

        Treatment(int most, String rules) {
            this.most = most;
            this.rules = rules;
        }

        int least() {
            return 1;
        }
    }

    private static final List<Integer> SIZES = List.of(300, 1, 2, 17, 8_192, 20_000, 65_547, 100_000, MIB, 4 * MIB);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The most bytes that go into one row of H2, as its client asks. */
    private static final int H2_MOST = 1_000_000;

    /** A client that nests a callback for each piece overflows its stack after some thousands. */
    private static final int NESTED_PIECES = 20_000;

    private final RealServers servers;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "round trips");
        thread.setDaemon(true);
        return thread;
    });

    private RoundTrips(RealServers servers) {
        this.servers = servers;
    }

    /** Plays all clients, or those named behind the working directory and three ports that are free. */
    public static void main(String[] arguments) throws Exception {
        List<Integer> ports =
                Arrays.stream(arguments).skip(1).limit(3).map(Integer::valueOf).toList();
        List<String> only = Arrays.asList(arguments).subList(4, arguments.length);
        try (RealServers servers = new RealServers(Path.of(arguments[0]))) {
            servers.start(List.of(RealClients.CONTROL), ports);
            RoundTrips trips = new RoundTrips(servers);
            for (Treatment treatment : Treatment.values()) {
                if (only.isEmpty()
                        || only.contains(treatment.name())
                        || only.stream().noneMatch(RoundTrips::treats)) {
                    AgentBean.reload("seed: 6\nrules:\n" + treatment.rules.indent(2));
                    trips.play(treatment, only);
                }
            }
        }
        System.exit(0);
    }

    private static boolean treats(String word) {
        return Arrays.stream(Treatment.values()).anyMatch(one -> one.name().equals(word));
    }

    private void play(Treatment treatment, List<String> only) throws Exception {
        for (EchoClient.Kind kind : EchoClient.Kind.values()) {
            if (only.stream().allMatch(RoundTrips::treats) || only.contains(kind.name())) {
                long before = AgentBean.injected();
                long start = System.nanoTime();
                String outcome;
                try {
                    outcome = threads.submit(() -> trips(treatment, kind)).get(1, TimeUnit.MINUTES);
                } catch (ExecutionException e) {
                    outcome = Say.describe(e.getCause()).replace('\n', ' ').replace('\t', ' ');
                } catch (TimeoutException e) {
                    outcome = "never ended";
                }
                long millis = (System.nanoTime() - start) / 1_000_000;
                long injected = AgentBean.injected() - before;
                Say.row(
                        "trips",
                        treatment.name(),
                        kind.name(),
                        outcome,
                        Long.toString(injected),
                        Long.toString(millis));
            }
        }
    }

    private String trips(Treatment treatment, EchoClient.Kind kind) throws Exception {
        InetSocketAddress server = servers.address(kind.protocol, RealClients.CONTROL);
        try (EchoClient client = kind.open(PATIENCE)) {
            for (int size : SIZES) {
                if (size <= most(treatment, kind) && size >= treatment.least()) {
                    byte[] body = new byte[size];
                    new Random(size).nextBytes(body);
                    String hash = hash(body);
                    String back;
                    try {
                        back = hash(client.echo(server, body));
                    } catch (Exception e) {
                        throw new IllegalStateException(size + " B", e);
                    }
                    if (!back.equals(hash)) {
                        return size + " B were sent with hash " + hash + ", and came back with " + back;
                    }
                }
            }
        }
        return "same";
    }

    private static int most(Treatment treatment, EchoClient.Kind kind) {
        int most = treatment == Treatment.SHORT && kind.nestsCallbacks() ? NESTED_PIECES : treatment.most;
        most = treatment == Treatment.SLICE && kind.nestsCallbacks() ? MIB : most;
        return kind == EchoClient.Kind.H2 ? Math.min(most, H2_MOST) : most;
    }

    private static String hash(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
