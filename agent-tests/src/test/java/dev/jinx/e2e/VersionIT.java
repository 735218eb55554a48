package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two versions of Jinx do not get mixed in one JVM: the second says so, and changes nothing. */
class VersionIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String REFUSE =
            "rules: [ { name: r, on: connect, target: { ports: PORT }, fault: refuse } ]\n";
    private static final String OTHER = "9.9.9";

    /** jinx.jar as it would be of another version: wherever its number stands, there is another one. */
    private static Path other(Path to) throws IOException {
        try (JarFile jar = new JarFile(Jvm.JAR.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
            byte[] version = version(jar).getBytes(StandardCharsets.US_ASCII);
            assertThat(version).hasSize(OTHER.length());
            int changed = 0;
            for (JarEntry entry : jar.stream().toList()) {
                byte[] bytes;
                try (InputStream in = jar.getInputStream(entry)) {
                    bytes = in.readAllBytes();
                }
                // Our classes lie in bundles that are not compressed.
                if (entry.getName().startsWith("jinx/") && !entry.getName().contains("shaded")) {
                    changed += replace(bytes, version, OTHER.getBytes(StandardCharsets.US_ASCII));
                }
                out.putNextEntry(new JarEntry(entry.getName()));
                out.write(bytes);
            }
            assertThat(changed).as("places with the version").isGreaterThanOrEqualTo(3);
        }
        return to;
    }

    private static int replace(byte[] bytes, byte[] from, byte[] to) {
        int count = 0;
        for (int i = 0; i + from.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, bytes, i, to.length);
                count++;
            }
        }
        return count;
    }

    private static String version(JarFile jar) throws IOException {
        JarEntry entry = jar.stream()
                .filter(one -> one.getName().endsWith("settings/version.txt"))
                .findFirst()
                .orElseThrow();
        return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.US_ASCII).strip();
    }

    private static String ours() throws IOException {
        try (JarFile jar = new JarFile(Jvm.JAR.toFile())) {
            return version(jar);
        }
    }

    private static void refused(Cli.Done done, String told) throws IOException {
        assertThat(done.exit()).as(done.toString()).isEqualTo(1);
        assertThat(done.out()).isEmpty();
        assertThat(done.err()).as("in one line").containsOnlyOnce("\n");
        assertThat(done.err()).contains(told, ours(), OTHER);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void commandsOfAnotherVersionChangeNothingWhileOneIsInForceAndAfterwards(Jdk jdk) throws Exception {
        try (Scene scene = new Scene(jdk, jdk)) {
            Cli other = scene.cli.with(other(scene.jvm.directory().resolve("other.jar")));
            assertThat(other.run("--version").ok().out()).contains(OTHER);
            Path file = scene.rules("faults.yaml", REFUSE);
            Path late = scene.rules("late.yaml", REFUSE.replace("refuse }", "{ delay: 1ms } }"));
            scene.cli.run("attach", scene.pid, file).ok();
            assertThat(scene.failures()).isEqualTo(20);
            for (List<Object> command : List.<List<Object>>of(
                    List.of("attach", scene.pid, late),
                    List.of("reload", scene.pid, late),
                    List.of("pause", scene.pid),
                    List.of("disable", scene.pid, "r"),
                    List.of("status", scene.pid),
                    List.of("detach", scene.pid))) {
                refused(other.run(command.toArray()), "use " + Jvm.JAR);
            }
            assertThat(scene.failures()).isEqualTo(20);
            assertThat(scene.cli.run("status", scene.pid).ok().out()).contains("active", "matched 40, injected 40");

            scene.cli.run("detach", scene.pid).ok();
            refused(other.run("attach", scene.pid, file), "was in this JVM before");
            assertThat(scene.failures()).isZero();
            assertThat(scene.cli.run("ps").ok().out()).containsPattern(scene.pid + " +\\S+ +absent");
            // The one that was there may come back.
            scene.cli.run("attach", scene.pid, file).ok();
            assertThat(scene.failures()).isEqualTo(20);
            assertThat(scene.running.error()).doesNotContain("Exception");
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aJarThatIsReplacedByAnotherVersionInItsPlaceIsRefused(Jdk jdk) throws Exception {
        try (Scene scene = new Scene(jdk, jdk)) {
            Path jar = Files.copy(Jvm.JAR, scene.jvm.directory().resolve("upgraded.jar"));
            Cli cli = scene.cli.with(jar);
            Path file = scene.rules("faults.yaml", REFUSE);
            cli.run("attach", scene.pid, file).ok();
            assertThat(scene.failures()).isEqualTo(20);
            cli.run("detach", scene.pid).ok();
            Path other = other(scene.jvm.directory().resolve("other.jar"));
            Files.move(other, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            refused(cli.run("attach", scene.pid, file), "was in this JVM before");
            assertThat(scene.failures()).isZero();
            assertThat(scene.cli.run("ps").ok().out()).containsPattern(scene.pid + " +\\S+ +absent");
            // The same version from somewhere else will do.
            Files.delete(jar);
            scene.cli.run("attach", scene.pid, file).ok();
            assertThat(scene.failures()).isEqualTo(20);
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void twoVersionsInOneCommandLineAreRefused(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk);
        Path other = other(jvm.directory().resolve("other.jar"));
        Path file = jvm.file(
                "faults.yaml", "rules: [ { name: r, on: connect, target: { hosts: 127.0.0.1 }, fault: refuse } ]\n");
        jvm.with("-javaagent:" + Jvm.JAR + "=" + file);
        jvm.with("-javaagent:" + other + "=" + file);
        Run run = jvm.java("-version");
        assertThat(run.exit()).as(run.toString()).isEqualTo(2);
        assertThat(run.clean().err())
                .containsOnlyOnce(other + " is Jinx " + OTHER)
                .contains("Jinx " + ours());

        Jvm going =
                Jvm.on(jdk).env("JAVA_TOOL_OPTIONS", "-javaagent:" + other + "=rules=" + file + ",on-error=continue");
        run = going.with("-javaagent:" + Jvm.JAR + "=rules=" + file + ",on-error=continue")
                .java("-version");
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.err())
                .contains(Jvm.JAR + " is Jinx " + ours(), "the rules so far stay in force")
                .containsOnlyOnce("in force, seed");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aJarThatIsReplacedWhileItIsInForceGoesOn(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk);
        Path jar = Files.copy(Jvm.JAR, jvm.directory().resolve("upgraded.jar"));
        Path file = jvm.file(
                "faults.yaml", "rules: [ { name: r, on: connect, target: { hosts: 127.0.0.1 }, fault: refuse } ]\n");
        try (Scene scene = new Scene(Cli.of(jdk), jvm.with("-javaagent:" + jar + "=" + file))) {
            assertThat(scene.failures()).isEqualTo(20);
            Path other = other(jvm.directory().resolve("other.jar"));
            Files.move(other, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            refused(scene.cli.with(jar).run("attach", scene.pid, file), "use");
            assertThat(scene.failures()).isEqualTo(20);
            scene.tell("end");
            Run run = scene.running.end();
            assertThat(run.exit()).isZero();
            assertThat(run.err()).containsPattern("r +40 +40").doesNotContain("Exception", "inside Jinx");
        }
    }
}
