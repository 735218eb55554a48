package dev.jinx.runtime.fault;

/** How delays are drawn. All durations are in nanoseconds; a draw is never below 0. */
public sealed interface Distribution {
    /** The delay for two numbers in [0, 1) that are drawn evenly. */
    long nanos(double first, double second);

    /** Always the same. */
    record Fixed(long value) implements Distribution {
        @Override
        public long nanos(double first, double second) {
            return value;
        }
    }

    /** From {@code low} to {@code high}, evenly. */
    record Uniform(long low, long high) implements Distribution {
        @Override
        public long nanos(double first, double second) {
            return low + (long) (first * (high - low));
        }
    }

    /** A bell curve, cut at 0. */
    record Normal(long mean, long sd) implements Distribution {
        @Override
        public long nanos(double first, double second) {
            return Math.max(0, Math.round(mean + sd * gauss(first, second)));
        }
    }

    /** The logarithm is normally distributed. */
    record Lognormal(long median, long p99) implements Distribution {
        /** The 99th percentile of the standard normal distribution. */
        private static final double Z99 = 2.3263478740408408;

        @Override
        public long nanos(double first, double second) {
            double sigma = Math.log((double) p99 / median) / Z99;
            return Math.round(median * Math.exp(sigma * gauss(first, second)));
        }
    }

    /** The time between independent events. */
    record Exponential(long mean) implements Distribution {
        @Override
        public long nanos(double first, double second) {
            return Math.round(-mean * Math.log(1 - first));
        }
    }

    /** Any of them, cut at a maximum. */
    record Capped(Distribution drawn, long max) implements Distribution {
        @Override
        public long nanos(double first, double second) {
            return Math.min(max, drawn.nanos(first, second));
        }
    }

    /** A standard normal draw, after Box and Muller. */
    private static double gauss(double first, double second) {
        return Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
    }
}
