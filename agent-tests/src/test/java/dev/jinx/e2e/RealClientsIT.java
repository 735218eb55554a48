package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.RealClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Real clients of real servers under the agent, on every JDK: each takes the injected fault as it takes the real one, and what no rule
 * concerns on the same event loop or in the same pool keeps its speed.
 */
class RealClientsIT {
    private static final int DELAY_MILLIS = 200;

    /** Each fault on the client's side at one address of the server, and on the server's side for one address of the client. */
    private static String rules(String ports) {
        StringBuilder rules = new StringBuilder("seed: 7\nrules:\n");
        rule(rules, "refused", "connect", "hosts: " + RealClients.REFUSED, "100%", "refuse");
        rule(rules, "accept", "accept", "local-ports: [" + ports + "]", "100%", "{ delay: " + DELAY_MILLIS + "ms }");
        for (String side : List.of("client", "server")) {
            String streams = "[read, write]";
            String slow = side.equals("client") ? "read" : "write";
            rule(
                    rules,
                    side + "-delay",
                    "read",
                    at(RealClients.DELAY, side),
                    "100%",
                    "{ delay: " + DELAY_MILLIS + "ms }");
            rule(rules, side + "-reset", "read", at(RealClients.RESET, side), "100%", "reset");
            rule(rules, side + "-hang", "read", at(RealClients.HANG, side), "100%", "hang");
            rule(rules, side + "-byte-by-byte", streams, at(RealClients.SHORT, side), "10%", "{ short: { max: 1 } }");
            rule(rules, side + "-short", streams, at(RealClients.SHORT, side), "80%", "{ short: { max: 16 } }");
            rule(rules, side + "-rest", streams, at(RealClients.SHORT, side), "100%", "{ short: { max: 128 } }");
            rule(rules, side + "-throttle", slow, at(RealClients.THROTTLE, side), "100%", "{ throttle: 64KiB/s }");
        }
        return rules.toString();
    }

    private static void rule(
            StringBuilder to, String name, String on, String target, String probability, String fault) {
        to.append("  - { name: ").append(name).append(", on: ").append(on);
        to.append(", target: { ").append(target).append(" }, probability: ").append(probability);
        to.append(", fault: ").append(fault).append(" }\n");
    }

    private static String at(String host, String side) {
        return "hosts: " + host + ", side: " + side;
    }

    /** What one client said: by fault, then by what. */
    private record Said(Map<String, Map<String, String>> facts) {
        String text(String fault, String what) {
            Map<String, String> of = facts.getOrDefault(fault, Map.of());
            assertThat(of.get("failed")).as(fault + " failed").isNull();
            assertThat(of).containsKey(what);
            return of.get(what);
        }

        boolean served() {
            return facts.containsKey("accept");
        }

        double number(String fault, String what) {
            return Double.parseDouble(text(fault, what));
        }
    }

    @TestFactory
    Stream<DynamicContainer> onEachJdk() {
        // All at once: they wait most of the time.
        List<Jvm.Running> started = new ArrayList<>();
        Undisturbed.Watch watch = Undisturbed.watch();
        for (Jdk jdk : Jdk.all()) {
            started.add(start(jdk));
        }
        return started.stream().map(running -> of(running, watch)).onClose(watch::close);
    }

    /** All clients, or those that are named. */
    private static Jvm.Running start(Jdk jdk, String... only) {
        List<Integer> ports = FreePorts.take(3);
        Jvm jvm = Jvm.on(jdk)
                .rules(rules(ports.get(0) + ", " + ports.get(1) + ", " + ports.get(2)))
                .andClassPath(Libraries.all())
                .with("-Dio.netty.noUnsafe=true")
                .within(Duration.ofMinutes(4));
        List<Object> arguments = new ArrayList<>(List.of(jvm.directory()));
        arguments.addAll(ports);
        arguments.addAll(List.of(only));
        return jvm.start(RealClients.class, arguments.toArray());
    }

    private static Map<String, Said> clients(Run run) {
        Map<String, Said> clients = new LinkedHashMap<>();
        for (String[] row : run.lines("client")) {
            if (row[3].startsWith("the machine stood still")) {
                // It is played again.
                clients.get(row[1]).facts.remove(row[2]);
                System.out.println(run.jdk() + ": " + String.join(" ", row));
                continue;
            }
            clients.computeIfAbsent(row[1], name -> new Said(new LinkedHashMap<>()))
                    .facts
                    .computeIfAbsent(row[2], fault -> new LinkedHashMap<>())
                    .put(row[3], row[4]);
        }
        return clients;
    }

