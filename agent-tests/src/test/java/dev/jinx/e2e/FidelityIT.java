package dev.jinx.e2e;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.Fidelity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An injected fault is the real one to the application: made both ways in the same JVM, step by step, on each blocking API. A case
 * whose real fault takes privileges is compared with what such a fault was seen to give.
 */
class FidelityIT {
    /** How often a case is played again: the kernel may answer in more than one way, and a busy machine may miss the moment. */
    private static final int MORE_CHANCES = 2;

    private static final String CLOSED_17 =
            "connected false, closed false, input shut false, output shut false, bound false";
    private static final String CLOSED_25 =
            "connected false, closed true, input shut false, output shut false, bound false";
    private static final String ADAPTOR_CLOSED = CLOSED_25 + ", channel open false, connected false";
    private static final String CHANNEL_CLOSED =
            "open false, connected false, pending false, remote ClosedChannelException";
    private static final String SOCKET_OPEN =
            "connected true, closed false, input shut false, output shut false, bound true";
    private static final String ADAPTOR_OPEN = SOCKET_OPEN + ", channel open true, connected true";
    private static final String CHANNEL_OPEN = "open true, connected true, pending false, remote ";
    private static final String RESET = "java.net.SocketException: Connection reset";
    private static final String IO = "java.io.IOException: ";
    private static final String SOCKET = "java.net.SocketException: ";
    private static final String TIMED_OUT = "java.net.SocketTimeoutException: Read timed out";

    /** What faults give that take privileges to make. */
    private static final Map<String, List<String>> KNOWN = Map.ofEntries(
            entry("ETIMEDOUT/SOCKET", established(SOCKET, "Connection timed out", SOCKET_OPEN)),
            entry("ETIMEDOUT/CHANNEL", established(IO, "Connection timed out", CHANNEL_OPEN + "tcp")),
            entry("ETIMEDOUT/ADAPTOR", established(IO, "Connection timed out", ADAPTOR_OPEN)),
            entry("ETIMEDOUT/UNIX", established(IO, "Connection timed out", CHANNEL_OPEN + "unix")),
            entry("a timeout where the API has none/SOCKET", List.of("read: " + TIMED_OUT)),
            entry("a timeout where the API has none/ADAPTOR", List.of("read: " + TIMED_OUT)),
            entry("a timeout where the API has none/CHANNEL", dead(IO, "Connection timed out")),
            entry("a timeout where the API has none/UNIX", dead(IO, "Connection timed out")),
            entry("EHOSTUNREACH on a read/SOCKET", dead(SOCKET, "No route to host")),
            entry("EHOSTUNREACH on a read/CHANNEL", dead(IO, "No route to host")),
            entry("EHOSTUNREACH on a read/ADAPTOR", dead(IO, "No route to host")),
            entry("EHOSTUNREACH on a read/UNIX", dead(IO, "No route to host")),
            entry(
                    "a reset, as the peer sees it/SOCKET",
                    List.of("read: " + RESET, "peer read: " + RESET, "peer read: " + RESET)),
            entry(
                    "a reset, as the peer sees it/CHANNEL",
                    List.of("read: " + RESET, "peer read: " + RESET, "peer read: " + RESET)),
            entry(
                    "a reset, as the peer sees it/ADAPTOR",
                    List.of("read: " + RESET, "peer read: " + RESET, "peer read: " + RESET)),
            entry("a reset, as the peer sees it/UNIX", List.of("read: " + RESET, "peer read: -1", "peer read: -1")),
            entry("a reset on connect, at the first read/SOCKET", resetLater(SOCKET, RESET)),
            entry("a reset on connect, at the first read/CHANNEL", resetLater(IO, RESET)),
            entry("a reset on connect, at the first read/ADAPTOR", resetLater(IO, RESET)),
            entry("a reset on connect, at the first read/UNIX", resetLater(IO, "-1")),
            entry("a close on a read, as the peer sees it/SOCKET", List.of("read: -1", "peer read: -1")),
            entry("a close on a read, as the peer sees it/CHANNEL", List.of("read: -1", "peer read: -1")),
            entry("a close on a read, as the peer sees it/ADAPTOR", List.of("read: -1", "peer read: -1")),
            entry("a close on a read, as the peer sees it/UNIX", List.of("read: -1", "peer read: -1")));

    /** What a failed connect throws. */
    private static final Map<String, String> CONNECTS = Map.of(
            "EHOSTUNREACH on connect", "java.net.NoRouteToHostException: No route to host",
            "EACCES on connect", "java.net.BindException: Permission denied",
            "ETIMEDOUT on connect", "java.net.ConnectException: Connection timed out");

    private static List<String> dead(String type, String text) {
        return List.of("read: " + type + text, "read: -1", "write: " + type + "Broken pipe");
    }

    private static List<String> established(String type, String text, String state) {
        List<String> steps = new ArrayList<>(dead(type, text));
        steps.add("write: " + type + "Broken pipe");
        steps.add("state: " + state);
        return steps;
    }

    private static List<String> resetLater(String type, String peer) {
        return List.of("read: " + RESET, "read: " + RESET, "write: " + type + "Broken pipe", "peer read: " + peer);
    }

