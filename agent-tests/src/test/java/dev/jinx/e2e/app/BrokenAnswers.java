package dev.jinx.e2e.app;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Has each real client meet an answer that breaks off, is garbage, or never comes, by rule, and says what it makes of that; then the
 * same behind a small proxy that really does it.
 */
public final class BrokenAnswers {
    /** The addresses of the faults; the rules are for them. */
    public static final String RESET = "127.78.1.2";

    public static final String CLOSE = "127.78.1.3";
    public static final String GARBAGE = "127.78.1.4";
    public static final String SILENCE = "127.78.1.5";

    /** How many bytes of answers pass before the connection ends. */
    public static final int PASS = 5_000;

    private static final String CONTROL = "127.78.1.1";
    private static final int BODY = 20_000;
    private static final int SMALL = 300;
    private static final int SETTLED_MILLIS = 100;
    private static final Duration PATIENCE = Duration.ofMillis(RealClients.PATIENCE_MILLIS);
    private static final Duration LONG = Duration.ofMillis(1000);
    private static final Ensemble ENSEMBLE = new Ensemble();

    private final RealServers servers;
    private final EchoClient.Kind kind;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "client");
        thread.setDaemon(true);
        return thread;
    });

    private BrokenAnswers(RealServers servers, EchoClient.Kind kind) {
        this.servers = servers;
        this.kind = kind;
    }

    /** Plays all clients, or those named behind the working directory and three ports that are free. */
    public static void main(String[] arguments) throws Exception {
        List<Integer> ports =
                Arrays.stream(arguments).skip(1).limit(3).map(Integer::valueOf).toList();
        List<String> only = Arrays.asList(arguments).subList(4, arguments.length);
        try (RealServers servers = new RealServers(Path.of(arguments[0]))) {
            servers.start(List.of(CONTROL, RESET, CLOSE, GARBAGE, SILENCE), ports);
            Ensemble.play(
                    Arrays.stream(EchoClient.Kind.values())
                            .filter(kind -> !kind.served() && (only.isEmpty() || only.contains(kind.name())))
                            .toList(),
                    kind -> {
                        BrokenAnswers client = new BrokenAnswers(servers, kind);
                        client.play("reset", RESET, BadProxy.Mischief.RESET);
                        client.play("close", CLOSE, BadProxy.Mischief.CLOSE);
                        client.play("garbage", GARBAGE, BadProxy.Mischief.GARBAGE);
                        client.play("silence", SILENCE, BadProxy.Mischief.SILENCE);
                        client.threads.shutdownNow();
                    });
        }
        System.exit(0);
    }

    private interface Silencer {
        void silence() throws Exception;
    }

    private void play(String fault, String host, BadProxy.Mischief mischief) throws Exception {
        ENSEMBLE.part(fault, () -> alone(fault, host, mischief));
    }

    private void alone(String fault, String host, BadProxy.Mischief mischief) throws Exception {
        long before = AgentBean.injected(fault);
        say(
                fault,
                "injected",
                servers.address(kind.protocol, host),
                mischief,
                () -> AgentBean.tell("enableRule", fault));
        if (mischief == BadProxy.Mischief.SILENCE) {
            AgentBean.tell("disableRule", fault);
        }
        say(fault, "injections", AgentBean.injected(fault) - before);
        try (BadProxy proxy = new BadProxy(servers.address(kind.protocol, CONTROL), mischief, PASS)) {
            say(fault, "real", proxy.address(), mischief, proxy::silence);
            say(fault, "connections", proxy.accepted());
        }
    }

    /** What the client makes of that server; where it falls silent, it is a good one until then. */
    private void say(
            String fault, String which, InetSocketAddress server, BadProxy.Mischief mischief, Silencer silencer)
            throws Exception {
        EchoClient client = kind.open(mischief == BadProxy.Mischief.SILENCE ? PATIENCE : LONG);
        String thrown = "nothing";
        long start = System.nanoTime();
        try {
            if (mischief != BadProxy.Mischief.GARBAGE) {
                // An upgrade to HTTP/2 has no room for more.
                echo(client, server, SMALL);
                // A connection may go back to its pool only behind the answer.
                Threads.sleep(SETTLED_MILLIS);
                silencer.silence();
                start = System.nanoTime();
            }
            echo(client, server, BODY);
        } catch (TimeoutException e) {
            thrown = "never ended";
        } catch (ExecutionException e) {
            // Addresses, ports and times are other ones each time.
            thrown = Say.describe(e.getCause()).replaceAll("[0-9]+(\\.[0-9]+)*", "N");
        }
        say(fault, which, thrown);
        say(fault, which + " ms", (System.nanoTime() - start) / 1_000_000);
        try {
            threads.submit(() -> {
                        client.close();
                        return null;
                    })
                    .get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // Some say once more that their connection is broken.
            say(fault, which + " when closed", Say.describe(e.getCause()));
        }
    }

    private void echo(EchoClient client, InetSocketAddress server, int size) throws Exception {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        byte[] back = threads.submit(() -> client.echo(server, body)).get(20, TimeUnit.SECONDS);
        if (!Arrays.equals(body, back)) {
            throw new ExecutionException(new IllegalStateException("other bytes came back"));
        }
    }

    private void say(String fault, String what, Object value) {
        Say.row(
                "broken",
                kind.name(),
                fault,
                what,
                value.toString().replace('\n', ' ').replace('\t', ' '));
    }
}
