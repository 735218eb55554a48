package dev.jinx.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What connections on a selector loop notice of others on it that are delayed by 200 ms, and what a thousand delayed ones cost:
 * {@code java -cp benchmarks.jar dev.jinx.bench.EventLoopBenchmark [ROUNDS]}.
 */
public final class EventLoopBenchmark {
    private static final int SECONDS = 4;

    private EventLoopBenchmark() {}

    /** Measures on each JDK found. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        for (Path home : Machine.jdks()) {
            measure(home, rounds);
        }
    }

    private record Case(boolean agent, int slow) {}

    private static void measure(Path home, int rounds) throws IOException, InterruptedException {
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("no agent, alone on the loop", new Case(false, 0));
        cases.put("Jinx, alone on the loop", new Case(true, 0));
        cases.put("Jinx, with 1 delayed", new Case(true, 1));
        cases.put("Jinx, with 1,000 delayed", new Case(true, 1_000));
        Map<String, List<double[]>> figures = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Case> one : cases.entrySet()) {
                List<double[]> list = figures.get(one.getKey());
                if (list == null) {
                    list = new ArrayList<>();
                    figures.put(one.getKey(), list);
                }
                list.add(run(home, one.getValue()));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%n%s: two unfaulted connections on a loop (round trip p50 and p99, us); those delayed by 200 ms (p50 and p99, ms);"
                        + " CPU of the loop, ms in %d s%n",
                home.getFileName(),
                SECONDS + 2);
        for (Map.Entry<String, List<double[]>> one : figures.entrySet()) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-30s %8.1f %8.1f   %8.1f %8.1f   %6.0f%n",
                    one.getKey(),
                    median(one.getValue(), 1),
                    median(one.getValue(), 2),
                    median(one.getValue(), 4),
                    median(one.getValue(), 5),
                    median(one.getValue(), 7));
        }
    }

    private static double median(List<double[]> runs, int column) {
        double[] values = new double[runs.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = runs.get(i)[column];
        }
        return Machine.median(values);
    }

    private static double[] run(Path home, Case one) throws IOException, InterruptedException {
        int fast = freePort();
        int slow = freePort();
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/java").toString());
        if (one.agent) {
            Path rules = Machine.rules("""
                    report: { console: false }
                    rules:
                      - name: slow
                        on: read
                        target: { ports: %d }
                        fault: { delay: 200ms }
                    """.formatted(slow));
            command.add("-javaagent:" + Machine.jinx() + "=" + rules);
        }
        command.addAll(List.of(
                "-cp",
                Machine.ownJar().toString(),
                EventLoop.class.getName(),
                Integer.toString(fast),
                Integer.toString(slow),
                Integer.toString(one.slow),
                Integer.toString(SECONDS)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("exit status " + process.exitValue() + ": " + command);
        }
        String[] columns = output.split(" ", -1);
        double[] values = new double[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.parseDouble(columns[i]);
        }
        return values;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
