package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.Plain;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The report is there however the JVM ends, and says the truth. */
class ReportIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String RULES = """
            seed: 42
            rules:
              - name: refused
                on: connect
                target: { hosts: 127.61.0.1 }
                fault: refuse
                labels: { owner: payments }
              - name: nowhere
                on: connect
                target: { hosts: 127.61.0.9 }
                fault: refuse
                expect: { injected: ">=1" }
              - name: hang
                on: read
                target: { hosts: 127.61.0.2 }
                fault: hang
            """;

    @ParameterizedTest
    @MethodSource(JDKS)
    void itIsCompleteAfterANormalEndAndAfterExit(Jdk jdk) {
        Run normal = Jvm.on(jdk).rules(RULES).run(Plain.class).ok();
        JsonNode report = normal.report();
        assertThat(report.path("complete").asBoolean()).isTrue();
        assertThat(report.path("schemaVersion").asInt()).isEqualTo(1);
        assertThat(report.path("seed").asLong()).isEqualTo(42);
        assertThat(report.path("java").asText()).isEqualTo(jdk.version());
        assertThat(report.path("main").asText()).isEqualTo(Plain.class.getName());
        assertThat(report.path("startedAt").asText()).endsWith("Z");
        assertThat(report.path("endedAt").asText())
                .isGreaterThanOrEqualTo(report.path("startedAt").asText());
        assertThat(report.path("operations").path("connect").path("calls").asInt())
                .isEqualTo(1);
        assertThat(normal.rule("refused").path("labels").path("owner").asText()).isEqualTo("payments");
        assertThat(normal.rule("refused").path("faults").path("refuse").asInt()).isEqualTo(1);
        assertThat(report.path("unmatched").toString()).contains("nowhere", "127.61.0.9");
        assertThat(report.path("expectations").path(0).path("met").asBoolean(true))
                .isFalse();

        JsonNode event = report.path("events").path(0);
        assertThat(event.path("rule").asText()).isEqualTo("refused");
        assertThat(event.path("operation").asText()).isEqualTo("connect");
        assertThat(event.path("target").asText()).startsWith("127.61.0.1:");
        assertThat(event.path("thread").asText()).isEqualTo("main");
        assertThat(event.path("ruleCall").asInt()).isEqualTo(1);

        assertThat(normal.out())
                .as("nothing of the report on standard output")
                .isEqualTo("main ran\nconnect=java.net.ConnectException: Connection refused\n");
        assertThat(normal.err()).contains("refused", "nowhere", "seed 42");

        Run exit = Jvm.on(jdk).rules(RULES).run(Plain.class, "exit");
        assertThat(exit.exit()).isEqualTo(3);
        assertThat(exit.report().path("complete").asBoolean()).isTrue();
        assertThat(exit.rule("refused").path("injected").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void itHoldsWhatTheApplicationsOwnShutdownHooksDid(Jdk jdk) {
        Run run = Jvm.on(jdk).rules(RULES).run(Plain.class, "hook").ok();
        assertThat(run.fact("connect in the hook")).isEqualTo("java.net.ConnectException: Connection refused");
        assertThat(run.rule("refused").path("injected").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void itIsCompleteAfterSigterm(Jdk jdk) {
        try (Jvm.Running running = Jvm.on(jdk).rules(RULES).start(Plain.class, "stay")) {
            running.awaitOutput("staying");
            running.process().destroy();
            Run run = running.end();
            assertThat(run.exit()).isEqualTo(128 + 15);
            assertThat(run.report().path("complete").asBoolean()).isTrue();
            assertThat(run.rule("refused").path("injected").asInt()).isEqualTo(1);
        }
    }

    @Test
    void itIsThereButNotCompleteAfterAKill() throws InterruptedException {
        Jvm jvm = Jvm.on(Jdk.newest()).rules(RULES);
        try (Jvm.Running running = jvm.start(Plain.class, "stay")) {
            running.awaitFile(jvm.reportFile(), "\"injected\" : 1");
            running.process().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            Run run = running.end();
            assertThat(run.report().path("complete").asBoolean(true)).isFalse();
            assertThat(run.rule("refused").path("injected").asInt()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aHangCannotKeepTheJvmAlive(Jdk jdk) {
        Run run = Jvm.on(jdk).rules(RULES).run(Plain.class, "hang");
        assertThat(run.exit()).as("%s", run).isEqualTo(4);
        assertThat(run.number("hook ms"))
                .as("of the ten seconds that a hook would wait itself")
                .isLessThan(9_000);
        assertThat(run.report().path("complete").asBoolean()).isTrue();
        assertThat(run.rule("hang").path("injected").asInt()).isGreaterThanOrEqualTo(2);
    }
}
