package dev.jinx.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawTest {
    private static final int DRAWS = 200_000;

    private final long seed = System.nanoTime();
    private final long key = Draw.key(seed, Draw.hash("flaky"));

    DrawTest() {
        System.out.println("seed " + seed);
    }

    @Test
    void drawsLieInTheUnitInterval() {
        for (int n = 1; n <= DRAWS; n++) {
            assertThat(Draw.unit(key, n, n % 5)).isGreaterThanOrEqualTo(0).isLessThan(1);
        }
    }

    @Test
    void drawsAreSpreadEvenly() {
        int[] counts = new int[100];
        for (int n = 1; n <= DRAWS; n++) {
            counts[(int) (Draw.unit(key, n, 0) * counts.length)]++;
        }
        double expected = (double) DRAWS / counts.length;
        double chiSquare = Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
        // 99 degrees of freedom: 180 is passed once in a million seeds.
        assertThat(chiSquare).as("chi-square with seed %d", seed).isLessThan(180);
    }

    @Test
    void successiveMatchesAreNotCorrelated() {
        assertThat(correlation(n -> Draw.unit(key, n, 0), n -> Draw.unit(key, n + 1, 0)))
                .as("seed %d", seed)
                .isCloseTo(0, within(0.012));
    }

    @Test
    void theNumbersForOneMatchAreIndependent() {
        for (int stream = 1; stream <= 4; stream++) {
            int other = stream;
            assertThat(correlation(n -> Draw.unit(key, n, 0), n -> Draw.unit(key, n, other)))
                    .as("stream %d with seed %d", stream, seed)
                    .isCloseTo(0, within(0.012));
        }
    }

    @Test
    void rulesOfOneRunAreIndependent() {
        long otherKey = Draw.key(seed, Draw.hash("flaky2"));
        assertThat(correlation(n -> Draw.unit(key, n, 0), n -> Draw.unit(otherKey, n, 0)))
                .as("seed %d", seed)
                .isCloseTo(0, within(0.012));
    }

    @Test
    void neighbouringSeedsAreIndependent() {
        long otherKey = Draw.key(seed + 1, Draw.hash("flaky"));
        assertThat(correlation(n -> Draw.unit(key, n, 0), n -> Draw.unit(otherKey, n, 0)))
                .as("seed %d", seed)
                .isCloseTo(0, within(0.012));
    }

    @Test
    void aDrawDependsOnSeedNameAndNumberAlone() {
        double[] alone = IntStream.rangeClosed(1, 10_000)
                .mapToDouble(n -> Draw.unit(key, n, 0))
                .toArray();
        double[] together = IntStream.rangeClosed(1, 10_000)
                .parallel()
                .mapToDouble(n -> Draw.unit(Draw.key(seed, Draw.hash("flaky")), n, 0))
                .toArray();
        assertThat(together).isEqualTo(alone);
    }

    @Test
    void theNumbersOfASeedStayTheSameForEver() {
        // A user repeats a run by its seed, also with a later version of Jinx.
        long fixed = Draw.key(42, Draw.hash("flaky-payments"));
        assertThat(IntStream.rangeClosed(1, 10).filter(n -> Draw.unit(fixed, n, 0) < 0.3))
                .containsExactly(1, 2, 6, 7, 8, 9, 10);
    }

    @Test
    void namesHashApart() {
        Set<Long> hashes = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            hashes.add(Draw.hash("rule-" + i));
        }
        assertThat(hashes).hasSize(100_000);
    }

    private interface Sequence {
        double at(long n);
    }

    private static double correlation(Sequence one, Sequence other) {
        double sum = 0;
        for (int n = 1; n <= DRAWS; n++) {
            sum += (one.at(n) - 0.5) * (other.at(n) - 0.5);
        }
        return sum / DRAWS * 12;
    }
}
