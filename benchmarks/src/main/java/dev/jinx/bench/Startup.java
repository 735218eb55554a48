package dev.jinx.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the agent adds to the start of a JVM, against the same program without an agent, interleaved: {@code java -cp benchmarks.jar
 * dev.jinx.bench.Startup [RUNS [PROGRAM]]}, a program being {@code spring}, {@code hello} or {@code socket}. On a machine that others use
 * too, the lower quartile says more than the median, and the processor time, user and system, more than the time on the clock. With
 * {@code -Djinx.before=FILE} another {@code jinx.jar} is measured in turn with this one.
 */
public final class Startup {
    private static final String ONE_RULE = """
            rules:
              - name: one
                on: [connect, read, write]
                target: { ports: 9999 }
                fault: { error: ECONNRESET }
            """;

    /** By subtype, so that every class has to be looked at. */
    private static final String ONE_RULE_ON_CALLS = """
            rules:
              - name: one
                on: call
                target: { methods: ["dev.jinx.bench.Program#main", "+java.lang.Runnable#run"] }
                probability: 0.000001
                fault: { throw: java.lang.IllegalStateException }
            """;

    private static final String ONE_RULE_ON_SPRING = """
            rules:
              - name: one
                on: call
                target: { methods: ["dev.jinx.e2e.app.spring.SimpleAnswers#answer"] }
                probability: 0.000001
                fault: { throw: java.lang.IllegalStateException }
            """;

    private static final String SPRING = "spring";
    private static final String WITHOUT = "no agent";
    private static final int MEMORY_RUNS = 5;

    /** The shell, because the times that Java can ask for are counted in hundredths of a second. */
    private static final List<String> TIMED =
            List.of("/bin/bash", "-c", "TIMEFORMAT='%3U %3S'; time \"$0\" \"$@\" >/dev/null 2>/dev/null");

    /** A fat jar, built by {@code mvn -pl agent-tests/spring package}. */
    private static final Path SPRING_JAR = Path.of(System.getProperty(
            "spring.jar",
            Machine.ownJar()
                    .resolveSibling("../../agent-tests/spring/target/spring-boot-program.jar")
                    .normalize()
                    .toString()));

    private final int runs;
    private final Map<String, List<String>> cases = new LinkedHashMap<>();

    private Startup(int runs) throws IOException {
        this.runs = runs;
        cases.put(WITHOUT, List.of());
        cases.put("an agent that does nothing", List.of("-javaagent:" + Machine.nothingAgent()));
        // No file: what is left of the next case is the reading of its rules.
        cases.put("Jinx, a rule from variables", List.of("-javaagent:" + Machine.jinx()));
        String before = System.getProperty("jinx.before");
        if (before != null) {
            cases.put("as it was, a rules file", List.of("-javaagent:" + before + "=" + Machine.rules(ONE_RULE)));
        }
        cases.put("Jinx, a rules file of one rule", jinx(ONE_RULE));
        cases.put("Jinx, one rule on calls", jinx(ONE_RULE_ON_CALLS));
        cases.put("Jinx, one rule on a bean", jinx(ONE_RULE_ON_SPRING));
        cases.put(
                "Jinx, one on its interface",
                jinx(ONE_RULE_ON_SPRING.replace("dev.jinx.e2e.app.spring.Simple", "+dev.jinx.e2e.app.spring.")));
    }

    private static List<String> jinx(String rules) throws IOException {
        return List.of("-javaagent:" + Machine.jinx() + "=" + Machine.rules(rules));
    }

    /** The cases that say something about a program. */
    private List<String> cases(String program) {
        List<String> some = new ArrayList<>(cases.keySet());
        List<String> ofBeans = List.of("Jinx, one rule on a bean", "Jinx, one on its interface");
        if (program.equals(SPRING)) {
            some.removeAll(List.of("Jinx, a rule from variables", "Jinx, one rule on calls"));
        } else {
            some.removeAll(ofBeans);
        }
        return some;
    }

