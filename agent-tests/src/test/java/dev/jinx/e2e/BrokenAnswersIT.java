package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.BrokenAnswers;
import dev.jinx.e2e.app.RealClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Real clients whose answer is cut off, garbage, or never comes: each fails as it does behind a small proxy that really does this to
 * it, within its own timeout, and the counts are right, on every JDK.
 */
class BrokenAnswersIT {
    /** Real clients, and what is done to each. */
    private static final int PARTS = 11 * 4;

    private static final String RULES = """
            seed: 3
            rules:
            %s%s%s  - { name: silence, enabled: false, target: { hosts: %s, side: client }, fault: blackhole }
            """.formatted(
                    rule("reset", BrokenAnswers.RESET, "limit: { bytes: " + BrokenAnswers.PASS + ", then: reset }"),
                    rule("close", BrokenAnswers.CLOSE, "limit: { bytes: " + BrokenAnswers.PASS + ", then: close }"),
                    rule("garbage", BrokenAnswers.GARBAGE, "corrupt: { rate: 100%, mode: zero }"),
                    BrokenAnswers.SILENCE);

    private static String rule(String name, String host, String fault) {
        return "  - { name: " + name + ", on: read, target: { hosts: " + host
                + ", side: client }, when: { per: connection }, fault: { " + fault + " } }\n";
    }

    @TestFactory
    Stream<DynamicContainer> onEachJdk() {
        // All at once: they wait most of the time.
        List<Jvm.Running> started = new ArrayList<>();
        Undisturbed.Watch watch = Undisturbed.watch();
        for (Jdk jdk : Jdk.all()) {
            started.add(start(jdk));
        }
        return started.stream().map(running -> of(running, watch)).onClose(watch::close);
    }

    /** All clients, or those that are named. */
    private static Jvm.Running start(Jdk jdk, String... only) {
        Jvm jvm = Jvm.on(jdk)
                .rules(RULES)
                .andClassPath(Libraries.all())
                .with("-Dio.netty.noUnsafe=true")
                .within(Duration.ofMinutes(3));
        List<Object> arguments = new ArrayList<>(List.of(jvm.directory()));
        arguments.addAll(FreePorts.take(3));
        arguments.addAll(List.of(only));
        return jvm.start(BrokenAnswers.class, arguments.toArray());
    }

    private static Map<String, Map<String, String>> parts(Run run) {
        Map<String, Map<String, String>> parts = new LinkedHashMap<>();
        for (String[] row : run.lines("broken")) {
            parts.computeIfAbsent(row[1] + " " + row[2], part -> new LinkedHashMap<>())
                    .put(row[3], row[4]);
        }
        return parts;
    }

    private static DynamicContainer of(Jvm.Running running, Undisturbed.Watch watch) {
        Run run = running.end();
        boolean disturbed = watch.disturbed();
        Map<String, Map<String, String>> parts = parts(run);
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(DynamicTest.dynamicTest("the whole run", () -> {
            run.ok();
            assertThat(parts).as(run.toString()).hasSize(PARTS);
            for (JsonNode rule : run.report().path("rules")) {
                assertThat(rule.path("matched").asLong())
                        .as(rule.toString())
                        .isEqualTo(rule.path("injected").asLong()
                                + rule.path("skipped").asLong());
            }
        }));
        parts.forEach((name, said) -> tests.add(DynamicTest.dynamicTest(
                name,
                () -> Undisturbed.judge(
                        run.jdk() + " " + name,
                        said,
                        disturbed,
                        () -> parts(start(run.jdk(), name.substring(0, name.indexOf(' ')))
                                        .end())
                                .get(name),
                        played -> fails(name, played)))));
        return DynamicContainer.dynamicContainer(run.jdk().toString(), tests);
    }

    private static void fails(String name, Map<String, String> said) {
        String injected = said.get("injected");
        assertThat(injected)
                .as(said.toString())
                .isEqualTo(said.get("real"))
                .isNotEqualTo("nothing")
                .isNotEqualTo("never ended");
        long injections = Long.parseLong(said.get("injections"));
        if (name.startsWith("MONGO")) {
            // It has connections of its own beside, and more of them from time to time.
            assertThat(injections).as("injections, %s", said).isPositive();
        } else {
            assertThat(injections).as("injections, %s", said).isEqualTo(Long.parseLong(said.get("connections")));
        }
        if (name.endsWith("silence")) {
            double real = Double.parseDouble(said.get("real ms"));
            assertThat(Double.parseDouble(said.get("injected ms")))
                    .as("until the client's own timeout, of %s ms", RealClients.PATIENCE_MILLIS)
                    .isBetween(real * 0.7, real * 1.5);
        }
    }
}
