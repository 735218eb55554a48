package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.Unreachable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Errors of the network beneath are what injected ones are: they are made in a network namespace of these tests' own, with routes that
 * lead nowhere. That takes root; without it the tests are skipped.
 */
@Execution(ExecutionMode.SAME_THREAD)
class NetworkNamespaceIT {
    private static final String NAME = "jinx-test-" + ProcessHandle.current().pid();

    /** The error, an address that really gives it, and the route to it: what is not routed lies in a network without other hosts. */
    private enum Fault {
        NO_ANSWER("EHOSTUNREACH", "198.51.100.2", ""),
        UNREACHABLE("EHOSTUNREACH", "203.0.113.1", "unreachable 203.0.113.1"),
        PROHIBITED("EACCES", "203.0.113.2", "prohibit 203.0.113.2"),
        BLACK_HOLE("EINVAL", "203.0.113.3", "blackhole 203.0.113.3"),
        NO_ROUTE("ENETUNREACH", "203.0.113.4", ""),
        LOST("ETIMEDOUT", "203.0.113.5", "203.0.113.5 dev lo src 127.0.0.1");

        private final String error;
        private final String real;
        private final String route;

        Fault(String error, String real, String route) {
            this.error = error;
            this.real = real;
            this.route = route;
        }

        /** The address with the rule. */
        String injected() {
            return "127.77.5." + (ordinal() + 1);
        }
    }

    /** A route says at once what is injected as if a host did not answer: where nobody waits for a connect, there is a difference. */
    private static final List<String> KNOWN_TO_DIFFER =
            List.of("UNREACHABLE/SELECTOR", "UNREACHABLE/ASYNC_FUTURE", "UNREACHABLE/ASYNC_HANDLER");

    private static boolean made;

    @BeforeAll
    static void make() throws Exception {
        skipUnless(ip(), "there is no command ip");
        skipUnless("root".equals(System.getProperty("user.name")), "it takes root to make a network namespace");
        String refused = run("ip", "netns", "add", NAME);
        skipUnless(refused.isEmpty(), "no network namespace can be made here: " + refused);
        made = true;
        skipIfRefused(run("ip", "-n", NAME, "link", "set", "lo", "up"));
        skipIfRefused(run("ip", "-n", NAME, "link", "add", "alone", "type", "bridge"));
        skipIfRefused(run("ip", "-n", NAME, "address", "add", "198.51.100.1/24", "dev", "alone"));
        skipIfRefused(run("ip", "-n", NAME, "link", "set", "alone", "up"));
        for (Fault fault : Fault.values()) {
            if (!fault.route.isEmpty()) {
                List<String> command = new ArrayList<>(List.of("ip", "-n", NAME, "route", "add"));
                command.addAll(List.of(fault.route.split(" ", -1)));
                skipIfRefused(run(command.toArray(String[]::new)));
            }
        }
        // Three seconds until the kernel gives up a connect, and not two minutes; and before that, that nobody answers.
        set("tcp_syn_retries", 1);
        set("neigh/alone/retrans_time_ms", 200);
    }

    private static void set(String name, int value) throws Exception {
        String command = "echo " + value + " > /proc/sys/net/ipv4/" + name;
        skipIfRefused(run("ip", "netns", "exec", NAME, "sh", "-c", command));
    }

    private static void skipIfRefused(String refused) {
        skipUnless(refused.isEmpty(), "the network namespace cannot be set up: " + refused);
    }

    private static void skipUnless(boolean possible, String reason) {
        if (!possible) {
            System.out.println("Skipped, real network errors are not compared with injected ones: " + reason);
        }
        Assumptions.assumeTrue(possible, reason);
    }

    private static boolean ip() {
        for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            if (new File(directory, "ip").canExecute()) {
                return true;
            }
        }
        return false;
    }

    /** Runs a command; returns what it complained about. */
    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return "no answer";
        }
        return process.exitValue() == 0 ? "" : said + " (status " + process.exitValue() + ")";
    }

    @AfterAll
    static void delete() throws Exception {
        if (made) {
            assertThat(run("ip", "netns", "del", NAME)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void aConnectFailsAsItReallyDoes(Jdk jdk) {
        StringBuilder rules = new StringBuilder("rules:\n");
        List<Object> arguments = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            rules.append("  - { name: ").append(fault).append(", on: connect, target: { hosts: ");
            rules.append(fault.injected())
                    .append(" }, fault: { error: ")
                    .append(fault.error)
                    .append(" } }\n");
            arguments.add(fault + "," + fault.real + "," + fault.injected());
        }
        Run run = Jvm.on(jdk)
                .rules(rules.toString())
                .through("ip", "netns", "exec", NAME)
                .run(Unreachable.class, arguments.toArray())
                .ok();
        Map<String, List<String>> real = steps(run, "real");
        assertThat(real).hasSize(Fault.values().length * 7);
        Map<String, List<String>> injected = steps(run, "injected");
        assertThat(injected.keySet()).isEqualTo(real.keySet());
        List<String> differences = new ArrayList<>();
        real.forEach((name, steps) -> {
            if (!KNOWN_TO_DIFFER.contains(name) && !steps.equals(injected.get(name))) {
                differences.add(name + "\n  real     " + steps + "\n  injected " + injected.get(name));
            }
        });
        assertThat(differences).as(jdk.toString()).isEmpty();
        for (Fault fault : Fault.values()) {
            assertThat(real.get(fault + "/SOCKET").get(0))
                    .as("the real " + fault)
                    .contains("Exception");
            assertThat(run.number("arrived at " + fault)).as(fault.name()).isZero();
            assertThat(run.rule(fault.name()).path("injected").asLong()).isGreaterThanOrEqualTo(7);
        }
        assertThat(run.report().path("failures")).isEmpty();
    }

    private static Map<String, List<String>> steps(Run run, String how) {
        Map<String, List<String>> steps = new LinkedHashMap<>();
        for (String[] row : run.lines("step")) {
            if (row[3].equals(how)) {
                steps.computeIfAbsent(row[1] + "/" + row[2], name -> new ArrayList<>())
                        .add(row[4] + ": " + row[5]);
            }
        }
        return steps;
    }
}
