package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What containers do to an application does not keep Jinx from it, or the reason is said with what to do about it. */
class ContainerIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String REFUSE =
            "rules: [ { name: r, on: connect, target: { ports: PORT }, fault: refuse } ]\n";
    private static final List<String> OWN_PROCESSES =
            List.of("--mount", "--pid", "--fork", "--mount-proc", "--kill-child");

    /** Command lines, each with the JDK of the application. */
    private record Pair(Jdk client, boolean small, Jdk target) {
        Cli cli() throws Exception {
            return Cli.of(small ? client.small() : client);
        }

        @Override
        public String toString() {
            return (small ? "two modules of " : "") + client + " on " + target;
        }
    }

    /** Each JDK on the other, and the runtime that has no library for attaching. */
    static Stream<Object> pairs() {
        List<Object> pairs = new ArrayList<>();
        for (Jdk target : Jdk.all()) {
            for (Jdk client : Jdk.all()) {
                pairs.add(new Pair(client, false, target));
            }
        }
        for (Jdk jdk : Jdk.all()) {
            pairs.add(new Pair(jdk, true, Jdk.newest()));
        }
        return pairs.stream();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aReadOnlyFileSystemWithoutATemporaryDirectoryIsNoObstacle(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk);
        Path file = jvm.file("faults.yaml", """
                rules:
                  - { name: r, on: connect, target: { hosts: 127.0.0.1 }, fault: refuse }
                  - { name: c, on: call, target: { methods: "dev.jinx.e2e.app.Commanded#read" }, fault: skip }
                """);
        Path report = jvm.directory().resolve("report.json");
        jvm.through(Sandbox.namespaces(List.of("--mount"), Sandbox.readOnly(jvm.directory(), Path.of("/tmp"))))
                .with("-XX:-UsePerfData", "-Djava.io.tmpdir=" + jvm.directory())
                .agent("rules=" + file + ",report=" + report);
        try (Scene scene = new Scene(Cli.of(jdk), jvm)) {
            assertThat(scene.failures()).isEqualTo(20);
            // Asked in vain, it would say nothing, and the command wait for ten seconds.
            Cli.Done status = scene.cli.run("status", scene.pid);
            assertThat(status.exit()).as(status.toString()).isEqualTo(1);
            assertThat(status.err()).contains("no /tmp that can be written to", "tmpfs", "-javaagent");
            scene.tell("end");
            Run run = scene.running.end();
            assertThat(run.exit()).as(run.toString()).isZero();
            assertThat(run.clean().err())
                    .containsOnlyOnce("the report cannot be written to " + report)
                    .contains("Read-only file system")
                    .containsPattern("r +20 +20")
                    .doesNotContain("Exception", "inside Jinx");
            assertThat(report).doesNotExist();
        }
    }

    // One after the other: both are process 1, and would listen at one socket of the /tmp that they share.
    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest
    @MethodSource(JDKS)
    void asProcessOneOfItsContainer(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk).through(Sandbox.namespaces(OWN_PROCESSES, ":"));
        Path file = jvm.file(
                "faults.yaml", "rules: [ { name: r, on: connect, target: { hosts: 127.0.0.1 }, fault: refuse } ]\n");
        Path report = jvm.directory().resolve("jinx-%p.json");
        jvm.agent("rules=" + file + ",report=" + report);
        try (Scene scene = new Scene(Cli.of(jdk), jvm)) {
            assertThat(scene.failures()).isEqualTo(20);
            // From outside, and as `docker exec` does it.
            Cli inside = scene.cli.through("nsenter", "-t", Long.toString(scene.pid), "-p", "-m");
            assertThat(scene.cli.run("status", scene.pid).ok().out()).contains("r: matched 20, injected 20");
            assertThat(inside.run("pause", 1).ok().out()).contains("paused");
            assertThat(scene.failures()).isZero();
            assertThat(inside.run("ps").ok().out()).containsPattern("(?m)^1 +" + jdk.version() + " +paused");
            assertThat(inside.run("resume", "Commanded").ok().out()).contains("active");
            assertThat(scene.failures()).isEqualTo(20);
            assertThat(scene.cli.run("stats", scene.pid, "--watch", "--count", 1))
                    .matches(done -> done.exit() == 1 && done.err().contains("another pid namespace"));
            assertThat(inside.run("stats", 1, "--watch", "--count", 2).ok().out())
                    .containsPattern("(?s)r +40 +40.*r +40 +40");
            // The number that the process has outside means nobody in there.
            assertThat(inside.run("status", scene.pid))
                    .matches(done -> done.exit() == 1 && done.err().contains("there is no process"));
            scene.tell("end");
            assertThat(scene.running.end().exit()).isZero();
        }
        String text = Files.readString(jvm.directory().resolve("jinx-1.json"));
        assertThat(text).contains("\"pid\" : 1,", "\"complete\" : true", "\"injected\" : 40");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void fromOutsideIntoAContainerThatHasNeitherTheJarNorTheRules(Pair pair) throws Exception {
        Jvm jvm = Jvm.on(pair.target);
        jvm.through(Sandbox.namespaces(OWN_PROCESSES, Sandbox.withoutJinx("64m", jvm.directory())));
        try (Scene scene = new Scene(pair.cli(), jvm)) {
            // Longer than one message may be, so that it goes in parts.
            Path file = scene.rules("faults.yaml", REFUSE + "# " + "long ".repeat(500) + "\n");
            assertThat(scene.cli.run("ps").ok().out()).containsPattern(scene.pid + " +\\S+ +absent +\\S*Commanded");
            assertThat(scene.cli.run("attach", scene.pid, file).ok().out()).contains("active, 1 rule from");
            assertThat(scene.failures()).isEqualTo(20);
            assertThat(scene.cli.run("stats", scene.pid, "--json").ok().out()).contains("\"injected\" : 20");
            assertThat(scene.cli.run("reload", scene.pid))
                    .matches(done -> done.exit() == 1 && done.err().contains("name a file"));
            Path other = scene.rules("other.yaml", REFUSE.replace("fault: refuse", "fault: { delay: 1ms }"));
            assertThat(scene.cli.run("reload", scene.pid, other).ok().out()).contains("other.yaml");
            assertThat(scene.failures()).isZero();
            assertThat(jars(scene)).as("what was brought").hasSize(1);
            assertThat(scene.cli.run("detach", scene.pid).ok().out()).containsPattern("r +20 +20");
            assertThat(scene.failures()).isZero();
            assertThat(jars(scene)).as("what was brought").isEmpty();
            assertThat(scene.cli.fed("rules: 7", "attach", scene.pid, "-").exit())
                    .isEqualTo(2);
            assertThat(jars(scene)).as("what was brought in vain").isEmpty();
            scene.tell("end");
            Run run = scene.running.end();
            assertThat(run.exit()).isZero();
            assertThat(run.err()).doesNotContain("Exception", "inside Jinx");
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whereTheJarFindsNoRoomWhatToDoIsSaid(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk);
        jvm.through(Sandbox.namespaces(List.of("--mount"), Sandbox.withoutJinx("512k", jvm.directory())));
        try (Scene scene = new Scene(Cli.of(jdk), jvm)) {
            Cli.Done done = scene.cli.run("attach", scene.pid, scene.rules("faults.yaml", REFUSE));
            assertThat(done.exit()).as(done.toString()).isEqualTo(1);
            assertThat(done.err())
                    .contains("has a file system of its own, in which there is no " + Jvm.JAR)
                    .contains("put jinx.jar into its image or mount it at the same path");
            assertThat(scene.failures()).isZero();
            assertThat(jars(scene)).isEmpty();
        }
    }

    /** What there is of ours in the temporary directory of the container. */
    private static List<String> jars(Scene scene) throws IOException {
        try (Stream<Path> left = Files.list(Path.of("/proc/" + scene.pid + "/root/tmp"))) {
            return left.map(one -> one.getFileName().toString())
                    .filter(name -> name.startsWith("jinx") || name.startsWith(".jinx"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void ofAnotherUser(Jdk jdk) throws Exception {
        String[] nobody = Sandbox.asNobody();
        try (Scene scene = Scene.named(Cli.of(jdk), Jvm.on(jdk).through(nobody))) {
            Path file = scene.rules("faults.yaml", REFUSE);
            // Root may.
            assertThat(scene.cli.run("attach", scene.pid, file).ok().out()).contains("active, 1 rule from");
            assertThat(scene.failures()).isEqualTo(20);
            scene.cli.run("detach", scene.pid).ok();
            // A file that only root may read goes as text.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            assertThat(scene.cli.run("attach", scene.pid, file).ok().out()).contains("active, 1 rule from");
            assertThat(scene.failures()).isEqualTo(20);
            scene.cli.run("detach", scene.pid).ok();
            // And so may the user itself.
            Cli same = scene.cli.through(nobody);
            same.fed(REFUSE.replace("PORT", Integer.toString(scene.port)), "attach", scene.pid, "-")
                    .ok();
            assertThat(scene.failures()).isEqualTo(20);
            same.run("detach", scene.name()).ok();
            assertThat(scene.failures()).isZero();
        }
        try (Scene scene = new Scene(Cli.of(jdk).through(nobody), Jvm.on(jdk))) {
            Cli.Done done = scene.cli.run("attach", scene.pid, scene.rules("faults.yaml", REFUSE));
            assertThat(done.exit()).as(done.toString()).isEqualTo(1);
            assertThat(done.err()).contains("belongs to another user (0)", "as that user, or as root");
            assertThat(scene.cli.run("ps").ok().out()).doesNotContainPattern("(?m)^" + scene.pid + " ");
            assertThat(scene.failures()).isZero();
        }
    }

    @Test
    void aJvmThatIsStoppedIsGivenUp() throws Exception {
        try (Scene scene = new Scene(Jdk.newest(), Jdk.newest())) {
            signal("STOP", scene.pid);
            try {
                Cli.Done done = scene.cli.run("status", scene.pid);
                assertThat(done.exit()).as(done.toString()).isEqualTo(1);
                assertThat(done.err()).contains("does not answer", "is stopped");
            } finally {
                signal("CONT", scene.pid);
            }
            assertThat(scene.failures()).isZero();
        }
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                        .start()
                        .waitFor(10, TimeUnit.SECONDS))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void toolsThatInheritTheVariableDoAsTheyDoWithoutIt(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk);
        Path directory = jvm.directory();
        Path file = jvm.file(
                "faults.yaml", "rules: [ { name: r, on: connect, target: { ports: 9 }, fault: { error: EPIPE } } ]\n");
        Path source = jvm.file("App.java", """
                public class App {
                    public static void main(String[] arguments) throws Exception {
                        System.out.println("hello");
                        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", 9)) {
                            System.out.println("connected");
                        } catch (java.io.IOException e) {
                            System.out.println(e.getMessage());
                        }
                    }
                }
                """);
        String option = "-javaagent:" + Jvm.JAR + "=" + file;
        Path plain = Files.createDirectories(directory.resolve("plain"));
        Path under = Files.createDirectories(directory.resolve("under"));
        for (String command : List.of(
                "javac -d CLASSES " + source,
                "jar --create --verbose --file CLASSES/app.jar --main-class App -C CLASSES App.class",
                "javap -cp CLASSES -c App",
                "jps -q -J-Dnothing=1",
                "java -version",
                "java --list-modules",
                "java -jar " + Jvm.JAR + " check " + file)) {
            Cli.Done without = tool(jdk, command.replace("CLASSES", plain.toString()), "");
            Cli.Done with = tool(jdk, command.replace("CLASSES", under.toString()), option);
            assertThat(with.exit()).as(command + with).isEqualTo(without.exit()).isZero();
            if (!command.startsWith("jps")) {
                assertThat(with.out().replace(under.toString(), plain.toString()))
                        .as(command)
                        .isEqualTo(without.out());
            } else {
                assertThat(with.out()).as(command).matches("(\\d+\n)*");
            }
            // Where there is no main class it cannot be told from an application that another program starts.
            assertThat(with.err()
                            .lines()
                            .filter(line ->
                                    !line.startsWith("jinx:") && !line.startsWith("  ") && !line.startsWith("Not "))
                            .map(line -> line.replace(under.toString(), plain.toString())))
                    .as(command)
                    .containsExactlyElementsOf(Stream.concat(
                                    Stream.of("Picked up JAVA_TOOL_OPTIONS: " + option),
                                    without.err().lines())
                            .toList());
            if (!List.of("java -version", "java --list-modules").contains(command)) {
                assertThat(with.err()).as(command).doesNotContain("jinx: ");
            }
        }
        assertThat(Files.mismatch(plain.resolve("App.class"), under.resolve("App.class")))
                .isEqualTo(-1);
        String app = "java -jar " + under.resolve("app.jar");
        assertThat(tool(jdk, app, "").ok().out()).isEqualTo("hello\nConnection refused\n");
        assertThat(tool(jdk, app, option).ok().out()).isEqualTo("hello\nBroken pipe\n");
        // Compiles and runs in one JVM, which is the application.
        assertThat(tool(jdk, "java " + source, option).ok().out()).isEqualTo("hello\nBroken pipe\n");
    }

    /** Runs a command of a JDK. */
    private static Cli.Done tool(Jdk jdk, String command, String options) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        words.set(0, jdk.home().resolve("bin").resolve(words.get(0)).toString());
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(name -> name.startsWith("JINX_") || name.endsWith("_OPTIONS"));
        if (!options.isEmpty()) {
            builder.environment().put("JAVA_TOOL_OPTIONS", options);
        }
        return Cli.done(builder, "");
    }
}
