package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.Triggers;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule acts when its conditions say so, counts exactly, and repeats itself with the same seed. */
@ExtendWith(Undisturbed.class)
class TriggersIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";

    @ParameterizedTest
    @MethodSource(JDKS)
    void conditionsThatCount(Jdk jdk) {
        String[][] conditions = {
            {"when: { after: 3 }", "...xxxxxxx"},
            {"when: { every: 3 }", "..x..x..x."},
            {"when: { at: [3, 5-6] }", "..x.xx...."},
            {"when: { times: 2 }", "xx........"},
            {"when: { after: 2, every: 2, times: 2 }", "...x.x...."},
            {"probability: 0%", ".........."},
            {"probability: 100%", "xxxxxxxxxx"},
            {"enabled: false", ".........."},
            {"when: { from: 1h }", ".........."},
            {"when: { for: 1h }", "xxxxxxxxxx"},
        };
        StringBuilder rules = new StringBuilder("rules:\n");
        for (int i = 0; i < conditions.length; i++) {
            rules.append("  - { name: rule-%d, on: connect, target: { hosts: 127.21.0.%d }, %s, fault: refuse }\n"
                    .formatted(i + 1, i + 1, conditions[i][0]));
        }
        Run run = Jvm.on(jdk)
                .rules(rules.toString())
                .run(Triggers.class, "counted", conditions.length)
                .ok();
        for (int i = 0; i < conditions.length; i++) {
            assertThat(run.fact("127.21.0." + (i + 1)))
                    .as("%s: %s", jdk, conditions[i][0])
                    .isEqualTo(conditions[i][1]);
        }
        for (JsonNode rule : run.report().path("rules")) {
            assertSums(rule);
        }
        assertThat(run.rule("rule-4").path("skippedBy").path("times").asInt()).isEqualTo(8);
        assertThat(run.rule("rule-8").path("matched").asInt())
                .as("a disabled rule matches nothing")
                .isZero();
    }

    private static void assertSums(JsonNode rule) {
        long skipped = 0;
        for (JsonNode one : rule.path("skippedBy")) {
            skipped += one.asLong();
        }
        assertThat(rule.path("matched").asLong())
                .as("%s: matched = injected + skipped", rule)
                .isEqualTo(rule.path("injected").asLong() + rule.path("skipped").asLong());
        assertThat(skipped)
                .as("%s: skipped by", rule)
                .isEqualTo(rule.path("skipped").asLong());
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void windows(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                        rules:
                          - { name: from, on: connect, target: { hosts: 127.22.0.1 }, when: { from: 1500ms, since: first-match }, fault: refuse }
                          - { name: for, on: connect, target: { hosts: 127.22.0.2 }, when: { for: 1500ms, since: first-match }, fault: refuse }
                          - { name: both, on: connect, target: { hosts: 127.22.0.3 }, when: { from: 500ms, for: 1s, since: first-match }, fault: refuse }
                          - { name: again, on: connect, target: { hosts: 127.22.0.4 }, when: { from: 500ms, for: 1s, repeat: 2s, since: first-match }, fault: refuse }
                          - { name: since-start, on: connect, target: { hosts: 127.22.0.5 }, when: { for: 1ms }, fault: refuse }
                          - { name: inside, on: connect, target: { hosts: 127.22.0.6 }, when: { from: 500ms, since: first-match, times: 2, after: 1 }, fault: refuse }
                        """).run(Triggers.class, "windows").ok();
        assertThat(run.fact("127.22.0.1")).as("from").isEqualTo("..xx");
        assertThat(run.fact("127.22.0.2")).as("for").isEqualTo("xx..");
        assertThat(run.fact("127.22.0.3")).as("from and for").isEqualTo(".x..");
        assertThat(run.fact("127.22.0.4")).as("repeat").isEqualTo(".x.x");
        assertThat(run.fact("127.22.0.5")).as("since the start").isEqualTo("....");
        assertThat(run.fact("127.22.0.6")).as("a window with counts").isEqualTo(".xx.");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void countsOfConnectionsAndExchangesAndTheirTraffic(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                        seed: 42
                        rules:
                          - { name: connection, on: read, target: { hosts: 127.24.0.1 }, when: { at: [2], per: connection }, fault: { short: { max: 1 } } }
                          - { name: exchange, on: read, target: { hosts: 127.24.0.2 }, when: { at: [2, 5, 8], per: exchange }, fault: { short: { max: 3 } } }
                          - { name: idle, on: write, target: { hosts: 127.24.0.3 }, when: { idle: 500ms }, fault: { delay: 300ms } }
                          - { name: bytes, on: read, target: { hosts: 127.24.0.4 }, when: { after-bytes: 100 }, fault: { short: { max: 1 } } }
                          - { name: half, on: read, target: { hosts: 127.24.0.5 }, probability: 50%, when: { per: connection }, fault: { short: { max: 1 } } }
                        """).run(Triggers.class, "connections").ok();
        assertThat(run.fact("per connection")).isEqualTo(".. xx .. ..");
        for (String api : new String[] {"SOCKET", "CHANNEL", "ADAPTOR"}) {
            assertThat(run.fact("per exchange " + api)).as(api).isEqualTo(".. xxxxxx ..");
        }
        assertThat(run.fact("idle")).isEqualTo("..x");
        assertThat(run.fact("after bytes")).isEqualTo("...xxx");
        assertThat(run.number("mixed")).as("connections with two verdicts").isZero();
        assertThat(run.number("acted")).as("of 40 connections at 50 %").isBetween(8L, 32L);
        assertThat(run.rule("connection").path("matched").asInt())
                .as("connections, not reads")
                .isEqualTo(4);
        assertThat(run.rule("connection").path("injected").asInt()).isEqualTo(1);
        assertThat(run.rule("exchange").path("matched").asInt())
                .as("exchanges, not reads")
                .isEqualTo(9);
        assertThat(run.rule("half").path("matched").asInt()).isEqualTo(40);
        run.report().path("rules").forEach(TriggersIT::assertSums);
    }

    @Test
    void theSameSeedGivesTheSameVerdictsInEveryJvm() {
        Set<String> ofSeed1 = new HashSet<>();
        for (Jdk jdk : Jdk.all()) {
            Run run = verdicts(jdk, "seed=1");
            assertThat(run.fact("one")).as("two rules draw for themselves").isNotEqualTo(run.fact("other"));
            assertThat(run.fact("one").chars().filter(c -> c == 'x').count()).isBetween(60L, 140L);
            ofSeed1.add(run.fact("one") + run.fact("other"));
            assertThat(run.report().path("seed").asLong()).isEqualTo(1);
        }
        Run again = verdicts(Jdk.newest(), "seed=1");
        ofSeed1.add(again.fact("one") + again.fact("other"));
        assertThat(ofSeed1).as("verdicts with seed 1").hasSize(1);

        Run other = verdicts(Jdk.newest(), "seed=2");
        assertThat(ofSeed1).as("verdicts with seed 2").doesNotContain(other.fact("one") + other.fact("other"));
    }

    @Test
    void withoutASeedOneIsDrawnAndReportedSoThatTheRunCanBeRepeated() {
        Run first = verdicts(Jdk.newest(), "");
        long seed = first.report().path("seed").asLong();
        Run second = verdicts(Jdk.newest(), "seed=" + seed);
        assertThat(second.fact("one")).isEqualTo(first.fact("one"));
        assertThat(second.fact("other")).isEqualTo(first.fact("other"));
    }

    private static Run verdicts(Jdk jdk, String option) {
        Jvm jvm = Jvm.on(jdk);
        String rules = jvm.file("faults.yaml", """
                rules:
                  - { name: one, on: connect, target: { hosts: 127.23.0.1 }, probability: 50%, fault: refuse }
                  - { name: other, on: connect, target: { hosts: 127.23.0.2 }, probability: 0.5, fault: refuse }
                """).toString();
        String report = ",report=" + jvm.reportFile();
        return jvm.agent("rules=" + rules + report + (option.isEmpty() ? "" : "," + option))
                .run(Triggers.class, "verdicts", 200)
                .ok();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void countersAreExactUnderLoad(Jdk jdk) {
        Run run = Jvm.on(jdk)
                .rules("""
                        seed: 42
                        rules:
                          - { name: half, on: connect, target: { hosts: 127.25.0.0/24 }, probability: 50%, fault: refuse }
                        """)
                .run(Triggers.class, "concurrent", 8, 5000)
                .ok();
        JsonNode rule = run.rule("half");
        long refused = run.number("refused");
        assertThat(run.number("otherwise")).as("connects that failed otherwise").isZero();
        assertThat(refused + run.number("connected")).isEqualTo(40_000);
        assertThat(rule.path("matched").asLong()).isEqualTo(40_000);
        assertThat(rule.path("injected").asLong())
                .as("injected = ConnectExceptions seen")
                .isEqualTo(refused);
        assertThat(rule.path("skippedBy").path("probability").asLong()).isEqualTo(40_000 - refused);
        assertThat(run.report().path("operations").path("connect").path("calls").asLong())
                .isEqualTo(40_000);
        // Six standard deviations around the half.
        assertThat(refused).isBetween(19_400L, 20_600L);
        assertSums(rule);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void everySecondOfTwoHundredAtOnceIsExactlyOneHundred(Jdk jdk) {
        Run run =
                Jvm.on(jdk).rules("""
                        rules:
                          - { name: second, on: connect, target: { hosts: 127.26.0.1 }, when: { every: 2 }, fault: refuse }
                        """).run(Triggers.class, "every-second", 200).ok();
        assertThat(run.number("refused")).isEqualTo(100);
        assertThat(run.rule("second").path("matched").asInt()).isEqualTo(200);
        assertThat(run.rule("second").path("skippedBy").path("every").asInt()).isEqualTo(100);
    }
}
