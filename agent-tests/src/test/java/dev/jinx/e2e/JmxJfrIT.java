package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Jinx is seen and steered by JMX and recorded by JFR where they are, and misses neither where they are not. */
class JmxJfrIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String RULES = """
            seed: 7
            rules: [ { name: refuse, on: connect, target: { hosts: 127.60.7.1 }, fault: refuse } ]
            """;

    @ParameterizedTest
    @MethodSource(JDKS)
    void jmxShowsAndSteers(Jdk jdk) {
        Jvm jvm = Jvm.on(jdk).rules(RULES);
        Path other = jvm.file(
                "other.yaml",
                "rules: [ { name: other, on: connect, target: { hosts: 127.60.7.2 }, fault: refuse } ]\n");
        Path wrong = jvm.file(
                "wrong.yaml", "rules: [ { name: a, on: read, fault: dealy }, { name: b, on: raed, fault: reset } ]\n");
        try (Conversation app = new Conversation(jvm)) {
            assertThat(app.tell("connect 127.60.7.1")).startsWith("java.net.ConnectException");
            assertThat(app.tell("mx get Version")).matches("\\d+\\.\\d+\\.\\d+");
            assertThat(app.tell("mx get Seed")).isEqualTo("7");
            assertThat(app.tell("mx get State")).isEqualTo("active");
            assertThat(app.tell("mx get RulesFile")).endsWith("faults.yaml");
            assertThat(app.tell("mx rule refuse")).isEqualTo("matched 1 injected 1 skipped 0 enabled true");

            app.tell("mx pause");
            assertThat(app.tell("mx get State")).isEqualTo("paused");
            assertThat(app.tell("connect 127.60.7.1")).isEqualTo("connected");
            app.tell("mx resume");
            app.tell("mx disableRule refuse");
            assertThat(app.tell("connect 127.60.7.1")).isEqualTo("connected");
            app.tell("mx enableRule refuse");
            assertThat(app.tell("connect 127.60.7.1")).startsWith("java.net.ConnectException");
            assertThat(app.tell("mx enableRule reufse")).contains("there is no rule 'reufse'; there are refuse");

            assertThat(app.tell("mx reload " + wrong))
                    .startsWith("java.lang.IllegalArgumentException: <JMX>:1:")
                    .contains("dealy", "|", "raed");
            assertThat(app.tell("mx rule refuse")).isEqualTo("matched 2 injected 2 skipped 0 enabled true");
            assertThat(app.tell("mx reload " + other)).isEqualTo("reloaded");
            assertThat(app.tell("connect 127.60.7.1")).isEqualTo("connected");
            assertThat(app.tell("connect 127.60.7.2")).startsWith("java.net.ConnectException");
            assertThat(app.tell("mx get RulesFile")).isEqualTo("<JMX>");
            app.end();
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aRecordingHasEachInjectionWithItsStack(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk).rules(RULES.replace("fault:", "labels: { team: payments, ticket: J-1 }, fault:"));
        Path recording = jvm.directory().resolve("recording.jfr");
        jvm.with("-XX:StartFlightRecording:filename=" + recording);
        try (Conversation app = new Conversation(jvm)) {
            for (int i = 0; i < 5; i++) {
                assertThat(app.tell("connect 127.60.7.1")).startsWith("java.net.ConnectException");
            }
            app.end();
        }
        List<RecordedEvent> events = injections(recording);
        assertThat(events).hasSize(5);
        RecordedEvent first = events.get(0);
        assertThat(first.getString("rule")).isEqualTo("refuse");
        assertThat(first.getString("labels")).isEqualTo("team=payments, ticket=J-1");
        assertThat(first.getString("operation")).isEqualTo("connect");
        assertThat(first.getString("target")).startsWith("127.60.7.1:");
        assertThat(first.getString("detail")).isEqualTo("ECONNREFUSED");
        assertThat(first.getStackTrace().getFrames())
                .extracting(RecordedFrame::getMethod)
                .extracting(method -> method.getType().getName() + "." + method.getName())
                .contains("java.net.Socket.connect", "dev.jinx.e2e.app.Obedient.connect");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aRecordingThatStartsLaterHasInjectionsToo(Jdk jdk) throws IOException, InterruptedException {
        Jvm jvm = Jvm.on(jdk).rules(RULES);
        Path recording = jvm.directory().resolve("recording.jfr");
        try (Conversation app = new Conversation(jvm)) {
            assertThat(app.tell("connect 127.60.7.1")).startsWith("java.net.ConnectException");
            jcmd(jdk, app, "JFR.start", "name=later");
            assertThat(firstRecorded(jdk, app, "later", recording)).hasSize(1);
            app.end();
        }
    }

    /** The injections of a recording as soon as there are some: that somebody records is looked for each second in the JVM. */
    private static List<RecordedEvent> firstRecorded(Jdk jdk, Conversation app, String name, Path recording)
            throws IOException, InterruptedException {
        List<RecordedEvent> events = List.of();
        long end = System.nanoTime() + 120_000_000_000L;
        while (events.isEmpty() && System.nanoTime() < end) {
            assertThat(app.tell("connect 127.60.7.1")).startsWith("java.net.ConnectException");
            jcmd(jdk, app, "JFR.dump", "name=" + name, "filename=" + recording);
            events = injections(recording);
        }
        return events;
    }

    /** What looks from outside sees pauses that no command made, and finds Jinx whatever its jar is called. */
    @ParameterizedTest
    @MethodSource(JDKS)
    void psFollowsAPauseByJmxAndTheEndOfTheTimeAndFindsARenamedJar(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk);
        Path jar = Files.copy(Jvm.JAR, jvm.directory().resolve("faults.jar"));
        Path file = jvm.file("faults.yaml", RULES);
        Path expiring = jvm.file("expiring.yaml", "safety: { expires-after: 1s }\n" + RULES);
        Cli cli = Cli.of(jdk);
        jvm.with("-XX:+EnableDynamicAgentLoading", "-javaagent:" + jar + "=" + file);
        try (Conversation app = new Conversation(jvm)) {
            long pid = app.running().process().pid();
            assertThat(Path.of("/tmp/.java_pid" + pid)).as("nobody attached").doesNotExist();
            assertThat(state(cli, pid)).as("a renamed jar").isEqualTo("active");
            app.tell("mx pause");
            assertThat(state(cli, pid)).isEqualTo("paused");
            app.tell("mx resume");
            assertThat(state(cli, pid)).isEqualTo("active");
            app.tell("mx reload " + expiring);
            awaitState(cli, pid, "expired");
            assertThat(cli.run("status", pid).ok().out()).contains("expired");
            app.tell("mx reload " + file);
            awaitState(cli, pid, "active");
            app.tell("mx reload " + expiring);
            awaitState(cli, pid, "expired");
            app.tell("mx pause");
            app.tell("mx reload " + file);
            app.tell("sleep 2500");
            assertThat(state(cli, pid)).as("somebody wants it so").isEqualTo("paused");
            app.end();
        }
    }

    /** What comes with time is looked for each second in the JVM. */
    private static void awaitState(Cli cli, long pid, String state) throws IOException, InterruptedException {
        long end = System.nanoTime() + 120_000_000_000L;
        String seen = state(cli, pid);
        while (!seen.equals(state) && System.nanoTime() < end) {
            Thread.sleep(300);
            seen = state(cli, pid);
        }
        assertThat(seen).isEqualTo(state);
    }

    private static String state(Cli cli, long pid) throws IOException, InterruptedException {
        Matcher line = Pattern.compile("(?m)^" + pid + " +\\S+ +(\\S+)")
                .matcher(cli.run("ps").ok().out());
        assertThat(line.find()).as("a line for %s", pid).isTrue();
        return line.group(1);
    }

    /** A bean that was asked and an event that was recorded keep nothing of the agent after it went. */
    @ParameterizedTest
    @MethodSource(JDKS)
    void detachedAfterJmxAndJfrNothingIsLeft(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk).with("-XX:+EnableDynamicAgentLoading");
        Path file = jvm.file("faults.yaml", RULES);
        Cli cli = Cli.of(jdk);
        try (Conversation app = new Conversation(jvm)) {
            long pid = app.running().process().pid();
            for (int round = 0; round < 2; round++) {
                cli.run("attach", pid, file).ok();
                jcmd(jdk, app, "JFR.start", "name=r" + round);
                app.tell("mx rule refuse");
                app.tell("mx get State");
                app.tell("mx pause");
                app.tell("mx resume");
                Path recording = jvm.directory().resolve("recording" + round + ".jfr");
                assertThat(firstRecorded(jdk, app, "r" + round, recording))
                        .as("round %s", round)
                        .hasSize(1);
                jcmd(jdk, app, "JFR.stop", "name=r" + round);
                cli.run("detach", pid).ok();
                assertThat(app.tell("connect 127.60.7.1")).isEqualTo("connected");
                ControlIT.gone(jdk, pid);
            }
            app.end();
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void detachedFromARecordingThatWasThereFromTheStartNothingIsLeft(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk).with("-XX:+EnableDynamicAgentLoading").rules(RULES);
        Path recording = jvm.directory().resolve("recording.jfr");
        jvm.with("-XX:StartFlightRecording:name=all,filename=" + recording);
        try (Conversation app = new Conversation(jvm)) {
            long pid = app.running().process().pid();
            assertThat(app.tell("connect 127.60.7.1")).startsWith("java.net.ConnectException");
            assertThat(app.tell("mx get State")).isEqualTo("active");
            Cli.of(jdk).run("detach", pid).ok();
            assertThat(app.tell("connect 127.60.7.1")).isEqualTo("connected");
            // The recording goes on.
            ControlIT.gone(jdk, pid);
            app.end();
        }
        assertThat(injections(recording)).hasSize(1);
    }

    private static void jcmd(Jdk jdk, Conversation app, String... words) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                jdk.home().resolve("bin/jcmd").toString(),
                Long.toString(app.running().process().pid())));
        command.addAll(List.of(words));
        Process jcmd = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(jcmd.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(jcmd.exitValue()).isZero();
    }

    private static List<RecordedEvent> injections(Path recording) throws IOException {
        return RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getEventType().getName().equals("dev.jinx.Injection"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aRuntimeOfTwoModulesDoesWithoutBoth(Jdk jdk) throws IOException, InterruptedException {
        try (Conversation app = new Conversation(Jvm.on(jdk.small()).rules(RULES))) {
            assertThat(app.tell("connect 127.60.7.1")).startsWith("java.net.ConnectException");
            app.tell("sleep 2500");
            assertThat(app.tell("connect 127.60.7.1")).startsWith("java.net.ConnectException");
            Run run = app.end();
            assertThat(run.rule("refuse").path("injected").asLong()).isEqualTo(2);
            assertThat(run.err()).doesNotContain("Exception", "NoClassDefFound");
        }
    }
}
