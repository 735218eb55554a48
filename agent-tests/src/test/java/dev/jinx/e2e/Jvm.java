package dev.jinx.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A JVM to fork, with the packaged jinx.jar as its agent. */
final class Jvm {
    /** The scenarios, and nothing else of these tests' class path. */
    static final Path CLASSES = Path.of(System.getProperty("jinx.classes", "target/test-classes"));

    /** The jar under test. */
    static final Path JAR = jar();

    /** For JVMs that are short-lived and many, on a shared machine. */
    static final List<String> SMALL = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private static final Path WORK = Path.of(System.getProperty("jinx.work", "target/runs"));
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Jdk jdk;
    private final Path directory;
    private final List<String> flags = new ArrayList<>();
    private final List<String> prefix = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private String agent;
    private String classPath = CLASSES.toString();
    /** Only what hangs reaches it, and no JVM on however busy a machine. */
    private Duration timeout = Duration.ofMinutes(3);

    private Jvm(Jdk jdk) {
        this.jdk = jdk;
        try {
            directory = Files.createDirectories(
                    WORK.toAbsolutePath().resolve(jdk.feature() + "-" + NUMBER.incrementAndGet()));
            try (var old = Files.walk(directory)) {
                for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
                    if (!file.equals(directory)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String flag : System.getProperty("jinx.flags", "").split(" ", -1)) {
            if (!flag.isEmpty()) {
                flags.add(flag);
            }
        }
        flags.addAll(SMALL);
    }

    private static Path jar() {
        Path jar = Path.of(System.getProperty("jinx.jar", "../agent/target/jinx.jar"))
                .toAbsolutePath()
                .normalize();
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not there; build it first: mvn -pl runtime,agent package");
        }
        return jar;
    }

    static Jvm on(Jdk jdk) {
        return new Jvm(jdk);
    }

    /** A directory of this run's own. */
    Path directory() {
        return directory;
    }

    Path reportFile() {
        return directory.resolve("report.json");
    }

    /** Runs under the agent, with this rules file and a JSON report. */
    Jvm rules(String yaml) {
        return agent("rules=" + file("faults.yaml", yaml) + ",report=" + reportFile());
    }

    /** Runs under the agent, with this argument behind the {@code =}; an empty one for none. */
    Jvm agent(String argument) {
        agent = argument;
        return this;
    }

    /** Writes a file into the run's directory. */
    Path file(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Jvm with(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    /** As a user starts it who knows none of its options. */
    Jvm withoutFlags() {
        flags.clear();
        return this;
    }

    /** Starts it through another command, such as a shell that sets limits. */
    Jvm through(String... command) {
        prefix.addAll(List.of(command));
        return this;
    }

    Jvm env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Jvm andClassPath(List<Path> more) {
        StringBuilder path = new StringBuilder(classPath);
        for (Path one : more) {
            path.append(':').append(one);
        }
        classPath = path.toString();
        return this;
    }

    Jvm within(Duration most) {
        timeout = most;
        return this;
    }

    /** Runs a scenario of a class to its end. */
    Run run(Class<?> main, Object... arguments) {
        try (Running running = start(main, arguments)) {
            return running.end();
        }
    }

    /** Runs {@code java} with these arguments only, and the agent if there is one. */
    Run java(String... arguments) {
        try (Running running = startJava(arguments)) {
            return running.end();
        }
    }

    /** Starts {@code java} with these arguments only, and the agent if there is one. */
    Running startJava(String... arguments) {
        return fork(List.of(arguments));
    }

    /** Starts a scenario of a class. */
    Running start(Class<?> main, Object... arguments) {
        return start(main.getName(), arguments);
    }

    /** Starts the class of that name. */
    Running start(String main, Object... arguments) {
        List<String> rest = new ArrayList<>(List.of("-cp", classPath, main));
        for (Object argument : arguments) {
            rest.add(argument.toString());
        }
        return fork(rest);
    }

    private Running fork(List<String> rest) {
        List<String> command = new ArrayList<>(prefix);
        command.add(jdk.java().toString());
        command.addAll(flags);
        if (agent != null) {
            command.add("-javaagent:" + JAR + (agent.isEmpty() ? "" : "=" + agent));
        }
        command.addAll(rest);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        Map<String, String> env = builder.environment();
        env.keySet()
                .removeIf(name -> name.startsWith("JINX_")
                        || name.startsWith("FAULT_")
                        || name.endsWith("JAVA_OPTIONS")
                        || name.endsWith("JAVA_TOOL_OPTIONS"));
        env.putAll(environment);
        try {
            return new Running(this, command, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JVM that runs; closing it ends it. */
    static final class Running implements AutoCloseable {
        private final Jvm jvm;
        private final List<String> command;
        private final Process process;

        Running(Jvm jvm, List<String> command, Process process) {
            this.jvm = jvm;
            this.command = command;
            this.process = process;
        }

        Process process() {
            return process;
        }

        /** Gives it a line on its standard input. */
        void tell(String line) {
            try {
                process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits until standard error holds this text. */
        void awaitError(String text) {
            awaitFile(jvm.directory.resolve("err"), text);
        }

        /** What it said on standard output so far. */
        String output() {
            return read("out");
        }

        /** What it said on standard error so far. */
        String error() {
            return read("err");
        }

        /** Waits until standard output holds a whole line with this text in it. */
        void awaitOutput(String text) {
            awaitFile(jvm.directory.resolve("out"), text);
        }

        /** Waits until a file of the run holds a whole line with this text in it. */
        void awaitFile(Path file, String text) {
            long end = System.nanoTime() + jvm.timeout.toNanos();
            while (true) {
                // Asked first: what it said last is in the file when it is gone.
                boolean alive = process.isAlive();
                if (Files.exists(file) && holds(text(file), text)) {
                    return;
                }
                if (!alive || System.nanoTime() > end) {
                    throw new AssertionError(file + " never held \"" + text + "\"\n" + end());
                }
                pause();
            }
        }

        /** Whether a line with that text is there to its end: it may be read while it is being written. */
        private static boolean holds(String said, String text) {
            int at = said.indexOf(text);
            return at >= 0 && (text.endsWith("\n") || said.indexOf('\n', at + text.length()) >= 0);
        }

        private static void pause() {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Waits for its end. */
        Run end() {
            try {
                if (!process.waitFor(jvm.timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    // A thread dump says where it hangs.
                    new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start();
                    process.waitFor(1, TimeUnit.SECONDS);
                    process.destroyForcibly().waitFor();
                    throw new AssertionError("did not end within " + jvm.timeout + "\n" + result());
                }
                return result();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private Run result() {
            return new Run(
                    jvm.jdk,
                    String.join(" ", command),
                    process.isAlive() ? -1 : process.exitValue(),
                    read("out"),
                    read("err"),
                    jvm.reportFile());
        }

        private String read(String name) {
            return text(jvm.directory.resolve(name));
        }

        /** Whatever is in it: half of a letter, too, which somebody is about to write. */
        private static String text(Path file) {
            try {
                return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            all.add(process.toHandle());
            // Those that lead to the JVM, and what it started itself, such as a server.
            all.forEach(ProcessHandle::destroyForcibly);
            try {
                process.waitFor(10, TimeUnit.SECONDS);
                for (ProcessHandle one : all) {
                    // What a JVM that is killed leaves where it listened for commands.
                    Files.deleteIfExists(Path.of("/tmp/.java_pid" + one.pid()));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
