package dev.jinx.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a call of an application's method costs with the agent, in nanoseconds more than without: {@code java -cp benchmarks.jar
 * dev.jinx.bench.MethodBenchmark [ROUNDS]}. One JVM for each case, all on one core; in each round each makes the same batch of calls, one
 * after the other, and what is told is the median over the rounds of the difference to the JVM without an agent.
 */
public final class MethodBenchmark {
    private static final int WARM_UP = 20;
    private static final int MANY = 1000;

    private MethodBenchmark() {}

    private static Map<String, String> cases() {
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put("no agent", "");
        // A second one without an agent says how far the differences can be trusted.
        cases.put("no agent again", "");
        cases.put("woven, rule disabled", rules(1, "enabled: false"));
        cases.put("another method", rules(1, "probability: 0.000000001").replace("#step", "#main"));
        cases.put("matched by 1 rule, p=1e-9", rules(1, "probability: 0.000000001"));
        cases.put("matched by 1 rule, not due", rules(1, "when: { after: 9000000000 }"));
        cases.put("matched by 1,000 rules, p=1e-9", rules(MANY, "probability: 0.000000001"));
        return cases;
    }

    private static String rules(int count, String when) {
        StringBuilder yaml = new StringBuilder("rules:\n");
        for (int i = 0; i < count; i++) {
            yaml.append("  - { name: r")
                    .append(i)
                    .append(", on: call, target: { methods: \"dev.jinx.bench.Method#step\" }, ")
                    .append(when)
                    .append(", fault: { throw: java.lang.IllegalStateException } }\n");
        }
        return yaml.toString();
    }

    /** Measures on each JDK found. */
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
        for (Path home : Machine.jdks()) {
            measure(home, rounds);
        }
    }

    private static void measure(Path home, int rounds) throws IOException {
        List<Jvm> jvms = new ArrayList<>();
        try {
            for (Map.Entry<String, String> one : cases().entrySet()) {
                jvms.add(Jvm.start(home, one.getKey(), one.getValue()));
            }
            double[][] each = new double[jvms.size()][rounds];
            for (int round = -WARM_UP; round < rounds; round++) {
                for (int i = 0; i < jvms.size(); i++) {
                    // Each goes first in turn.
                    int turn = Math.floorMod(i + round, jvms.size());
                    double nanos = jvms.get(turn).measure();
                    if (round >= 0) {
                        each[turn][round] = nanos;
                    }
                }
            }
            print(home, jvms, each);
        } finally {
            for (Jvm jvm : jvms) {
                jvm.process.destroy();
            }
        }
    }

    private static void print(Path home, List<Jvm> jvms, double[][] each) {
        System.out.printf(Locale.ROOT, "%n%s: nanoseconds a call, over no agent%n", home.getFileName());
        System.out.printf(Locale.ROOT, "    %-32s %9.2f%n", jvms.get(0).name, Machine.median(each[0]));
        for (int i = 1; i < jvms.size(); i++) {
            double[] over = new double[each[i].length];
            for (int round = 0; round < over.length; round++) {
                over[round] = each[i][round] - each[0][round];
            }
            Arrays.sort(over);
            System.out.printf(
                    Locale.ROOT,
                    "    %-32s %+9.2f   (%+.2f to %+.2f)%n",
                    jvms.get(i).name,
                    Machine.median(over),
                    over[over.length / 4],
                    over[over.length * 3 / 4]);
        }
    }

    /** A JVM that measures when it is told to. */
    private record Jvm(String name, Process process, PrintStream to, BufferedReader from) {
        static Jvm start(Path home, String name, String rules) throws IOException {
            List<String> command = new ArrayList<>(Machine.pinned());
            command.add(home.resolve("bin/java").toString());
            command.addAll(List.of("-Xms64m", "-Xmx64m", "-XX:+UseSerialGC"));
            if (!rules.isEmpty()) {
                command.add("-javaagent:" + Machine.jinx() + "=" + Machine.rules(rules));
            }
            command.addAll(List.of("-cp", Machine.ownJar().toString(), Method.class.getName()));
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            Process process = builder.start();
            return new Jvm(
                    name,
                    process,
                    new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8),
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
        }

        double measure() throws IOException {
            to.println(name.contains("1,000") ? 2_000 : 1_000_000);
            String answer = from.readLine();
            if (answer == null) {
                throw new IOException("a measuring JVM ended");
            }
            return Double.parseDouble(answer);
        }
    }
}
