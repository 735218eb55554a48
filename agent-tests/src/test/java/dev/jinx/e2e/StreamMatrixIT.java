package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.StreamMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault of streams on every operation and every API is what a real peer or a real network does. */
class StreamMatrixIT {
    private static final Path TABLE = Path.of(System.getProperty("jinx.docs", "../docs"), "stream-faults.md");

    /** How often a case is played again, with nothing beside it, where the machine was too busy to play it in time. */
    private static final int MORE_CHANCES = Undisturbed.MORE_CHANCES;

    private static final AtOnce<Run> RUNS = new AtOnce<>(StreamMatrixIT::run);

    private static final class Played {
        final List<String> real = new ArrayList<>();
        final List<String> injected = new ArrayList<>();
    }

    private static Run run(Jdk jdk, String... only) {
        return Jvm.on(jdk)
                .rules(StreamMatrix.rules())
                .run(StreamMatrix.class, (Object[]) only)
                .ok();
    }

    private static Map<String, Played> steps(Run run) {
        Map<String, Played> played = new LinkedHashMap<>();
        for (String[] row : run.lines("step")) {
            Played one = played.computeIfAbsent(row[1] + " " + row[2], name -> new Played());
            (row[3].equals("real") ? one.real : one.injected).add(row[4]);
        }
        return played;
    }

    @TestFactory
    Stream<DynamicContainer> anInjectedFaultIsTheRealOne() {
        return Jdk.all().stream().map(jdk -> {
            Map<String, Played> all = steps(RUNS.of(jdk));
            assertThat(all).as("cases on %s", jdk).hasSize(StreamMatrix.cases());
            return DynamicContainer.dynamicContainer(
                    jdk.toString(),
                    all.entrySet().stream()
                            .map(one -> DynamicTest.dynamicTest(
                                    one.getKey(), () -> check(jdk, one.getKey(), one.getValue()))));
        });
    }

    private static void check(Jdk jdk, String key, Played first) {
        Played played = first;
        for (int i = 0; i < MORE_CHANCES && !played.injected.equals(played.real); i++) {
            System.out.println(
                    jdk + ": again: " + key + "\n  real     " + played.real + "\n  injected " + played.injected);
            Undisturbed.awaitCalm();
            played = steps(run(jdk, key)).get(key);
        }
        assertThat(played.injected)
                .as("%s, %s, compared with the real one", jdk, key)
                .isEqualTo(played.real);
        assertThat(played.real).as("%s, %s, the real one", jdk, key).noneMatch(step -> step.startsWith("failed"));
    }

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void whatIsCountedIsExact(Jdk jdk) {
        JsonNode report = RUNS.of(jdk).report();
        long all = 0;
        Map<String, Integer> expected = StreamMatrix.injections();
        Map<String, String> cases = StreamMatrix.casesByRule();
        assertThat(report.path("rules")).hasSize(expected.size());
        for (JsonNode rule : report.path("rules")) {
            String name = rule.path("name").asText();
            long injected = rule.path("injected").asLong();
            assertThat(rule.path("matched").asLong())
                    .as("%s: matched, of %s", name, rule)
                    .isEqualTo(injected + rule.path("skipped").asLong());
            all += injected;
            JsonNode counted = rule;
            for (int i = 0; i < MORE_CHANCES && !isExact(counted, expected.get(name)); i++) {
                System.out.println(jdk + ": again, for what is counted: " + counted);
                Undisturbed.awaitCalm();
                counted = run(jdk, cases.get(name)).rule(name);
            }
            assertThat(isExact(counted, expected.get(name)))
                    .as("injections of %s, which are to be %s", counted, expected.get(name))
                    .isTrue();
        }
        assertThat(report.path("events").size() + report.path("eventsDropped").asLong())
                .as("one event for each injection")
                .isEqualTo(all);
    }

    /** Whoever is late on a busy machine may read once more or less; 0 stands for any number but none. */
    private static boolean isExact(JsonNode rule, int expected) {
        long injected = rule.path("injected").asLong();
        return expected > 0 ? injected == expected : injected > 0;
    }

    @Test
    void theTableClaimsWhatIsTestedAndNothingElse() throws IOException {
        List<String> columns = new ArrayList<>();
        List<String> claimed = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (!line.startsWith("|") || line.startsWith("|--") || line.startsWith("|:")) {
                columns = line.startsWith("|") ? columns : new ArrayList<>();
                continue;
            }
            List<String> cells = Stream.of(line.substring(1).split("\\|", -1))
                    .map(String::strip)
                    .toList();
            if (columns.isEmpty()) {
                columns.addAll(cells);
                continue;
            }
            if (!columns.get(0).equals("fault")) {
                continue;
            }
            for (int i = 2; i < columns.size() && !columns.get(i).isEmpty(); i++) {
                if (cells.get(i).equals("yes")) {
                    for (String operation : cells.get(1).split(", ", -1)) {
                        claimed.add(cells.get(0).replace("`", "") + " " + operation + " "
                                + StreamMatrix.line(columns.get(i)));
                    }
                }
            }
        }
        assertThat(claimed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(StreamMatrix.covered());
    }
}
