package dev.jinx.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a socket call costs with the agent, as a ratio to the same call without: {@code java -cp benchmarks.jar
 * dev.jinx.bench.SocketCallBenchmark [ROUNDS [OPERATION]]}. One JVM for each case, all on one core; in each round each makes the same batch of
 * calls, one after the other, and what is told is the median over the rounds of the ratio to the JVM without an agent.
 */
public final class SocketCallBenchmark {
    private static final List<String> OPERATIONS = List.of(
            "Socket read",
            "Socket write",
            "SocketChannel read",
            "SocketChannel write",
            "polled read",
            "round trip",
            "bulk");
    private static final int MANY = 10_000;

    /**
     * The first of so many that Linux gives nobody who asks for any port. The connecting side's port is the remote one of the other side, and
     * a rule that happened to name it would break the connection.
     */
    private static final int OTHER_PORTS = 10_000;

    private static final int WARM_UP = 30;

    private SocketCallBenchmark() {}

    private interface Rules {
        String yaml(int port);
    }

    private static Map<String, Rules> cases() {
        Map<String, Rules> cases = new LinkedHashMap<>();
        cases.put("no agent", null);
        // A second one without an agent says how far the ratios can be trusted.
        cases.put("no agent again", null);
        cases.put("another port", port -> "rules:\n" + rule(0, "ports: " + OTHER_PORTS, 1));
        cases.put("this port, p=1e-9", port -> "rules:\n" + rule(0, "ports: " + port, 1e-9));
        cases.put("another host", port -> "rules:\n" + rule(0, "ports: " + port + ", hosts: 10.9.0.1", 1));
        cases.put("10,000 other ports", port -> rules(MANY, i -> "ports: " + (OTHER_PORTS + i)));
        cases.put(
                "10,000 other hosts",
                port -> rules(MANY, i -> "ports: " + port + ", hosts: 10.9." + i / 256 + "." + i % 256));
        return cases;
    }

    private interface TargetText {
        String of(int number);
    }

    private static String rules(int count, TargetText target) {
        StringBuilder yaml = new StringBuilder("rules:\n");
        for (int i = 0; i < count; i++) {
            yaml.append(rule(i, target.of(i), 1));
        }
        return yaml.toString();
    }

    private static String rule(int number, String target, double probability) {
        return "  - { name: r" + number + ", on: [read, write], target: { " + target + " }, probability: "
                + (probability == 1 ? "1" : String.format(Locale.ROOT, "%.9f", probability))
                + ", fault: { error: ECONNRESET } }\n";
    }

    /** Measures on each JDK found. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
        for (Path home : Machine.jdks()) {
            measure(home, rounds, arguments.length > 1 ? List.of(arguments[1]) : OPERATIONS);
        }
    }

    private static void measure(Path home, int rounds, List<String> operations)
            throws IOException, InterruptedException {
        Map<String, Rules> cases = cases();
        List<Jvm> jvms = new ArrayList<>();
        try {
            for (Rules rules : cases.values()) {
                jvms.add(Jvm.start(home, rules));
            }
            List<String> names = new ArrayList<>(cases.keySet());
            System.out.printf(Locale.ROOT, "%n%s: median of the ratios to no agent%n", home.getFileName());
            for (String operation : operations) {
                print(operation, names, ratios(jvms, operation, rounds));
            }
        } finally {
            for (Jvm jvm : jvms) {
                jvm.process.destroy();
            }
        }
    }

    private static void print(String operation, List<String> names, double[][] results) {
        System.out.printf(Locale.ROOT, "%-20s %8.0f ns%n", operation, results[0][0]);
        for (int i = 1; i < names.size(); i++) {
            System.out.printf(
                    Locale.ROOT,
                    "    %-20s %6.3f   (%.3f to %.3f)%n",
                    names.get(i),
                    results[i][0],
                    results[i][1],
                    results[i][2]);
        }
    }

    /** For the first JVM its nanoseconds; for each other the median of its ratios to it, and their quartiles. */
    private static double[][] ratios(List<Jvm> jvms, String operation, int rounds)
            throws IOException, InterruptedException {
        double[][] each = new double[jvms.size()][rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int i = 0; i < jvms.size(); i++) {
                // Each goes first in turn.
                int turn = Math.floorMod(i + round, jvms.size());
                double nanos = jvms.get(turn).measure(operation);
                if (round >= 0) {
                    each[turn][round] = nanos;
                }
            }
        }
        double[][] results = new double[jvms.size()][];
        results[0] = new double[] {Machine.median(each[0])};
        for (int i = 1; i < results.length; i++) {
            double[] ratios = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                ratios[round] = each[i][round] / each[0][round];
            }
            Arrays.sort(ratios);
            results[i] = new double[] {Machine.median(ratios), ratios[rounds / 4], ratios[rounds * 3 / 4]};
        }
        return results;
    }

    /** A JVM that measures when it is told to. */
    private record Jvm(Process process, PrintStream to, BufferedReader from, Path errors) {
        static Jvm start(Path home, Rules rules) throws IOException {
            int port = freePort();
            List<String> command = new ArrayList<>(Machine.pinned());
            command.add(home.resolve("bin/java").toString());
            command.addAll(List.of("-Xms128m", "-Xmx128m", "-XX:+UseSerialGC"));
            if (rules != null) {
                command.add("-javaagent:" + Machine.jinx() + "=" + Machine.rules(rules.yaml(port)));
            }
            command.addAll(List.of("-cp", Machine.ownJar().toString(), Calls.class.getName(), Integer.toString(port)));
            Path errors = Files.createTempFile("measuring", ".txt");
            errors.toFile().deleteOnExit();
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            Process process = builder.start();
            return new Jvm(
                    process,
                    new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8),
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)),
                    errors);
        }

        double measure(String operation) throws IOException, InterruptedException {
            to.println(operation);
            String answer = from.readLine();
            if (answer == null) {
                throw new IOException("a measuring JVM ended with " + process.waitFor() + " at " + operation + ":\n"
                        + Files.readString(errors));
            }
            return Double.parseDouble(answer);
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }
    }
}
