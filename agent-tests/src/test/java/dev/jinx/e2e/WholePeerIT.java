package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.Outage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer goes, and comes back: connections that are in use, idle ones, new ones, and those from before the rules. */
@ExtendWith(Undisturbed.class)
class WholePeerIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String HOST = "127.31.0.1";
    private static final List<String> KINDS = List.of("plain", "channel", "selected", "asynchronous");

    /** The outages begin some time after the rules are in force, or after the first connection, and are over by then. */
    private static final int MILLIS = 4_500;

    private static Run outage(Jdk jdk, String fault, String window) {
        return Jvm.on(jdk)
                .rules("rules: [ { name: gone, target: { hosts: %s, side: client }, when: { %s }, fault: %s } ]"
                        .formatted(HOST, window, fault))
                .run(Outage.class, HOST, MILLIS)
                .ok();
    }

    /** What one connection after the other of that kind met, in its order. */
    private static List<String> met(Run run, String kind) {
        return run.lines("turn").stream()
                .filter(line -> line[1].equals(kind))
                .map(line -> line[4])
                .toList();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aPeerThatIsDownRefusesAndResetsAndComesBack(Jdk jdk) {
        Run run = outage(jdk, "down", "since: first-match, from: 1500ms, for: 1s");
        for (String kind : KINDS) {
            List<String> met = met(run, kind);
            int first = firstOther(met);
            assertThat(first)
                    .as("%s: before the outage all is well: %s", kind, met)
                    .isPositive();
            assertThat(met.get(first)).as(kind).containsAnyOf("Connection reset", "Broken pipe");
            int well = first + 1;
            while (well < met.size() && met.get(well).contains("Connection refused")) {
                well++;
            }
            assertThat(well).as("%s: refused while it lasts: %s", kind, met).isGreaterThan(first + 1);
            assertThat(met.subList(well, met.size()))
                    .as("%s: well again: %s", kind, met)
                    .isNotEmpty()
                    .containsOnly("ok");
        }
        assertThat(run.lines("idle"))
                .as("idle connections are reset, too: %s", run)
                .hasSize(KINDS.size())
                .allMatch(line -> line[3].contains("Connection reset"));
        assertSums(run);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aPeerGoesAgainAndAgain(Jdk jdk) {
        Run run = outage(jdk, "down", "since: first-match, from: 1500ms, for: 400ms, repeat: 1s");
        for (String kind : KINDS) {
            List<String> met = met(run, kind);
            long outages = 0;
            for (int i = 1; i < met.size(); i++) {
                outages += met.get(i - 1).equals("ok") && !met.get(i).equals("ok") ? 1 : 0;
            }
            assertThat(outages).as("%s: %s", kind, met).isGreaterThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whatABlackHoleHeldComesInOrderWhenItIsOver(Jdk jdk) {
        Run run = outage(jdk, "blackhole", "since: first-match, from: 1500ms, for: 1s");
        for (String kind : KINDS) {
            List<String> met = met(run, kind);
            assertThat(met)
                    .as("%s: nothing is lost, doubled or broken: %s", kind, met)
                    .containsOnly("ok");
            long slowest = run.lines("turn").stream()
                    .filter(line -> line[1].equals(kind))
                    .mapToLong(line -> Long.parseLong(line[3]) - Long.parseLong(line[2]))
                    .max()
                    .orElse(0);
            assertThat(slowest)
                    .as("%s: one round trip waited for the end of it", kind)
                    .isGreaterThan(500);
        }
        assertThat(run.lines("idle")).as("idle connections are let be").isEmpty();
        assertSums(run);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void connectionsFromBeforeTheRulesAreResetAtOnce(Jdk jdk) throws IOException, InterruptedException {
        try (Jvm.Running running =
                Jvm.on(jdk).with("-XX:+EnableDynamicAgentLoading").start(Outage.class, HOST, 0, "wait")) {
            running.awaitOutput("port=");
            assertThat(running.output()).doesNotContain("idle\t");
            Jvm files = Jvm.on(jdk);
            Cli.of(jdk)
                    .run(
                            "attach",
                            running.process().pid(),
                            files.file(
                                    "down.yaml",
                                    "rules: [ { name: gone, target: { hosts: " + HOST
                                            + ", side: client }, fault: down } ]"))
                    .ok();
            for (String kind : KINDS) {
                running.awaitOutput("idle\t" + kind);
            }
            running.process().getOutputStream().close();
            Run run = running.end();
            assertThat(run.lines("idle")).hasSize(KINDS.size()).allMatch(line -> line[3].contains("Connection reset"));
        }
    }

    private static int firstOther(List<String> met) {
        int first = 0;
        while (first < met.size() && met.get(first).equals("ok")) {
            first++;
        }
        return first;
    }

    private static void assertSums(Run run) {
        JsonNode rule = run.rule("gone");
        long skipped = 0;
        for (JsonNode one : rule.path("skippedBy")) {
            skipped += one.asLong();
        }
        assertThat(rule.path("matched").asLong())
                .as("%s", rule)
                .isEqualTo(rule.path("injected").asLong() + skipped);
        assertThat(run.report().path("events").size()
                        + run.report().path("eventsDropped").asLong())
                .as("an event for each injection")
                .isEqualTo(rule.path("injected").asLong());
    }
}
