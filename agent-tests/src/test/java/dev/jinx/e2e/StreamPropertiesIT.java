package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.StreamProperties;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the faults do to the way of the bytes: none is lost, doubled or overtaken that the fault does not name. */
@ExtendWith(Undisturbed.class)
class StreamPropertiesIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final int APIS = 12;

    private static final String NOTHING = """
            rules:
              - { name: nothing, on: connect, target: { ports: 1 }, fault: refuse }
            """;

    private static void everythingArrived(Run run, int most, long seed) {
        assertThat(run.lines("sent")).as("seed %d: %s", seed, run).hasSize(most);
        for (String word : List.of("sent", "received")) {
            for (String[] row : run.lines(word)) {
                assertThat(row[3]).as("seed %d, %s %s", seed, word, row[1]).isEqualTo(row[2]);
            }
        }
    }

    private static void countedExactly(Run run) {
        for (JsonNode rule : run.report().path("rules")) {
            assertThat(rule.path("matched").asLong())
                    .as("matched, of %s", rule)
                    .isEqualTo(rule.path("injected").asLong()
                            + rule.path("skipped").asLong());
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whatIsSentInBothDirectionsArrivesAsItIs(Jdk jdk) {
        long seed = ThreadLocalRandom.current().nextLong(1 << 30);
        System.out.println("seed " + seed);
        Run run = Jvm.on(jdk)
                .rules("""
                        seed: %d
                        rules:
                          - { name: collected, on: write, target: { hosts: 127.9.0.0/18 }, probability: 80%%, continue: true, fault: [ { short: { max: 3000 } }, { coalesce: { bytes: 5000 } } ] }
                          - { name: sliced, on: write, target: { hosts: 127.9.0.0/18 }, probability: 80%%, fault: { slice: { size: 4000, delay: 20us } } }
                          - { name: in, on: read, target: { hosts: 127.9.0.0/18 }, probability: 80%%, continue: true, fault: [ { coalesce: { bytes: 2000 } }, { short: { max: 7000 } } ] }
                          - { name: substituted, on: read, target: { hosts: 127.9.0.0/18 }, probability: 50%%, fault: { substitute: { pattern: "never in random bytes+", with: x } } }
                          - { name: unix-out, on: write, target: { paths: "*/t-*" }, probability: 80%%, fault: [ { coalesce: { bytes: 5000 } }, { slice: { size: 4000, delay: 20us } } ] }
                          - { name: unix-in, on: read, target: { paths: "*/t-*" }, probability: 80%%, fault: [ { coalesce: { bytes: 2000 } }, { short: { max: 7000 } } ] }
                        """.formatted(seed))
                .run(StreamProperties.class, "transfer", seed)
                .ok();
        everythingArrived(run, APIS, seed);
        countedExactly(run);
        for (JsonNode rule : run.report().path("rules")) {
            assertThat(rule.path("injected").asLong()).as("%s", rule).isGreaterThan(50);
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aPeerThatDoesNotReadHoldsTheApplicationUpAndGetsEverythingInTheEnd(Jdk jdk) {
        Run run = Jvm.on(jdk)
                .with("-Xmx160m")
                .rules("""
                        rules:
                          - { name: collected, on: write, target: { hosts: 127.9.100.1 }, fault: { coalesce: { bytes: 10000 } } }
                        """)
                .run(StreamProperties.class, "slow")
                .ok();
        everythingArrived(run, 8, 5);
        Map<String, Long> without = new HashMap<>();
        for (String[] row : run.lines("slow")) {
            if (row[2].equals("127.9.101.1")) {
                without.put(row[1], Long.parseLong(row[3]));
            }
        }
        assertThat(without).hasSize(4);
        for (String[] row : run.lines("slow")) {
            assertThat(Long.parseLong(row[3]))
                    .as(
                            "%s: bytes taken for a peer at %s that does not read; %s without the fault",
                            row[1], row[2], without)
                    .isBetween(1L, 2 * without.get(row[1]) + (1 << 20));
        }
        countedExactly(run);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void timeoutsInterruptsAvailableAndSelectorsAreTrueWithBytesInOurHands(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                        rules:
                          - { name: hole, enabled: false, target: { hosts: [127.9.110.1, 127.9.110.2] }, fault: { blackhole: { direction: in } } }
                          - { name: twice, on: read, target: { hosts: [127.9.111.1, 127.9.111.2] }, fault: duplicate }
                        """).run(StreamProperties.class, "waits").ok();
        for (int i = 0; i < 2; i++) {
            assertThat(run.fact("timeout " + i)).isEqualTo("java.net.SocketTimeoutException: Read timed out");
            assertThat(run.number("timeout ms " + i)).isBetween(299L, 900L);
        }
        assertThat(run.number("after the hole")).isEqualTo(7);
        assertThat(run.fact("hangs")).isEqualTo("true");
        assertThat(run.fact("interrupted")).isEqualTo("java.nio.channels.ClosedByInterruptException");
        assertThat(run.number("available"))
                .as("nine and the double of the first")
                .isEqualTo(10);
        assertThat(run.number("rest")).isEqualTo(19);
        assertThat(run.number("available at the end")).isZero();
        assertThat(run.number("selector read")).isEqualTo(4);
        assertThat(run.number("selects"))
                .as("selects in 400 ms, of 100 ms each")
                .isLessThanOrEqualTo(6);
        assertThat(run.number("cpu")).as("CPU time of the loop, ms").isLessThan(40);
        assertThat(run.number("ready")).isEqualTo(1);
        assertThat(run.number("ready ms")).isBetween(90L, 1_000L);
        assertThat(run.number("selector rest"))
                .as("the double of what was read")
                .isEqualTo(4);
        countedExactly(run);
    }

    private static Stream<Arguments> ways() {
        return Jdk.all().stream().flatMap(jdk -> Stream.of("disable", "reload", "pause", "detach")
                .map(way -> Arguments.of(jdk, way)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatIsHeldFlowsOnWhenTheRuleGoes(Jdk jdk, String way) throws IOException, InterruptedException {
        Jvm jvm = Jvm.on(jdk).rules("""
                rules:
                  - { name: out, on: write, target: { hosts: 127.9.120.0/24 }, fault: { coalesce: { bytes: 100 } } }
                  - { name: out-unix, on: write, target: { paths: "*/write-*" }, fault: { coalesce: { bytes: 100 } } }
                  - { name: in, on: read, target: { hosts: 127.9.121.0/24 }, fault: { coalesce: { bytes: 100 } } }
                  - { name: in-unix, on: read, target: { paths: "*/read-*" }, fault: { coalesce: { bytes: 100 } } }
                  - { name: hole, enabled: false, target: { hosts: 127.9.122.0/24 }, fault: { blackhole: { direction: out } } }
                  - { name: hole-unix, enabled: false, target: { paths: "*/hole-*" }, fault: { blackhole: { direction: out } } }
                """);
        try (Jvm.Running running = jvm.start(StreamProperties.class, "held")) {
            running.awaitOutput("holds=true");
            assertThat(running.output())
                    .as("nothing flows while the rules are there")
                    .doesNotContain("flows");
            Cli cli = Cli.of(jdk);
            long pid = running.process().pid();
            switch (way) {
                case "disable" -> {
                    for (String rule : List.of("out", "out-unix", "in", "in-unix", "hole", "hole-unix")) {
                        cli.run("disable", pid, rule).ok();
                    }
                }
                case "reload" ->
                    cli.run("reload", pid, jvm.file("none.yaml", NOTHING)).ok();
                default -> cli.run(way, pid).ok();
            }
            long end = System.nanoTime() + 5_000_000_000L;
            while (flows(running) < 3 * APIS && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            assertThat(running.output()
                            .lines()
                            .filter(line -> line.startsWith("flows"))
                            .toList())
                    .as("%s, %s: what flows on", jdk, way)
                    .hasSize(3 * APIS)
                    .allMatch(line -> line.endsWith("\theld bytes"));
            running.process().getOutputStream().close();
            Run run = running.end();
            assertThat(run.exit()).as("%s", run).isZero();
            assertThat(run.err()).doesNotContain("at dev.jinx.");
        }
    }

    private static long flows(Jvm.Running running) {
        return running.output().lines().filter(line -> line.startsWith("flows")).count();
    }
}
