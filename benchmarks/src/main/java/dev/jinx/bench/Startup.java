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
 * dev.jinx.bench.Startup [RUNS]}. On a machine that others use too, the lower quartile says more than the median.
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
                target: { methods: ["dev.jinx.bench.spring.SpringProgram$InMemoryOrders#findAll"] }
                probability: 0.000001
                fault: { throw: java.lang.IllegalStateException }
            """;

    private static final String SPRING = "Spring Boot";

    /** A fat jar, built by {@code mvn -f benchmarks/spring package}. */
    private static final Path SPRING_JAR = Path.of(System.getProperty(
            "spring.jar",
            Machine.ownJar()
                    .getParent()
                    .resolveSibling("spring/target/spring-boot-program.jar")
                    .toString()));

    private final int runs;
    private final Map<String, List<String>> cases = new LinkedHashMap<>();

    private Startup(int runs) throws IOException {
        this.runs = runs;
        cases.put("no agent", List.of());
        cases.put("an agent that does nothing", List.of("-javaagent:" + Machine.nothingAgent()));
        // No file: what is left of the next case is the reading of its rules.
        cases.put("Jinx, a rule from variables", List.of("-javaagent:" + Machine.jinx()));
        cases.put(
                "Jinx, a rules file of one rule",
                List.of("-javaagent:" + Machine.jinx() + "=" + Machine.rules(ONE_RULE)));
        cases.put(
                "Jinx, one rule on calls",
                List.of("-javaagent:" + Machine.jinx() + "=" + Machine.rules(ONE_RULE_ON_CALLS)));
        cases.put(
                "Jinx, one rule on a Spring bean",
                List.of("-javaagent:" + Machine.jinx() + "=" + Machine.rules(ONE_RULE_ON_SPRING)));
    }

    /** Measures on each JDK found. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Startup startup = new Startup(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20);
        for (Path home : Machine.jdks()) {
            if (Files.exists(SPRING_JAR)) {
                startup.measure(home, SPRING);
            } else {
                System.out.println("no " + SPRING_JAR + ", so nothing about Spring Boot");
            }
            startup.measure(home, "hello");
            startup.measure(home, "socket");
        }
    }

    private void measure(Path home, String program) throws IOException, InterruptedException {
        Map<String, double[]> times = new LinkedHashMap<>();
        Map<String, double[]> memory = new LinkedHashMap<>();
        for (String name : cases.keySet()) {
            times.put(name, new double[runs]);
            memory.put(name, new double[5]);
        }
        for (int i = -2; i < runs; i++) {
            for (String name : cases.keySet()) {
                long start = System.nanoTime();
                run(home, name, program);
                if (i >= 0) {
                    times.get(name)[i] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        for (int i = 0; i < 5; i++) {
            for (String name : cases.keySet()) {
                String[] lines = run(home, name, program, "memory").strip().split("\n", -1);
                memory.get(name)[i] = Double.parseDouble(lines[lines.length - 1]) / 1024;
            }
        }
        print(home, program, times, memory);
    }

    private static void print(Path home, String program, Map<String, double[]> times, Map<String, double[]> memory) {
        System.out.printf(
                Locale.ROOT,
                "%n%s, %s: median, median over no agent, lower quartile over no agent's; memory%n",
                home.getFileName(),
                program);
        double[] base = times.get("no agent");
        double baseMemory = Machine.median(memory.get("no agent"));
        times.forEach((name, each) -> {
            double[] over = new double[each.length];
            for (int i = 0; i < over.length; i++) {
                over[i] = each[i] - base[i];
            }
            System.out.printf(
                    Locale.ROOT,
                    "  %-32s %7.1f ms  %+7.1f ms  %+7.1f ms   %6.1f MB  %+6.1f MB%n",
                    name,
                    Machine.median(each),
                    Machine.median(over),
                    Machine.lowerQuartile(each) - Machine.lowerQuartile(base),
                    Machine.median(memory.get(name)),
                    Machine.median(memory.get(name)) - baseMemory);
        });
    }

    private String run(Path home, String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/java").toString());
        command.addAll(cases.get(name));
        command.add("-Xshare:auto");
        if (arguments[0].equals(SPRING)) {
            command.addAll(List.of("-jar", SPRING_JAR.toString()));
        } else {
            command.addAll(List.of("-cp", Machine.ownJar().toString(), Program.class.getName()));
        }
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(new File("/dev/null"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
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
