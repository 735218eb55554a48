package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Has each real client talk to its real server, at an address that no rule concerns and at others with a rule for each fault, and
 * says how long it took, what came back and what was thrown; where the fault can also be made really, what is thrown then.
 */
public final class RealClients {
    /** The address that no rule concerns. */
    public static final String CONTROL = "127.77.1.1";

    /** The addresses of the faults. */
    public static final String REFUSED = "127.77.1.2";

    public static final String DELAY = "127.77.1.3";
    public static final String RESET = "127.77.1.4";
    public static final String HANG = "127.77.1.5";
    public static final String SHORT = "127.77.1.6";
    public static final String THROTTLE = "127.77.1.7";

    /** How long a client itself waits that is to give up. */
    public static final int PATIENCE_MILLIS = 700;

    /** How many times an echo is delayed. */
    public static final int DELAYED = 5;

    /** What the throttled server sends back. */
    public static final int THROTTLED_BYTES = 128 * 1024;

    private static final List<String> HOSTS = List.of(CONTROL, DELAY, RESET, HANG, SHORT, THROTTLE);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT_PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);
    private static final Metronome METRONOME = new Metronome();
    private static final Ensemble ENSEMBLE = new Ensemble();
    private static final int STALL_MILLIS = 100;
    private static final int CHANCES = 3;
    private static final int SOME = 300;
    private static final int MANY = 100_000;
    private static final int SEVERAL_READS = 20_000;
    private static final int ROUNDS = 15;

    private final RealServers servers;
    private final ServerSocketChannel neverAccepts;
    private final EchoClient.Kind kind;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "client");
        thread.setDaemon(true);
        return thread;
    });

    private RealClients(RealServers servers, ServerSocketChannel neverAccepts, EchoClient.Kind kind) {
        this.servers = servers;
        this.neverAccepts = neverAccepts;
        this.kind = kind;
    }

    /** Plays all clients, or those named behind the working directory and the three ports at which servers accept late. */
    public static void main(String[] arguments) throws Exception {
        List<Integer> ports =
                Arrays.stream(arguments).skip(1).limit(3).map(Integer::valueOf).toList();
        List<String> only = Arrays.asList(arguments).subList(4, arguments.length);
        try (RealServers servers = new RealServers(Path.of(arguments[0]));
                ServerSocketChannel neverAccepts = ServerSocketChannel.open()) {
            servers.start(HOSTS, ports);
            neverAccepts.bind(new InetSocketAddress(REFUSED, 0));
            neverAccepts.configureBlocking(false);
            Ensemble.play(
                    Arrays.stream(EchoClient.Kind.values())
                            .filter(kind -> only.isEmpty() || only.contains(kind.name()))
                            .toList(),
                    kind -> {
                        long start = System.nanoTime();
                        new RealClients(servers, neverAccepts, kind).play();
                        say(kind, "all", "ms", millisSince(start));
                    });
        }
        System.exit(0);
    }

    private static void say(EchoClient.Kind kind, String fault, String what, Object value) {
        Say.row(
                "client",
                kind.name(),
                fault,
                what,
                value.toString().replace('\n', ' ').replace('\t', ' '));
    }

    private void say(String fault, String what, Object value) {
        say(kind, fault, what, value);
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 10_000 / 100.0;
    }

    private InetSocketAddress at(String host) {
        return servers.address(kind.protocol, host);
    }

    private interface Part {
        void play(EchoClient client) throws Exception;
    }

    private void play() throws Exception {
        part("control", LONG, this::control);
        if (kind.served()) {
            part("accept", LONG, this::acceptsLate);
        } else {
            part("refused", SHORT_PATIENCE, this::refused);
        }
        part("delay", LONG, this::delay);
        part("reset", SHORT_PATIENCE, this::reset);
        part("hang", SHORT_PATIENCE, this::hang);
        part("short", LONG, this::inPieces);
        part("throttle", LONG, this::throttle);
        threads.shutdownNow();
    }

    private void part(String name, Duration patience, Part part) throws Exception {
        ENSEMBLE.part(name, () -> {
            for (int i = 0; i < CHANCES; i++) {
                try (Metronome.Watch watch = METRONOME.watch()) {
                    once(name, patience, part);
                    if (watch.worstMillis() < STALL_MILLIS || i == CHANCES - 1) {
                        return;
                    }
                    say(name, "the machine stood still for ms", watch.worstMillis());
                }
            }
        });
    }

    private void once(String name, Duration patience, Part part) {
        try {
            EchoClient client = kind.open(patience);
            try {
                part.play(client);
                say(name, "played", true);
            } finally {
                Future<?> closing = threads.submit(() -> {
                    client.close();
                    return null;
                });
                closing.get(10, TimeUnit.SECONDS);
            }
        } catch (Exception e) {
            say(name, "failed", Say.describe(e));
        }
    }

    /** Never longer than a minute, whatever the client does. */
    private <T> T bounded(Callable<T> task) throws Exception {
        try {
            return threads.submit(task).get(1, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private double timed(EchoClient client, InetSocketAddress server, byte[] payload) throws Exception {
        return bounded(() -> {
            long start = System.nanoTime();
            byte[] back = client.echo(server, payload);
            double millis = millisSince(start);
            if (!Arrays.equals(payload, back)) {
                throw new IOException("other bytes came back");
            }
            return millis;
        });
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String hash(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    private void control(EchoClient client) throws Exception {
        // The first one is small: an upgrade to HTTP/2 has no room for more.
        timed(client, at(CONTROL), bytes(SOME));
        for (int i = 0; i < ROUNDS; i++) {
            timed(client, at(CONTROL), bytes(SEVERAL_READS));
        }
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            millis.add(timed(client, at(CONTROL), bytes(SEVERAL_READS)));
        }
        say("control", "median", median(millis));
    }

    /** What the client throws, with numbers left out: addresses, ports and times are other ones each time. */
    private String thrown(EchoClient client, InetSocketAddress server) {
        String thrown;
        try {
            timed(client, server, bytes(SOME));
            thrown = "nothing";
        } catch (Exception e) {
            thrown = Say.describe(e);
        }
        return thrown.replaceAll("[0-9]+(\\.[0-9]+)*", "N");
    }

    private void refused(EchoClient client) throws Exception {
        say("refused", "injected", thrown(client, (InetSocketAddress) neverAccepts.getLocalAddress()));
        // Somebody has the port, so that nobody else can come to listen there, and does not listen.
        try (Socket holder = new Socket()) {
            holder.bind(new InetSocketAddress("127.0.0.1", 0));
            say("refused", "real", thrown(client, (InetSocketAddress) holder.getLocalSocketAddress()));
        }
        say("refused", "arrived", neverAccepts.accept() != null);
    }

    private void acceptsLate(EchoClient client) throws Exception {
        InetSocketAddress server = servers.acceptsLate(kind.protocol);
        timed(client, at(CONTROL), bytes(SOME));
        say("accept", "first", timed(client, server, bytes(SOME)));
        say("accept", "second", timed(client, server, bytes(SOME)));
    }

    private void delay(EchoClient client) throws Exception {
        timed(client, at(CONTROL), bytes(SOME));
        timed(client, at(DELAY), bytes(SOME));
        List<Double> late = new ArrayList<>();
        Future<?> delayed = threads.submit(() -> {
            for (int i = 0; i < DELAYED; i++) {
                late.add(timed(client, at(DELAY), bytes(SEVERAL_READS)));
            }
            return null;
        });
        say("delay", "meanwhile", median(meanwhile(client, delayed)));
        say("delay", "median", median(late));
        say("delay", "all", late);
        say("delay", "turns", client.turns());
    }

    /** How long the server takes that no rule concerns, with the same client, until the other is done. */
    private List<Double> meanwhile(EchoClient client, Future<?> other) throws Exception {
        List<Double> millis = new ArrayList<>();
        do {
            millis.add(timed(client, at(CONTROL), bytes(SEVERAL_READS)));
            Thread.sleep(5);
        } while (!other.isDone());
        other.get();
        return millis;
    }

    private void reset(EchoClient client) throws Exception {
        say("reset", "injected", thrown(client, at(RESET)));
        try (BadPeer peer = BadPeer.resetting()) {
            say("reset", "real", thrown(client, peer.address()));
        }
    }

    private void hang(EchoClient client) throws Exception {
        timed(client, at(CONTROL), bytes(SOME));
        long start = System.nanoTime();
        Future<String> injected = threads.submit(() -> thrown(client, at(HANG)));
        List<Double> meanwhile = meanwhile(client, injected);
        say("hang", "injected ms", millisSince(start));
        say("hang", "injected", injected.get());
        say("hang", "meanwhile", median(meanwhile));
        say("hang", "served meanwhile", meanwhile.size());
        try (BadPeer peer = BadPeer.silent()) {
            long again = System.nanoTime();
            say("hang", "real", thrown(client, peer.address()));
            say("hang", "real ms", millisSince(again));
        }
    }

    private void inPieces(EchoClient client) throws Exception {
        timed(client, at(SHORT), bytes(SOME));
        byte[] payload = bytes(kind.nestsCallbacks() ? SEVERAL_READS : MANY);
        long start = System.nanoTime();
        byte[] back = bounded(() -> client.echo(at(SHORT), payload));
        say("short", "ms", millisSince(start));
        say("short", "sent", hash(payload));
        say("short", "received", hash(back));
    }

    private void throttle(EchoClient client) throws Exception {
        byte[] payload = bytes(THROTTLED_BYTES);
        timed(client, at(CONTROL), bytes(SOME));
        timed(client, at(THROTTLE), bytes(SOME));
        say("throttle", "control", timed(client, at(CONTROL), payload));
        say("throttle", "ms", timed(client, at(THROTTLE), payload));
    }
}
