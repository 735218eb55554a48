package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.NetworkExamples;
import dev.jinx.e2e.app.OutageExamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each of the examples in config-examples/network does what it says to a real client of a real server, on every JDK. */
class NetworkExamplesIT {
    private static final Path EXAMPLES =
            Path.of("../config-examples/network").toAbsolutePath().normalize();
    private static final int EXAMPLE_COUNT = 8;
    private static final int IDLE_MILLIS = 800;
    private static final int TAIL_MILLIS = 400;
    private static final int FALLS_SECONDS = 6;
    private static final int AWAY_MILLIS = 2_000;
    private static final double MIB_PER_SECOND = 16;

    /** An example, the times that a test has instead of its own, and what must come of it. */
    private record Example(String name, Map<String, String> env, Consumer<Run> check) {
        boolean isOutage() {
            return !env.containsKey("API_PORT");
        }

        /** The same with an outage that begins much later. */
        Example later() {
            Map<String, String> later = new TreeMap<>(env);
            later.replaceAll((name, value) -> name.endsWith("_FALLS") ? 3 * FALLS_SECONDS + "s" : value);
            return new Example(name, later, check);
        }
    }

    /** Each for a port of its own. */
    private static List<Example> examples(List<Integer> ports) {
        List<String> at = ports.stream().map(Object::toString).toList();
        return List.of(
                new Example(
                        "database-failover",
                        Map.of("DB_PORT", at.get(0), "DB_FALLS", FALLS_SECONDS + "s", "DB_AWAY", AWAY_MILLIS + "ms"),
                        NetworkExamplesIT::failover),
                new Example(
                        "half-open-pool",
                        Map.of("DB_PORT", at.get(1), "IDLE", IDLE_MILLIS + "ms"),
                        NetworkExamplesIT::halfOpenPool),
                new Example(
                        "black-holed-broker",
                        Map.of(
                                "BROKER_PORT",
                                at.get(7),
                                "BROKER_HOST",
                                "127.0.0.1",
                                "BROKER_FALLS",
                                FALLS_SECONDS + "s",
                                "BROKER_AWAY",
                                AWAY_MILLIS + "ms"),
                        NetworkExamplesIT::blackHoledBroker),
                new Example(
                        "slow-tail",
                        Map.of("API_PORT", at.get(2), "TAIL", "5%", "TAIL_DELAY", TAIL_MILLIS + "ms"),
                        NetworkExamplesIT::slowTail),
                new Example(
                        "acknowledgement-lost", Map.of("API_PORT", at.get(3)), NetworkExamplesIT::acknowledgementLost),
                new Example(
                        "slow-consumer",
                        Map.of("API_PORT", at.get(4), "RATE", (int) MIB_PER_SECOND + "MiB/s"),
                        NetworkExamplesIT::slowConsumer),
                new Example("response-cut", Map.of("API_PORT", at.get(5)), NetworkExamplesIT::responseCut),
                new Example(
                        "garbage-in-response",
                        Map.of("API_PORT", at.get(6), "GARBLED", "20%"),
                        NetworkExamplesIT::garbageInResponse));
    }

