package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the README and the examples say is done here, as it stands there. */
class DocumentationIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** A process, as the README writes it. */
    private static final String PID = " 4711";

    /** The ports of the sample, in place of which each command gets others, so that it can run while another one does. */
    private static final Map<String, String> PORTS = Map.of(
            "http", "18080",
            "payment", "18081",
            "inventory", "18082",
            "replica", "18083",
            "capture", "18084",
            "db", "19092");

    private static final AtomicInteger ROOMS = new AtomicInteger();

    /** The project's directory to one command: the same but for the ports in the examples. */
    private record Room(Path directory, Map<String, String> ports) {
        static Room make() throws IOException {
            List<Integer> free = FreePorts.take(PORTS.size());
            Map<String, String> ports = new TreeMap<>();
            PORTS.values().stream().sorted().forEach(port -> ports.put(port, "" + free.get(ports.size())));
            Path directory = Files.createDirectories(
                    Path.of("target/readme/room-" + ROOMS.incrementAndGet()).toAbsolutePath());
            for (String same : List.of("agent", "sample-app")) {
                Path link = directory.resolve(same);
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, ROOT.resolve(same));
            }
            Room room = new Room(directory, ports);
            Path examples = Files.createDirectories(directory.resolve("config-examples"));
            try (Stream<Path> files = Files.list(ROOT.resolve("config-examples"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.writeString(examples.resolve(file.getFileName()), room.withOwnPorts(Files.readString(file)));
                }
            }
            return room;
        }

        /** All in one go: the one that takes the place of another may be a port of the sample's, too. */
        String withOwnPorts(String text) {
            return Pattern.compile(String.join("|", ports.keySet()))
                    .matcher(text)
                    .replaceAll(port -> ports.get(port.group()));
        }
    }

    private record Done(int exit, String output) {}

    @TestFactory
    Stream<DynamicTest> everyCommandOfTheReadmeWorks() throws IOException {
        List<String> commands = new ArrayList<>(blocks("sh"));
        assertThat(commands).as("commands in README.md").hasSizeGreaterThan(4);
        assertThat(commands.removeIf(command -> command.contains(PID))).isTrue();
        return commands.stream()
                .map(command -> dynamicTest(command, () -> {
                    Done done = shell(command);
                    assertThat(done.exit).as(done.output).isZero();
                    assertThat(done.output).containsAnyOf("What the users saw", "expected at the end");
                }));
    }

    /** On an application of ours in the place of the process of the README. */
    @Test
    void theCommandsForARunningJvmWorkOneAfterTheOther() throws Exception {
        List<String> commands =
                blocks("sh").stream().filter(block -> block.contains(PID)).toList();
        assertThat(commands).hasSize(1);
        try (Scene scene = Scene.named(Cli.of(Jdk.newest()), Jvm.on(Jdk.newest()))) {
            for (String who : List.of(Long.toString(scene.pid), scene.name())) {
                Done done = shell("set -ex\n" + commands.get(0).replace(PID, " " + who));
                assertThat(done.exit).as(done.output).isZero();
                assertThat(done.output)
                        .containsPattern(scene.pid + " +\\S+ +absent +\\S*Commanded")
                        .contains("active, 1 rule from", "jinx_injections_total{", "(connect): applies", " (disabled)")
                        .contains(": paused, ", "detached; the bytecode is what it was");
            }
            assertThat(scene.failures()).isZero();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyRulesFileOfTheReadmeAndTheManualIsValid() throws IOException {
        List<String> files = blocks("yaml");
        files.addAll(blocks("yaml", Files.readString(ROOT.resolve("docs/rules.md"))));
        assertThat(files).as("YAML blocks in README.md and docs/rules.md").hasSizeGreaterThan(5);
        Path directory = Files.createDirectories(Path.of("target/readme"));
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Path file = Files.writeString(directory.resolve("block-" + (i + 1) + ".yaml"), files.get(i));
            tests.add(dynamicTest("block " + (i + 1), () -> {
                Done done = shell("java -jar " + Jvm.JAR + " check " + file.toAbsolutePath());
                assertThat(done.exit).as(done.output).isZero();
            }));
        }
        return tests.stream();
    }

    @Test
    void theReadmesMavenCommandsAreTheOnesThatCiRuns() throws IOException {
        assertThat(readme()).contains("\n    mvn -q -Pdemo package\n").contains("\n    mvn verify\n");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("README.md");
    }

    @TestFactory
    Stream<DynamicTest> everyExampleDoesWhatItExpects() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("config-examples"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream()
                    .map(file -> dynamicTest(file.getFileName().toString(), () -> example(file)));
        }
    }

    /** Run under the command that exits with 3 where an expectation is not met. */
    private static void example(Path file) throws IOException, InterruptedException {
        assertThat(Files.readAllLines(file).stream().filter(line -> line.startsWith("#")))
                .as("lines of comment in " + file)
                .hasSizeBetween(1, 3);
        Done done = shell("java -jar " + Jvm.JAR + " run config-examples/" + file.getFileName()
                + " -- java -jar sample-app/target/sample-app.jar");
        assertThat(done.exit).as(done.output).isZero();
        assertThat(done.output)
                .contains("What the users saw")
                .contains(" in force")
                .doesNotContain("inside Jinx");
    }

    private static List<String> blocks(String language) throws IOException {
        return blocks(language, readme());
    }

    private static List<String> blocks(String language, String text) {
        Matcher matcher =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(text);
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    /** Runs a command as a user would, in the project's directory, with the newest JDK's {@code java}. */
    private static Done shell(String command) throws IOException, InterruptedException {
        Room room = Room.make();
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", room.withOwnPorts(command))
                .directory(room.directory.toFile())
                .redirectErrorStream(true);
        StringBuilder options = new StringBuilder(String.join(" ", Jvm.SMALL));
        PORTS.forEach((name, port) ->
                options.append(" -Dsample.").append(name).append(".port=").append(room.ports.get(port)));
        builder.environment().put("JDK_JAVA_OPTIONS", options.toString());
        String path = Jdk.newest().java().getParent() + ":" + System.getenv("PATH");
        builder.environment().put("PATH", path);
        Path output = Files.createTempFile(Files.createDirectories(Path.of("target/readme")), "output", ".txt");
        builder.redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process process = builder.start();
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            process.waitFor();
        }
        return new Done(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
