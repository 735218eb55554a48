package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written under safety holds, and the report says when it had to. */
class SafetyIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";

    @ParameterizedTest
    @MethodSource(JDKS)
    void eightThreadsGetExactlyAsManyInjectionsAsAreAllowed(Jdk jdk) {
        Jvm jvm = Jvm.on(jdk).rules("""
                safety: { max-injections: 100 }
                rules: [ { name: refuse, on: connect, target: { hosts: 127.60.0.1 }, fault: refuse } ]
                """);
        try (Conversation app = new Conversation(jvm)) {
            assertThat(app.tell("connects 127.60.0.1 8 50")).isEqualTo("failed 100");
            Run run = app.end();
            assertThat(run.rule("refuse").path("injected").asLong()).isEqualTo(100);
            assertThat(run.rule("refuse").path("skippedBy").path("safety").asLong())
                    .isEqualTo(300);
            assertThat(run.report().path("safety").path("tripped").asText()).isEqualTo("max-injections: 100 were made");
            assertThat(run.err())
                    .containsOnlyOnce("jinx: stopped by safety: max-injections: 100 were made")
                    .contains("Stopped by safety:");
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whatIsProtectedIsConcernedByNoRule(Jdk jdk) {
        Jvm jvm = Jvm.on(jdk).rules("""
                safety: { protect: [ { hosts: 127.60.0.2 } ] }
                rules: [ { name: refuse, on: connect, fault: refuse } ]
                """);
        try (Conversation app = new Conversation(jvm)) {
            assertThat(app.tell("connect 127.60.0.2")).isEqualTo("connected");
            assertThat(app.tell("connect 127.60.0.3")).startsWith("java.net.ConnectException");
            Run run = app.end();
            assertThat(run.rule("refuse").path("matched").asLong()).isEqualTo(1);
            assertThat(run.report().path("safety").path("tripped").asText()).isEmpty();
        }
    }

    /** Neither is to be taken for an application that did nothing. */
    @ParameterizedTest
    @MethodSource(JDKS)
    void thatARuleNeverActedBecauseOfWhatIsProtectedOrPausedIsSaid(Jdk jdk) {
        String rules = "rules: [ { name: refuse, on: connect, fault: refuse } ]\n";
        try (Conversation app =
                new Conversation(Jvm.on(jdk).rules("safety: { protect: [ { hosts: 127.60.0.2 } ] }\n" + rules))) {
            assertThat(app.tell("connect 127.60.0.2")).isEqualTo("connected");
            assertThat(app.end().report().path("unmatched").path(0).asText())
                    .isEqualTo("refuse: 0 of 1 connect matched: all that was seen is protected under safety");
        }
        Jvm paused = Jvm.on(jdk).env("JINX_PAUSED", "true").rules(rules);
        try (Conversation app = new Conversation(paused)) {
            assertThat(app.tell("connect 127.60.0.2")).isEqualTo("connected");
            assertThat(app.end().report().path("unmatched").path(0).asText())
                    .isEqualTo("refuse: there were 0 connects while rules were in force");
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whenTheTimeIsOverAHangEnds(Jdk jdk) {
        if (!aHangEnds(jdk, 3)) {
            assertThat(aHangEnds(jdk, 30)).as("a hang before the time is over").isTrue();
        }
    }

    /** False where the application came up so late, on a busy machine, that the time was over before. */
    private static boolean aHangEnds(Jdk jdk, int seconds) {
        Jvm jvm = Jvm.on(jdk).rules("""
                safety: { expires-after: %ds }
                rules:
                  - { name: hang, on: read, target: { hosts: 127.60.0.4 }, fault: hang }
                  # Does not hold up who registers the bean, and ends everything in time.
                  - { name: jmx, on: call, target: { methods: "com.sun.jmx.*#registerMBean" }, fault: hang }
                """.formatted(seconds));
        try (Conversation app = new Conversation(jvm)) {
            if (app.tell("read 127.60.0.4 hung").equals("over")
                    && app.running().error().contains("expires-after: the time is over")) {
                return false;
            }
            app.running().awaitOutput("hung=read 10");
            app.running().awaitError("jinx: stopped by safety: expires-after: the time is over");
            assertThat(app.tell("read 127.60.0.4 later")).isEqualTo("over");
            Run run = app.end();
            assertThat(run.rule("hang").path("matched").asLong()).isEqualTo(1);
            assertThat(run.err()).containsOnlyOnce("jinx: stopped by safety");
            return true;
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void noMoreThreadsWaitThanMay(Jdk jdk) {
        Jvm jvm = Jvm.on(jdk).rules("""
                safety: { max-waiting-threads: 2 }
                rules: [ { name: hang, on: read, target: { hosts: 127.60.0.5 }, fault: hang } ]
                """);
        try (Conversation app = new Conversation(jvm)) {
            List<String> states = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                states.add(app.tell("read 127.60.0.5 reader-" + i));
            }
            assertThat(states).containsExactly("waits", "waits", "over", "over");
            Run run = app.end();
            assertThat(run.rule("hang").path("injected").asLong()).isEqualTo(2);
            assertThat(run.rule("hang").path("skippedBy").path("safety").asLong())
                    .isEqualTo(2);
        }
    }
}
