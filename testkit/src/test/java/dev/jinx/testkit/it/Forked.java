package dev.jinx.testkit.it;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM in which tests run, and what it said. */
final class Forked {
    /** Only what hangs reaches it: the whole suite takes a minute, and many on a machine that others use. */
    private static final long PATIENCE_SECONDS = 900;

    private static final Path JUNIT_5 = Path.of(System.getProperty("kit.junit5", "target/junit5"));

    private final Path home;
    private final List<String> flags = new ArrayList<>();
    private boolean junit5;
    private boolean withoutAgentJar;

    Forked(Path home) {
        this.home = home;
    }

    /** The JDK of the build, and every newer one that is installed beside it; one of each feature release. */
    static List<Path> homes() {
        Path own = Path.of(System.getProperty("java.home"));
        List<Path> homes = new ArrayList<>(List.of(own));
        List<Integer> known = new ArrayList<>(List.of(Runtime.version().feature()));
        try (Stream<Path> beside = Files.list(own.toRealPath().getParent())) {
            for (Path home : beside.sorted().toList()) {
                int feature = feature(home);
                if (feature > Runtime.version().feature() && !known.contains(feature)) {
                    known.add(feature);
                    homes.add(home);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return homes;
    }

    /** 0 where there is no whole JDK. */
    static int feature(Path home) {
        try {
            if (!Files.isExecutable(home.resolve("bin/java"))) {
                return 0;
            }
            for (String line : Files.readAllLines(home.resolve("release"))) {
                if (line.startsWith("JAVA_VERSION=")) {
                    return Runtime.Version.parse(line.substring(14, line.length() - 1))
                            .feature();
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
        return 0;
    }

    /** With JUnit 5.14 instead of the build's. */
    Forked junit5() {
        junit5 = true;
        return this;
    }

    /** Without the agent's jar on the class path. */
    Forked withoutAgentJar() {
        withoutAgentJar = true;
        return this;
    }

    Forked with(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    /** The agent's jar on the class path of these tests. */
    static String agentJar() {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (isAgent(entry)) {
                return entry;
            }
        }
        throw new IllegalStateException("jinx.jar is not on the class path");
    }

    private static boolean isAgent(String entry) {
        String name = Path.of(entry).getFileName().toString();
        return name.equals("jinx.jar") || (name.startsWith("jinx-agent") && name.endsWith("-all.jar"));
    }

    private String classPath() throws IOException {
        List<String> path = new ArrayList<>();
        if (junit5) {
            try (Stream<Path> jars = Files.list(JUNIT_5)) {
                jars.map(Path::toString).forEach(path::add);
            }
        }
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            boolean junit = entry.contains("/org/junit/") || entry.contains("/opentest4j/");
            if (!(junit5 && junit) && !(withoutAgentJar && isAgent(entry))) {
                path.add(entry);
            }
        }
        return String.join(File.pathSeparator, path);
    }

    /**
     * What it came to.
     *
     * @param status its exit status
     * @param said on both outputs
     */
    record Outcome(int status, String said) {}

    /** Runs the test classes whose names match. */
    Outcome run(String pattern) throws IOException, InterruptedException {
        return runMain(Suite.class, pattern);
    }

    /** Runs that class. */
    Outcome runMain(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        Path said = Files.createTempFile("kit", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                // A thread dump says where it hangs.
                new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                        .start()
                        .waitFor();
                process.waitFor(2, TimeUnit.SECONDS);
                process.destroyForcibly().waitFor();
                return new Outcome(-1, "not over after " + PATIENCE_SECONDS + " s\n" + text(said));
            }
            return new Outcome(process.exitValue(), text(said));
        } finally {
            Files.deleteIfExists(said);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