    private static List<String> known(Jdk jdk, String name, String api) {
        String thrown = CONNECTS.get(name);
        if (thrown == null) {
            return KNOWN.get(name + "/" + api);
        }
        String state =
                switch (api) {
                    case "CHANNEL" -> CHANNEL_CLOSED;
                    case "ADAPTOR" -> ADAPTOR_CLOSED;
                    default -> jdk.feature() >= 25 ? CLOSED_25 : CLOSED_17;
                };
        return List.of("connect: " + thrown, "state: " + state);
    }

    /**
     * What each step of a case gave.
     *
     * @param steps each with its result
     * @param tops for each the class that threw, empty where none did
     */
    private record Outcome(List<String> steps, List<String> tops) {
        Outcome() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        /** The steps but for the last one, which says how the script itself ended. */
        List<String> before() {
            return steps.subList(0, Math.max(0, steps.size() - 1));
        }
    }

    private record Played(Outcome real, Outcome injected) {}

    private static Jvm jvm(Jdk jdk) {
        return Jvm.on(jdk)
                .rules(Fidelity.rules())
                // For the case that runs out of descriptors.
                .through("sh", "-c", "ulimit -n 512; exec \"$@\"", "sh")
                .with("-XX:-MaxFDLimit");
    }

    private static Map<String, Played> play(Jdk jdk, String only) {
        Map<String, Played> played = new LinkedHashMap<>();
        for (String[] row : jvm(jdk).run(Fidelity.class, only).ok().lines("step")) {
            Played one =
                    played.computeIfAbsent(row[1] + "/" + row[2], name -> new Played(new Outcome(), new Outcome()));
            Outcome outcome = row[3].equals("real") ? one.real : one.injected;
            outcome.steps.add(row[4] + ": " + row[5]);
            outcome.tops.add(row[6]);
        }
        return played;
    }

    @TestFactory
    Stream<DynamicContainer> anInjectedFaultIsTheRealOne() {
        AtOnce<Map<String, Played>> all = new AtOnce<>(jdk -> play(jdk, ""));
        return Jdk.all().stream().map(jdk -> {
            Map<String, Played> played = all.of(jdk);
            assertThat(played).as("cases on %s", jdk).hasSizeGreaterThan(100);
            return DynamicContainer.dynamicContainer(
                    jdk.toString(),
                    played.entrySet().stream()
                            .map(one -> DynamicTest.dynamicTest(
                                    one.getKey(), () -> check(jdk, one.getKey(), one.getValue()))));
        });
    }

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void aConnectThatFailsBeforeItReachesTheKernelIsNotCounted(Jdk jdk) {
        Run run = jvm(jdk).run(Fidelity.class, "connect refused").ok();
        // On 17 a Socket whose connect failed says that it is open, and cannot be used any more.
        assertThat(run.rule("connect refused, SOCKET").path("injected").asInt()).isEqualTo(1);
        assertThat(run.rule("connect refused, SOCKET").path("matched").asInt()).isEqualTo(1);
    }

    private static void check(Jdk jdk, String key, Played played) {
        int slash = key.lastIndexOf('/');
        String name = key.substring(0, slash);
        for (String top : played.injected.tops) {
            assertThat(top).as("%s, %s: stack trace", jdk, key).doesNotContain("Jinx");
        }
        if (name.startsWith("known: ")) {
            List<String> expected = known(jdk, name.substring("known: ".length()), key.substring(slash + 1));
            Played last = played;
            for (int i = 0; i < MORE_CHANCES && !last.injected.before().equals(expected); i++) {
                last = again(jdk, key, last);
            }
            assertThat(last.injected.before()).as("%s, %s", jdk, key).isEqualTo(expected);
            return;
        }
        List<Outcome> real = new ArrayList<>(List.of(played.real));
        Played last = played;
        for (int i = 0; i < MORE_CHANCES && !real.contains(last.injected); i++) {
            last = again(jdk, key, last);
            real.add(last.real);
        }
        if (!real.contains(last.injected)) {
            throw new AssertionError(jdk + ", " + key + ": the injected fault differs\n" + difference(last));
        }
    }

    private static Played again(Jdk jdk, String key, Played last) {
        System.out.println(jdk + ": again: " + key + "\n" + difference(last));
        Undisturbed.awaitCalm();
        return play(jdk, key.substring(0, key.lastIndexOf('/'))).get(key);
    }

    private static String difference(Played played) {
        StringBuilder text = new StringBuilder();
        int steps = Math.max(played.real.steps.size(), played.injected.steps.size());
        for (int i = 0; i < steps; i++) {
            String real = step(played.real, i);
            String injected = step(played.injected, i);
            text.append(
                    real.equals(injected)
                            ? "  both      " + real
                            : "  real      " + real + "\n  injected  " + injected);
            text.append('\n');
        }
        return text.toString();
    }

    private static String step(Outcome outcome, int i) {
        if (i >= outcome.steps.size()) {
            return "nothing";
        }
        String top = outcome.tops.get(i);
        return outcome.steps.get(i) + (top.isEmpty() ? "" : "   (thrown in " + top + ")");
    }
}