    /** Measures on each JDK found. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Startup startup = new Startup(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20);
        List<String> programs = arguments.length > 1 ? List.of(arguments[1]) : List.of(SPRING, "hello", "socket");
        for (Path home : Machine.jdks()) {
            for (String program : programs) {
                if (program.equals(SPRING) && !Files.exists(SPRING_JAR)) {
                    System.out.println("no " + SPRING_JAR + ", so nothing about Spring Boot");
                } else {
                    startup.measure(home, program);
                }
            }
        }
    }

    /** What was seen of one case; milliseconds and megabytes. */
    private static final class Seen {
        final double[] times;
        final double[] processor;
        final double[] memory = new double[MEMORY_RUNS];

        Seen(int runs) {
            times = new double[runs];
            processor = new double[runs];
        }
    }

    private void measure(Path home, String program) throws IOException, InterruptedException {
        Map<String, Seen> seen = new LinkedHashMap<>();
        for (String name : cases(program)) {
            seen.put(name, new Seen(runs));
        }
        for (int i = -2; i < runs; i++) {
            for (String name : seen.keySet()) {
                long start = System.nanoTime();
                String[] processor = run(TIMED, home, name, program).strip().split(" ", -1);
                if (i >= 0) {
                    seen.get(name).times[i] = (System.nanoTime() - start) / 1e6;
                    seen.get(name).processor[i] =
                            (Double.parseDouble(processor[0]) + Double.parseDouble(processor[1])) * 1e3;
                }
            }
        }
        for (int i = 0; i < MEMORY_RUNS; i++) {
            for (String name : seen.keySet()) {
                String[] lines =
                        run(List.of(), home, name, program, "memory").strip().split("\n", -1);
                seen.get(name).memory[i] = Double.parseDouble(lines[lines.length - 1]) / 1024;
            }
        }
        print(home, program, seen);
    }

    private static void print(Path home, String program, Map<String, Seen> seen) {
        System.out.printf(
                Locale.ROOT,
                "%n%s, %s: median; over no agent, median of pairs (quartiles) and of lower quartiles; processor time likewise; memory%n",
                home.getFileName(),
                program);
        Seen base = seen.get(WITHOUT);
        seen.forEach((name, each) -> System.out.printf(
                Locale.ROOT,
                "  %-32s %7.0f ms %s   processor %7.0f ms %s   %6.1f MB %+6.1f%n",
                name,
                Machine.median(each.times),
                over(each.times, base.times),
                Machine.median(each.processor),
                over(each.processor, base.processor),
                Machine.median(each.memory),
                Machine.median(each.memory) - Machine.median(base.memory)));
    }

    private static String over(double[] each, double[] base) {
        double[] over = new double[each.length];
        double[] under = new double[each.length];
        for (int i = 0; i < over.length; i++) {
            over[i] = each[i] - base[i];
            under[i] = -over[i];
        }
        return String.format(
                Locale.ROOT,
                "%+6.0f (%+.0f to %+.0f) %+6.0f",
                Machine.median(over),
                Machine.lowerQuartile(over),
                -Machine.lowerQuartile(under),
                Machine.lowerQuartile(each) - Machine.lowerQuartile(base));
    }

    private String run(List<String> by, Path home, String name, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(by);
        command.add(home.resolve("bin/java").toString());
        command.addAll(cases.get(name));
        command.add("-Xshare:auto");
        if (arguments[0].equals(SPRING)) {
            command.addAll(List.of("-jar", SPRING_JAR.toString()));
        } else {
            command.addAll(List.of("-cp", Machine.ownJar().toString(), Program.class.getName()));
        }
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        if (by.isEmpty()) {
            builder.redirectError(new File("/dev/null"));
        } else {
            // The program's own output goes nowhere; this is the shell's.
            builder.redirectErrorStream(true);
        }
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("LC_NUMERIC", "C");
        if (name.endsWith("variables")) {
            builder.environment().putAll(Map.of("FAULT_CONNECT_FAIL_RATE", "0.000001", "FAULT_TARGET_PORT", "9999"));
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + status);
        }
        return output;
    }
}
