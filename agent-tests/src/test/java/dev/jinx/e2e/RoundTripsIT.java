package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.RoundTrips;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a network may do to any connection never breaks a correct program: real clients get from real servers what they sent, byte for
 * byte, with the agent on both sides, on every JDK. One treatment replaces the other while connections are open.
 */
class RoundTripsIT {
    /** Real clients, of which each meets each treatment. */
    private static final int CLIENTS = 14;

    /** The fewest calls of a client and its server that each treatment acts on. */
    private static final int LEAST = 10;

    @TestFactory
    Stream<DynamicContainer> onEachJdk() {
        List<Jvm.Running> started = new ArrayList<>();
        for (Jdk jdk : Jdk.all()) {
            List<Integer> ports = FreePorts.take(3);
            Jvm jvm = Jvm.on(jdk)
                    .rules("rules:\n  - { name: none, on: read, target: { ports: 1 }, fault: reset }\n")
                    .andClassPath(Libraries.all())
                    .with("-Dio.netty.noUnsafe=true")
                    .within(Duration.ofMinutes(4));
            started.add(jvm.start(RoundTrips.class, jvm.directory(), ports.get(0), ports.get(1), ports.get(2)));
        }
        return started.stream().map(RoundTripsIT::of);
    }

    private static DynamicContainer of(Jvm.Running running) {
        Run run = running.end();
        List<String[]> rows = run.lines("trips");
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(DynamicTest.dynamicTest("the whole run", () -> {
            run.ok();
            assertThat(rows).as(run.toString()).hasSize(CLIENTS * RoundTrips.Treatment.values().length);
        }));
        for (String[] row : rows) {
            String treatment = row[1];
            tests.add(DynamicTest.dynamicTest(treatment + " " + row[2], () -> {
                assertThat(row[3]).as("what came back").isEqualTo("same");
                long injected = Long.parseLong(row[4]);
                if (treatment.equals(RoundTrips.Treatment.WATCHED.name())) {
                    assertThat(injected)
                            .as("faults by rules on what nobody says")
                            .isZero();
                } else {
                    assertThat(injected).as("faults").isGreaterThanOrEqualTo(LEAST);
                }
            }));
        }
        return DynamicContainer.dynamicContainer(run.jdk().toString(), tests);
    }
}
