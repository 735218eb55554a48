package dev.jinx.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long it takes until a command has its effect in an application under light traffic, and how long the application stands still
 * meanwhile: {@code java -cp benchmarks.jar dev.jinx.bench.Control [ROUNDS]}. Each round has a JVM of its own, which is attached to
 * for the first time.
 */
public final class Control {
    private static final int CHANGES = 5;
    private static final int WARM_MILLIS = 1_000;
    private static final double NANOS = 1e6;

    private static final String ON = "rules: [ { name: r, on: connect, target: { ports: PORT }, fault: refuse } ]\n";
    private static final String OFF = "rules: [ { name: o, on: connect, target: { ports: 9 }, fault: refuse } ]\n";

    private final Path home;
    private final int rounds;
    private final Map<String, List<Double>> times = new LinkedHashMap<>();

    private Control(Path home, int rounds) {
        this.home = home;
        this.rounds = rounds;
    }

    /** Measures on each JDK found. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        Client warm = warm();
        for (Path home : Machine.jdks()) {
            Control control = new Control(home, rounds);
            Client command = control::fork;
            for (int i = -1; i < rounds; i++) {
                control.round("a client that is running, ", warm, i >= 0);
                control.round("the command, ", command, i >= 0);
                control.fileChanges(warm, i >= 0);
                control.pauses(warm, i >= 0);
            }
            control.print();
        }
    }

    /** Gives one command. */
    private interface Client {
        void command(String... words) throws Exception;
    }

    /** What {@code java -jar jinx.jar} runs, in this JVM, and what it prints is thrown away. */
    private static Client warm() throws ReflectiveOperationException, IOException {
        @SuppressWarnings("resource") // as long as this program
        ClassLoader visible =
                new URLClassLoader(new URL[] {Machine.jinx().toUri().toURL()});
        Method maker = visible.loadClass("dev.jinx.AgentLoader").getDeclaredMethod("forCommands");
        maker.setAccessible(true);
        Method run = ((ClassLoader) maker.invoke(null))
                .loadClass("dev.jinx.agent.cli.Commands")
                .getMethod("run", String[].class);
        return words -> {
            PrintStream out = System.out;
            System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            try {
                if ((Integer) run.invoke(null, (Object) words) != 0) {
                    throw new IOException(String.join(" ", words) + " failed");
                }
            } finally {
                System.setOut(out);
            }
        };
    }

    private void fork(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/java").toString(), "-jar", Machine.jinx().toString()));
        command.addAll(Arrays.asList(words));
        int status = new ProcessBuilder(command)
                .redirectOutput(new File("/dev/null"))
                .redirectError(new File("/dev/null"))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", words) + " ended with " + status);
        }
    }

    private void note(String what, double millis, boolean counts) {
        if (counts) {
            times.computeIfAbsent(what, key -> new ArrayList<>()).add(millis);
        }
    }

    private void round(String who, Client client, boolean counts) throws Exception {
        try (Target target = new Target(home, false)) {
            note(who + "attach", target.until("refused", client, "attach", target.pid, target.file), counts);
            for (int i = 0; i < CHANGES; i++) {
                target.write(OFF);
                note(who + "reload", target.until("connected", client, "reload", target.pid), counts);
                target.write(ON);
                note(who + "reload", target.until("refused", client, "reload", target.pid), counts);
            }
            long start = System.nanoTime();
            note(who + "detach", target.until("connected", client, "detach", target.pid), counts);
            // It answers when the bytecode is what it was.
            note(who + "detach, answered", (System.nanoTime() - start) / NANOS, counts);
        }
    }

    private void fileChanges(Client client, boolean counts) throws Exception {
        try (Target target = new Target(home, true)) {
            target.until("refused", client, "attach", target.pid, target.file);
            note("the file changes", target.until("connected", ignored -> target.write(OFF)), counts);
            note("the file changes", target.until("refused", ignored -> target.write(ON)), counts);
        }
    }

    private void pauses(Client client, boolean counts) throws Exception {
        try (Target target = new Target(home, false)) {
            note("longest pause, nothing done", target.pause(words -> Thread.sleep(250)), counts);
            note("longest pause, attach", target.pause(client, "attach", target.pid, target.file), counts);
            target.write(OFF);
            note("longest pause, reload", target.pause(client, "reload", target.pid), counts);
            note("longest pause, detach", target.pause(client, "detach", target.pid), counts);
        }
    }

    private void print() {
        System.out.printf(Locale.ROOT, "%n%s, %d rounds: median, p99, most, in ms%n", home.getFileName(), rounds);
        times.forEach((what, list) -> {
            double[] sorted =
                    list.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "  %-48s %8.1f %8.1f %8.1f   (%d)%n",
                    what,
                    Machine.median(sorted),
                    sorted[(int) Math.ceil(sorted.length * 0.99) - 1],
                    sorted[sorted.length - 1],
                    sorted.length);
        });
    }

    /** The JVM that is attached to. */
    private static final class Target implements AutoCloseable {
        final String pid;
        final String file;
        private final Process process;
        private final BufferedReader out;
        private final String port;

        Target(Path home, boolean watchesFile) throws IOException, InterruptedException {
            ProcessBuilder builder = new ProcessBuilder(
                            home.resolve("bin/java").toString(),
                            "-cp",
                            Machine.ownJar().toString(),
                            Traffic.class.getName())
                    .redirectError(new File("/dev/null"));
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            // Else a file that changed would be put in force before the command that is measured.
            builder.environment().put("JINX_WATCH", Boolean.toString(watchesFile));
            process = builder.start();
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            pid = Long.toString(process.pid());
            port = Long.toString(await("port"));
            file = Machine.rules("").toString();
            write(ON);
            Thread.sleep(WARM_MILLIS);
        }

        /** At once, as an editor does it. */
        void write(String rules) throws IOException {
            Path temporary = Machine.rules(rules.replace("PORT", port));
            Files.move(temporary, Path.of(file), StandardCopyOption.REPLACE_EXISTING);
        }

        /** The number behind that word, when it comes. */
        private long await(String word) throws IOException {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(word + " ")) {
                    return Long.parseLong(line.substring(word.length() + 1));
                }
            }
            throw new IOException("the application ended before it said '" + word + "'");
        }

        /** Milliseconds from the start of the command until the application notices. */
        double until(String word, Client client, String... words) throws Exception {
            long start = System.nanoTime();
            client.command(words);
            return (await(word) - start) / NANOS;
        }

        /** The longest time that a thread which does nothing but run stood still while the command was carried out, in ms. */
        double pause(Client client, String... words) throws Exception {
            tell("spin");
            client.command(words);
            tell("stop");
            return await("gap") / NANOS;
        }

        private void tell(String line) throws IOException {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            process.onExit().join();
            Files.deleteIfExists(Path.of(file));
        }
    }
}
