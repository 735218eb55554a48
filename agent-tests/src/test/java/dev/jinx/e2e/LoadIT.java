package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jinx.e2e.app.Loads;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What many connections leave behind, and what waiting costs others. */
@Execution(ExecutionMode.SAME_THREAD)
class LoadIT {
    private static final long KIB = 1024;

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void aHundredThousandConnectionsLeaveNoMemoryBehind(Jdk jdk) {
        Run run = Jvm.on(jdk)
                .with("-Xmx64m")
                .rules("""
                        seed: 42
                        rules:
                          - { name: per-connection, on: read, target: { hosts: 127.51.0.0/24 }, probability: 50%, when: { per: connection }, fault: { short: { max: 1 } } }
                          - { name: broken, on: read, target: { hosts: 127.51.0.0/24 }, when: { every: 3 }, fault: reset }
                          - { name: names, on: connect, target: { hosts: "*.test" }, fault: refuse }
                        """)
                .run(Loads.class, "memory", 20_000, 100_000)
                .ok();
        assertThat(run.fact("threads that failed")).isEqualTo("0");
        assertThat(run.rule("per-connection").path("matched").asInt()).isEqualTo(100_000);
        long before = run.number("used after 20000");
        long after = run.number("used after 100000");
        System.out.println(jdk + ": heap in use after 20,000 connections " + before / KIB + " KiB, after 100,000 "
                + after / KIB + " KiB");
        // 80,000 more connections at only 40 bytes each would be seen; the JVM's own structures differ by a megabyte at
        // times.
        assertThat(after - before).as("bytes more").isLessThan(3 * 1024 * KIB);
    }

    @Test
    @ExtendWith(Undisturbed.class)
    void aWaitingVirtualThreadLeavesItsCarrierToOthers() {
        Jdk jdk = Jdk.newest();
        assumeTrue(jdk.hasVirtualThreads(), "no JDK with virtual threads was found");
        Run run = Jvm.on(jdk)
                .with("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .rules("""
                        rules:
                          - { name: read, on: read, target: { hosts: 127.52.0.1 }, fault: { delay: 500ms } }
                          - { name: hang, on: read, target: { hosts: 127.52.0.2 }, fault: hang }
                          - { name: connect, on: connect, target: { hosts: 127.52.0.3 }, fault: { delay: 500ms } }
                          - { name: write, on: write, target: { hosts: 127.52.0.4 }, fault: { delay: 500ms } }
                          - { name: accept, on: accept, target: { threads: working }, fault: hang }
                        """)
                .run(Loads.class, "virtual")
                .ok();
        List<String[]> rows = run.lines("ticks");
        assertThat(rows).hasSize(13);
        int control = Integer.parseInt(rows.get(0)[2]);
        for (String[] row : rows.subList(1, rows.size())) {
            assertThat(Integer.parseInt(row[2]))
                    .as("%s: ticks of another thread during a %s (%s)", jdk, row[1], row[3])
                    .isGreaterThan(control / 2);
        }
    }
}
