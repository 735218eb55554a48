package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands where something is unusual: the JVM, a path, the directory in which they are typed. */
class CommandEdgesIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String REFUSE =
            "rules: [ { name: r, on: connect, target: { ports: PORT }, fault: refuse } ]\n";

    /** A letter that is not ASCII, where the names of files have such. */
    private static final String LETTER =
            Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode('\u00fc') ? "\u00fc" : "u";

    @TempDir
    private Path directory;

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                        .start()
                        .waitFor(10, TimeUnit.SECONDS))
                .isTrue();
    }

    /** It still has connections made to its socket, by the kernel, and answers none. */
    @ParameterizedTest
    @MethodSource(JDKS)
    void aJvmThatIsStoppedAndListensIsGivenUpAndDoesNotKeepTheOthersFromBeingListed(Jdk jdk) throws Exception {
        try (Scene scene = Scene.named(Cli.of(jdk), Jvm.on(jdk))) {
            scene.cli
                    .run("attach", scene.pid, scene.rules("faults.yaml", REFUSE))
                    .ok();
            signal("STOP", scene.pid);
            try {
                for (String command : List.of("status", "stats", "reload", "detach")) {
                    Cli.Done done = scene.cli.run(command, scene.pid);
                    assertThat(done.exit()).as(command + done).isEqualTo(1);
                    assertThat(done.err()).contains("does not answer", "is stopped", "kill -CONT " + scene.pid);
                    assertThat(done.out()).isEmpty();
                }
                assertThat(scene.cli.run("ps").ok().out())
                        .containsPattern("(?m)^" + scene.pid + " +\\S+ +\\? +\\S*" + scene.name() + "$");
            } finally {
                signal("CONT", scene.pid);
            }
            assertThat(scene.failures()).as("nothing changed").isEqualTo(20);
            scene.cli.run("detach", scene.pid).ok();
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aReportIsRelativeToWhereTheCommandIsTyped(Jdk jdk) throws Exception {
        try (Scene scene = new Scene(Cli.of(jdk), Jvm.on(jdk))) {
            Path file = scene.rules("faults.yaml", REFUSE);
            Cli.done(
                            new ProcessBuilder(
                                            jdk.java().toString(),
                                            "-jar",
                                            Jvm.JAR.toString(),
                                            "attach",
                                            Long.toString(scene.pid),
                                            file.toString(),
                                            "--report",
                                            "a, b=" + LETTER + "-%p.json")
                                    .directory(directory.toFile()),
                            "")
                    .ok();
            assertThat(scene.failures()).isEqualTo(20);
            scene.cli.run("detach", scene.pid).ok();
            assertThat(directory.resolve("a, b=" + LETTER + "-" + scene.pid + ".json"))
                    .content()
                    .contains("\"complete\" : true", "\"injected\" : 20");
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whoAttachesIsToldThatThereWillBeNoReport(Jdk jdk) throws Exception {
        try (Scene scene = new Scene(Cli.of(jdk), Jvm.on(jdk))) {
            Path missing = directory.resolve("missing");
            Path report = missing.resolve("report.json");
            Path file = scene.rules("faults.yaml", REFUSE);
            String told = "warning: the report cannot be written to " + report + ": there is no directory " + missing;
            assertThat(scene.cli
                            .run("attach", scene.pid, file, "--report", report)
                            .ok()
                            .out())
                    .contains("active, 1 rule from", told);
            assertThat(scene.cli.run("status", scene.pid).ok().out()).contains(told);
            assertThat(scene.failures()).isEqualTo(20);
            scene.cli.run("detach", scene.pid).ok();
        }
    }

    /** The JVM takes an agent's path to end at the first such sign. */
    @ParameterizedTest
    @MethodSource(JDKS)
    void theJarMayLieUnderAPathWithAnEqualsSign(Jdk jdk) throws Exception {
        Path jar = directory.resolve("a=b, " + LETTER).resolve("jinx=1.jar");
        Files.createDirectories(jar.getParent());
        Files.copy(Jvm.JAR, jar);
        try (Scene scene = new Scene(Cli.of(jdk).with(jar), Jvm.on(jdk))) {
            assertThat(scene.cli
                            .run("attach", scene.pid, scene.rules("faults.yaml", REFUSE))
                            .ok()
                            .out())
                    .contains("active, 1 rule from");
            assertThat(scene.failures()).isEqualTo(20);
            scene.cli.run("detach", scene.pid).ok();
            assertThat(scene.failures()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void ofTwoSwitchesTheLastCountsAndWhatTheApplicationIsToldIsNone(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk)
                .with("-XX:-EnableDynamicAgentLoading", "-XX:+EnableDynamicAgentLoading")
                .with("-XX:-UsePerfData", "-Dnote=-XX:+DisableAttachMechanism");
        try (Scene scene = new Scene(Cli.of(jdk), jvm)) {
            scene.cli
                    .run("attach", scene.pid, scene.rules("faults.yaml", REFUSE))
                    .ok();
            assertThat(scene.failures()).isEqualTo(20);
            scene.cli.run("detach", scene.pid).ok();
        }
    }
}