    @TestFactory
    Stream<DynamicTest> eachOnEachJdk() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Undisturbed.Watch watch = Undisturbed.watch();
        for (Jdk jdk : Jdk.all()) {
            for (Example example : examples(FreePorts.take(EXAMPLE_COUNT))) {
                names.add(example.name() + ".yaml");
                // All outages at once: they wait most of the time.
                Jvm.Running outage = example.isOutage() ? start(jdk, example) : null;
                tests.add(DynamicTest.dynamicTest(jdk + " " + example.name(), () -> {
                    Run run = (outage == null ? start(jdk, example) : outage).end();
                    if (outage != null && cameUpLate(run)) {
                        System.out.println(run + "\nIt came up late on a busy machine; again, with more time.");
                        run = start(jdk, example.later()).end();
                    }
                    Undisturbed.judge(
                            jdk + " " + example.name(),
                            run,
                            watch.disturbed(),
                            () -> start(jdk, example.later()).end(),
                            played -> check(example, played));
                }));
            }
        }
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("examples that are run here")
                    .allMatch(names::contains);
        }
        return tests.stream().onClose(watch::close);
    }

    /** Or not at all, as what it needs was away by then. */
    private static boolean cameUpLate(Run run) {
        return !run.out().contains("up ms=") || run.number("up ms") > FALLS_SECONDS * 1000 / 2;
    }

    private static void check(Example example, Run run) {
        System.out.println(run);
        run.ok();
        for (JsonNode rule : run.report().path("rules")) {
            assertThat(rule.path("injected").asLong()).as(rule.toString()).isPositive();
            assertThat(rule.path("matched").asLong())
                    .as(rule.toString())
                    .isEqualTo(rule.path("injected").asLong()
                            + rule.path("skipped").asLong());
        }
        example.check().accept(run);
    }

    private static Jvm.Running start(Jdk jdk, Example example) {
        Jvm jvm = Jvm.on(jdk).andClassPath(Libraries.all());
        new TreeMap<>(example.env()).forEach(jvm::env);
        jvm.agent("rules=" + EXAMPLES.resolve(example.name() + ".yaml") + ",report=" + jvm.reportFile());
        if (example.isOutage()) {
            String port = example.env().getOrDefault("DB_PORT", example.env().get("BROKER_PORT"));
            return jvm.start(OutageExamples.class, example.name(), port, IDLE_MILLIS);
        }
        return jvm.start(
                NetworkExamples.class,
                jvm.directory(),
                example.name(),
                example.env().get("API_PORT"));
    }

    private static void failover(Run run) {
        assertThat(run.fact("course")).isEqualTo("up down up");
        assertThat(run.fact("first failure")).contains("request timed out after");
    }

    private static void halfOpenPool(Run run) {
        assertThat(run.fact("kept")).as("a connection in use").isEqualTo("true");
        assertThat(run.fact("another")).as("one that had been idle").isEqualTo("true");
        assertThat(run.number("ms")).as("with the test that it did not answer").isGreaterThanOrEqualTo((long)
                (OutageExamples.PATIENCE_MILLIS * 0.9));
        assertThat(run.number("next ms")).isLessThan(OutageExamples.PATIENCE_MILLIS / 2);
        assertThat(run.number("injected")).isEqualTo(1);
    }

    private static List<Integer> numbers(Run run, String fact) {
        return Arrays.stream(run.fact(fact).split(" ", -1))
                .map(Integer::valueOf)
                .toList();
    }

    private static void blackHoledBroker(Run run) {
        List<Integer> received = numbers(run, "received");
        List<Integer> published = numbers(run, "published");
        List<Integer> failed = numbers(run, "failed");
        assertThat(received).doesNotHaveDuplicates().containsAll(published);
        assertThat(received).isSorted();
        assertThat(run.fact("ticked")).as("what others published meanwhile").isEqualTo(run.fact("ticks"));
        assertThat(run.number("silence")).as("ms").isBetween((long) (AWAY_MILLIS * 0.9), AWAY_MILLIS * 2L);
        // The first may have left just before, so that only its answer was swallowed.
        assertThat(received)
                .as("this client throws away what it has not sent, by SO_LINGER 0")
                .doesNotContainAnyElementsOf(failed.subList(1, failed.size()));
        assertThat(run.fact("why").split("; ", -1))
                .filteredOn(why -> !why.isEmpty())
                .hasSizeGreaterThan(1)
                .anyMatch(why -> why.contains("Read timed out"));
        assertThat(run.number("longest")).isLessThan(OutageExamples.PATIENCE_MILLIS * 3L);
    }

    private static void slowTail(Run run) {
        assertThat(run.number("fastest of the tail")).isGreaterThanOrEqualTo((long) (TAIL_MILLIS * 0.97));
        assertThat(run.number("slowest")).isLessThan(TAIL_MILLIS * 2L);
        assertThat(run.number("median")).isLessThan(TAIL_MILLIS / 4L);
        assertThat(run.number("slowest of the others")).isLessThan(run.number("fastest of the tail"));
        assertThat(run.rule("slow-tail").path("matched").asInt())
                .as("exchanges")
                .isEqualTo(NetworkExamples.REQUESTS);
    }

    private static void acknowledgementLost(Run run) {
        assertThat(run.number("lost")).isEqualTo(3);
        assertThat(run.fact("with")).contains("Connection reset");
        assertThat(run.number("done")).isEqualTo(NetworkExamples.ORDERS);
    }

    private static void slowConsumer(Run run) {
        double expected = NetworkExamples.BIG / 1024.0 / 1024.0 / MIB_PER_SECOND * 1000;
        assertThat(run.fact("consumed at rate")).isEqualTo(run.fact("consumed at will"));
        assertThat((double) run.number("slow")).isBetween(expected * 0.85, expected * 1.75 + run.number("control"));
        assertThat(run.number("slow producer"))
                .as("the producer waits")
                .isGreaterThan(run.number("control producer") + (long) (expected / 4));
    }

    private static void responseCut(Run run) {
        assertThat(run.fact("small")).isEqualTo(run.fact("really small")).isEqualTo("100000, end");
        String large = run.fact("large");
        // How much came before it is exact here only: with the real one, what the peer's kernel had not sent yet is
        // lost.
        assertThat(after(large)).isEqualTo(after(run.fact("really large"))).contains("Connection reset");
        // Both are read from one connection.
        assertThat(100_000 + Integer.parseInt(large.substring(0, large.indexOf(','))))
                .as("1 MiB, less two heads")
                .isBetween((1 << 20) - 1_000, (1 << 20) - 1);
    }

    private static String after(String download) {
        return download.substring(download.indexOf(','));
    }

    private static void garbageInResponse(Run run) {
        long bad = run.number("other") + run.number("failed");
        assertThat(bad).isBetween(1L, run.number("injected"));
        assertThat(run.number("same") + bad).isEqualTo(NetworkExamples.ECHOES);
    }
}
