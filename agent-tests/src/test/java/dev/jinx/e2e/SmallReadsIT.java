package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.SmallReads;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On a channel that does not block, a read that finds nothing does not count, and the n-th of the others gets the n-th verdict. */
class SmallReadsIT {
    private static final int CONNECTIONS = 60;
    private static final int EVERY = 1_000;

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void readsInSmallPiecesAreCountedOneByOne(Jdk jdk) {
        long seed = System.nanoTime();
        System.out.println(jdk + ": seed " + seed);
        Run run = Jvm.on(jdk)
                .rules("""
                        rules:
                          - { name: seldom, on: read, target: { hosts: 127.63.0.1 }, when: { every: 1000 }, fault: { short: { max: 1 } } }
                        """)
                .run(SmallReads.class, seed, "127.63.0.1", CONNECTIONS, EVERY)
                .ok();
        long counted = run.number("counted");
        assertThat(run.number("empty")).as("reads that found nothing").isGreaterThan(1_000);
        assertThat(run.rule("seldom").path("matched").asLong())
                .as("seed %d: reads that did anything", seed)
                .isEqualTo(counted);
        assertThat(run.rule("seldom").path("injected").asLong()).isEqualTo(counted / EVERY);
        assertThat(run.number("wrong"))
                .as("seed %d: numbers that gave more than one byte", seed)
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void soAreThoseThatAreLeftAlone(Jdk jdk) {
        long seed = System.nanoTime();
        System.out.println(jdk + ": seed " + seed);
        Run run = Jvm.on(jdk)
                .rules("""
                        rules:
                          - { name: never, on: read, target: { hosts: 127.63.0.1 }, probability: 0.000000001, fault: reset }
                        """)
                .run(SmallReads.class, seed, "127.63.0.1", CONNECTIONS, Integer.MAX_VALUE)
                .ok();
        assertThat(run.rule("never").path("matched").asLong())
                .as("seed %d: reads that did anything", seed)
                .isEqualTo(run.number("counted"));
    }
}
