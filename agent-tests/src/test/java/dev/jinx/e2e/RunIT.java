package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.Plain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code run} ends as its command ends, and with 3 where a rule did not do, in all JVMs together, what it promised. */
class RunIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";

    @TempDir
    private Path directory;

    private Cli.Done run(Jdk jdk, String expect, String... command) throws IOException, InterruptedException {
        Path file = Files.writeString(
                directory.resolve("faults.yaml"),
                "rules: [ { name: r, on: connect, target: { hosts: 127.61.0.1 }, fault: refuse" + expect + " } ]\n");
        List<Object> words = new ArrayList<>(List.of("run", file, "--"));
        words.addAll(List.of(command));
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Cli cli = Cli.of(jdk);
        Cli.Done done =
                new Cli(List.of(cli.java().get(0), "-Djava.io.tmpdir=" + temporary), Jvm.JAR).run(words.toArray());
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).as("what is left behind").isEmpty();
        }
        return done;
    }

    private static String promise(String text) {
        return ", expect: { injected: \"" + text + "\" }";
    }

    /** A JVM that connects once, as the shell starts it. */
    private static String once(Jdk jdk, String... arguments) {
        return jdk.java() + " -cp " + Jvm.CLASSES + " " + Plain.class.getName() + " " + String.join(" ", arguments);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void theReportsOfAllJvmsCountTogether(Jdk jdk) throws Exception {
        String parentAndChild = once(jdk, "child");
        for (String promise : List.of("==2", ">=2", "<=2")) {
            Cli.Done kept = run(jdk, promise(promise), "sh", "-c", parentAndChild);
            assertThat(kept.exit()).as(promise + kept).isZero();
            assertThat(kept.out().split("java.net.ConnectException", -1))
                    .as("both")
                    .hasSize(3);
        }
        for (String promise : List.of(">=3", "==1", "<2")) {
            Cli.Done broken = run(jdk, promise(promise), "sh", "-c", parentAndChild);
            assertThat(broken.exit()).as(promise + broken).isEqualTo(3);
            assertThat(broken.err()).contains("jinx: expected r injected", ", was 2\n");
        }
        Cli.Done both = run(jdk, promise("==2"), "sh", "-c", once(jdk) + " && " + once(jdk));
        assertThat(both.exit()).as(both.toString()).isZero();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aJvmThatWasKilledBeforeItReportedDidNotKeepAPromise(Jdk jdk) throws Exception {
        // Before the first of its reports, which come every five seconds.
        String killed = once(jdk, "kill");
        Cli.Done alone = run(jdk, promise(">=1"), "sh", "-c", killed + "; exit 0");
        assertThat(alone.exit()).as(alone.toString()).isEqualTo(3);
        assertThat(alone.err())
                .contains("expected r injected >= 1, was 0", "1 of 1 JVM did not report to the end, killed");
        Cli.Done notMore = run(jdk, promise("<=1"), "sh", "-c", once(jdk) + "; " + killed + "; exit 0");
        assertThat(notMore.exit()).as(notMore.toString()).isEqualTo(3);
        assertThat(notMore.err()).contains("was 1, as far as is known: 1 of 2 JVMs did not report to the end");
        Cli.Done known = run(jdk, promise(">=1"), "sh", "-c", once(jdk) + "; " + killed + "; exit 0");
        assertThat(known.exit()).as(known.toString()).isZero();
        // What a signal ended says so itself.
        assertThat(run(jdk, promise(">=1"), "sh", "-c", "exec " + killed).exit())
                .isEqualTo(128 + 9);
        Cli.Done none = run(jdk, promise(">=0"), "true");
        assertThat(none.exit()).isEqualTo(3);
        assertThat(none.err()).contains("no JVM reported");
    }

    /** What `System.exit(-1)` ends with is above all of ours: it stays, and what was not met is said all the same. */
    @Test
    void whatWasNotMetIsSaidWhateverTheCommandEndsWith() throws Exception {
        Jdk jdk = Jdk.newest();
        Cli.Done done = run(jdk, promise(">=9"), "sh", "-c", once(jdk) + "; exit 255");
        assertThat(done.exit()).as(done.toString()).isEqualTo(255);
        assertThat(done.err()).contains("jinx: expected r injected >= 9, was 1");
    }

    @Test
    void anOptionBehindTheFileIsNotTakenForTheCommand() throws Exception {
        Path file = Files.writeString(
                directory.resolve("faults.yaml"), "rules: [ { name: r, on: connect, fault: refuse } ]\n");
        Cli.Done done = Cli.of(Jdk.newest()).run("run", file, "--launcher-only", "--", "true");
        assertThat(done.exit()).as(done.toString()).isEqualTo(2);
        assertThat(done.err()).contains("--launcher-only stands behind FILE", "Usage:");
    }

    @Test
    void whereNothingCanBeWrittenACommandWithoutExpectationsRuns() throws Exception {
        Jdk jdk = Jdk.newest();
        Path file = directory.resolve("faults.yaml");
        String rules = "rules: [ { name: r, on: connect, target: { hosts: 127.61.0.1 }, fault: refuse%s } ]\n";
        Cli cli = new Cli(List.of(jdk.java().toString(), "-Djava.io.tmpdir=" + directory + "/missing"), Jvm.JAR);
        Files.writeString(file, rules.formatted(""));
        Cli.Done runs = cli.run("run", file, "--", "sh", "-c", once(jdk));
        assertThat(runs.exit()).as(runs.toString()).isZero();
        assertThat(runs.out()).contains("java.net.ConnectException");
        Files.writeString(file, rules.formatted(promise(">=1")));
        Cli.Done refused = cli.run("run", file, "--", "touch", directory.resolve("ran"));
        assertThat(refused.exit()).as(refused.toString()).isEqualTo(125);
        assertThat(refused.err()).contains("no directory can be made in " + directory + "/missing", "java.io.tmpdir");
        assertThat(directory.resolve("ran")).doesNotExist();
    }

    @Test
    void otherwiseTheStatusIsThatOfTheCommand() throws Exception {
        Jdk jdk = Jdk.newest();
        assertThat(run(jdk, "", "sh", "-c", "exit 7").exit()).isEqualTo(7);
        assertThat(run(jdk, promise(">=1"), "sh", "-c", "exit 7"))
                .matches(done -> done.exit() == 3 && done.err().contains("the command itself ended with status 7"));
        assertThat(run(jdk, promise(">=1"), "sh", "-c", "kill -TERM $$").exit()).isEqualTo(128 + 15);
        assertThat(run(jdk, promise(">=1"), "no-such-command").exit()).isEqualTo(127);
        assertThat(run(jdk, promise(">=1"), directory.toString()).exit()).isEqualTo(126);
        Cli.Done invalid = run(
                jdk,
                ", expect: { injectde: 1 }",
                "touch",
                directory.resolve("ran").toString());
        assertThat(invalid.exit()).isEqualTo(2);
        assertThat(invalid.err()).contains("injectde");
        assertThat(directory.resolve("ran")).doesNotExist();
    }
}