    private static DynamicContainer of(Jvm.Running running, Undisturbed.Watch watch) {
        Run run = running.end();
        boolean disturbed = watch.disturbed();
        Map<String, Said> clients = clients(run);
        List<DynamicContainer> containers = new ArrayList<>();
        clients.forEach((name, said) ->
                containers.add(DynamicContainer.dynamicContainer(name, tests(run.jdk(), name, said, disturbed))));
        DynamicTest whole = DynamicTest.dynamicTest("the whole run", () -> {
            run.ok();
            assertThat(clients).as(run.toString()).isNotEmpty();
            long served = clients.values().stream().filter(Said::served).count();
            aSoundReport(run, clients.size(), (int) served);
        });
        return DynamicContainer.dynamicContainer(
                run.jdk().toString(), Stream.concat(Stream.of(whole), containers.stream()));
    }

    private static void aSoundReport(Run run, int clients, int served) {
        JsonNode report = run.report();
        assertThat(report.path("complete").asBoolean()).isTrue();
        assertThat(report.path("failures"))
                .as(report.path("failures").toString())
                .isEmpty();
        Map<String, Integer> least = Map.of(
                "delay", RealClients.DELAYED,
                "byte-by-byte", 100,
                "short", 1000,
                "rest", 100);
        for (JsonNode rule : report.path("rules")) {
            String name = rule.path("name").asText();
            long injected = rule.path("injected").asLong();
            int each = least.getOrDefault(name.substring(name.indexOf('-') + 1), 1);
            int players = name.startsWith("server-") || name.equals("accept") ? served : clients - served;
            assertThat(injected).as(name).isGreaterThanOrEqualTo((long) each * players);
            assertThat(rule.path("matched").asLong())
                    .as(name)
                    .isEqualTo(injected + rule.path("skipped").asLong());
        }
    }

    private static Stream<DynamicTest> tests(Jdk jdk, String client, Said said, boolean disturbed) {
        Map<String, Consumer<Said>> tests = new LinkedHashMap<>();
        if (said.served()) {
            tests.put("the first answer of a connection is late that was accepted late", RealClientsIT::accepted);
        } else {
            tests.put("a refused connect is what a closed port gives", RealClientsIT::refused);
        }
        tests.put("each answer is late once, and no other", RealClientsIT::delayed);
        tests.put("a reset is what a peer gives that breaks the connection", RealClientsIT::reset);
        tests.put("the client's own timeout ends a hang", RealClientsIT::hangs);
        tests.put("nothing is lost in pieces", RealClientsIT::pieces);
        tests.put("bandwidth is what the rule says", RealClientsIT::throttled);
        Supplier<Said> again = () -> clients(start(jdk, client).end()).get(client);
        return tests.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.getKey(),
                        () -> Undisturbed.judge(
                                jdk + " " + client + " " + one.getKey(), said, disturbed, again, one.getValue())));
    }

    private static void refused(Said said) {
        assertThat(said.text("refused", "injected"))
                .contains("Connect")
                .isEqualTo(said.text("refused", "real"))
                .isNotEqualTo("nothing");
        assertThat(said.text("refused", "arrived")).isEqualTo("false");
    }

    private static void accepted(Said said) {
        double control = said.number("control", "median");
        assertThat(said.number("accept", "first") - control).isBetween(DELAY_MILLIS * 0.97, DELAY_MILLIS * 1.9);
        assertThat(said.number("accept", "second")).isLessThan(DELAY_MILLIS / 2.0);
    }

    private static void delayed(Said said) {
        double control = said.number("control", "median");
        double expected = DELAY_MILLIS * said.number("delay", "turns");
        double late = said.number("delay", "median") - control;
        assertThat(late).as("late by").isBetween(expected * 0.97, expected * 1.5);
        assertThat(said.number("delay", "meanwhile")).as("meanwhile").isLessThan(DELAY_MILLIS / 2.0);
    }

    private static void reset(Said said) {
        String injected = said.text("reset", "injected");
        assertThat(injected).contains("reset");
        if (!said.served()) {
            // A server that does not wait for the whole request may also break it while the client writes.
            assertThat(injected).isEqualTo(said.text("reset", "real"));
        }
    }

    private static void hangs(Said said) {
        assertThat(said.text("hang", "injected")).isNotEqualTo("nothing").isEqualTo(said.text("hang", "real"));
        double real = said.number("hang", "real ms");
        assertThat(said.number("hang", "injected ms")).isBetween(real * 0.7, real * 1.5);
        assertThat(said.number("hang", "meanwhile")).isLessThan(RealClients.PATIENCE_MILLIS / 4.0);
        assertThat(said.number("hang", "served meanwhile")).isGreaterThan(3);
    }

    private static void pieces(Said said) {
        assertThat(said.text("short", "received")).isEqualTo(said.text("short", "sent"));
    }

    private static void throttled(Said said) {
        double expected = RealClients.THROTTLED_BYTES / 65.536;
        double more = said.number("throttle", "ms") - said.number("throttle", "control");
        assertThat(more).isBetween(expected * 0.85, expected * 1.75);
    }
}
