package dev.jinx.runtime.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistributionTest {
    private static final int DRAWS = 200_000;
    private static final long MS = 1_000_000;

    private final long seed = System.nanoTime();

    private long[] draw(Distribution distribution) {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long[] draws = new long[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            draws[i] = distribution.nanos(random.nextDouble(), random.nextDouble());
        }
        Arrays.sort(draws);
        assertThat(draws[0]).isNotNegative();
        return draws;
    }

    private static double mean(long[] draws) {
        return Arrays.stream(draws).average().orElseThrow();
    }

    private static double percentile(long[] sorted, double p) {
        return sorted[(int) (p * sorted.length)];
    }

    @Test
    void aFixedDelayIsAlwaysTheSame() {
        assertThat(draw(new Distribution.Fixed(200 * MS))).containsOnly(200 * MS);
    }

    @Test
    void aUniformDelayLiesBetweenItsBounds() {
        long[] draws = draw(new Distribution.Uniform(100 * MS, 300 * MS));
        assertThat(draws[0]).isGreaterThanOrEqualTo(100 * MS);
        assertThat(draws[DRAWS - 1]).isLessThanOrEqualTo(300 * MS);
        assertThat(mean(draws)).isCloseTo(200 * MS, withinPercentage(1));
        assertThat(percentile(draws, 0.25)).isCloseTo(150 * MS, withinPercentage(1));
    }

    @Test
    void aUniformDelayOfOneValueIsThatValue() {
        assertThat(new Distribution.Uniform(5, 5).nanos(0.999, 0)).isEqualTo(5);
    }

    @Test
    void aNormalDelayHasItsMeanAndItsDeviation() {
        long[] draws = draw(new Distribution.Normal(200 * MS, 50 * MS));
        assertThat(mean(draws)).isCloseTo(200 * MS, withinPercentage(1));
        assertThat(percentile(draws, 0.5)).isCloseTo(200 * MS, withinPercentage(1));
        assertThat(percentile(draws, 0.8413)).isCloseTo(250 * MS, withinPercentage(1));
        assertThat(percentile(draws, 0.0228)).isCloseTo(100 * MS, withinPercentage(3));
    }

    @Test
    void aNormalDelayIsNeverNegative() {
        long[] draws = draw(new Distribution.Normal(10 * MS, 100 * MS));
        assertThat(percentile(draws, 0.4)).isZero();
    }

    @Test
    void aLognormalDelayHasItsMedianAndItsPercentile() {
        long[] draws = draw(new Distribution.Lognormal(20 * MS, 400 * MS));
        assertThat(percentile(draws, 0.5)).isCloseTo(20 * MS, withinPercentage(3));
        assertThat(percentile(draws, 0.99)).isCloseTo(400 * MS, withinPercentage(6));
    }

    @Test
    void anExponentialDelayHasItsMean() {
        long[] draws = draw(new Distribution.Exponential(100 * MS));
        assertThat(mean(draws)).isCloseTo(100 * MS, withinPercentage(2));
        assertThat(percentile(draws, 0.5)).isCloseTo(100 * MS * Math.log(2), withinPercentage(2));
    }

    @Test
    void aCapIsNeverPassed() {
        long[] draws = draw(new Distribution.Capped(new Distribution.Exponential(100 * MS), 150 * MS));
        assertThat(draws[DRAWS - 1]).isEqualTo(150 * MS);
        assertThat(percentile(draws, 0.5)).isCloseTo(100 * MS * Math.log(2), withinPercentage(2));
    }

    @Test
    void theEdgesOfTheUnitIntervalGiveFiniteDelays() {
        double last = Math.nextDown(1.0);
        for (Distribution distribution : new Distribution[] {
            new Distribution.Uniform(0, Long.MAX_VALUE),
            new Distribution.Normal(100, 50),
            new Distribution.Lognormal(100, 200),
            new Distribution.Exponential(100)
        }) {
            for (double first : new double[] {0, last}) {
                for (double second : new double[] {0, 0.5, last}) {
                    assertThat(distribution.nanos(first, second))
                            .as("%s at %s, %s", distribution, first, second)
                            .isNotNegative()
                            .isLessThanOrEqualTo(Long.MAX_VALUE);
                }
            }
        }
    }
}
