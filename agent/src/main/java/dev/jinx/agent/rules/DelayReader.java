package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code delay}: a duration, or how it is drawn and its {@code max}. */
final class DelayReader extends MappingReader {
    private static final String[] KEYS = {"uniform", "normal", "lognormal", "exponential", "max"};

    private Optional<DelaySpec.Shape> shape = Optional.empty();
    private Optional<Duration> max = Optional.empty();
    private int shapes;

    private DelayReader(Problems problems) {
        super(problems, "`delay`", KEYS);
    }

    /** The delay of that node; empty where a problem was reported. */
    static Optional<DelaySpec> of(Node node, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(new DelaySpec(new DelaySpec.Fixed(wholeWait(node, "delay")), Optional.empty()));
        }
        DelayReader reader = new DelayReader(problems);
        int before = problems.count();
        if (reader.readAll(node) && problems.count() == before) {
            reader.check(node);
        }
        return reader.shape.isEmpty() ? Optional.empty() : Optional.of(new DelaySpec(reader.shape.get(), reader.max));
    }

    private void check(Node node) throws BadValue {
        if (shapes != 1) {
            throw new BadValue(
                    node.at(), "'delay' takes one of uniform, normal, lognormal and exponential, or a duration alone");
        }
        if (max.isPresent()
                && shape.isPresent()
                && shape.get() instanceof DelaySpec.Uniform uniform
                && max.get().compareTo(uniform.low()) < 0) {
            throw new BadValue(at("max"), "'max' is below the shortest delay");
        }
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        if (key.equals("max")) {
            max = Optional.of(Quantities.duration(value, key, Quantities.NANOSECOND, Quantities.A_DAY));
            return;
        }
        shapes++;
        shape = switch (key) {
            case "uniform" -> Optional.of(uniform(value));
            case "normal" -> normal(value);
            case "lognormal" -> lognormal(value);
            default -> exponential(value);
        };
    }

    private static DelaySpec.Shape uniform(Node node) throws BadValue {
        if (!(node instanceof Node.Sequence sequence) || sequence.items().size() != 2) {
            throw new BadValue(node.at(), "'uniform' is a list of two durations, as in `[100ms, 300ms]`");
        }
        List<Node> items = sequence.items();
        Duration low = wholeWait(items.get(0), "uniform");
        Duration high = wholeWait(items.get(1), "uniform");
        if (high.compareTo(low) < 0) {
            throw new BadValue(node.at(), "'uniform' begins with the shorter duration");
        }
        return new DelaySpec.Uniform(low, high);
    }

    private Optional<DelaySpec.Shape> normal(Node node) throws BadValue {
        Parameters read = new Parameters(problems, "`normal`", "mean", "sd");
        return read.both(node) ? Optional.of(new DelaySpec.Normal(read.first, read.second)) : Optional.empty();
    }

    private Optional<DelaySpec.Shape> lognormal(Node node) throws BadValue {
        Parameters read = new Parameters(problems, "`lognormal`", "median", "p99");
        if (!read.both(node)) {
            return Optional.empty();
        }
        if (read.first.isZero() || read.second.compareTo(read.first) <= 0) {
            throw new BadValue(node.at(), "'lognormal' needs a median above 0 and a p99 above the median");
        }
        return Optional.of(new DelaySpec.Lognormal(read.first, read.second));
    }

    private Optional<DelaySpec.Shape> exponential(Node node) throws BadValue {
        Parameters read = new Parameters(problems, "`exponential`", "mean");
        return read.both(node) ? Optional.of(new DelaySpec.Exponential(read.first)) : Optional.empty();
    }

    private static Duration wholeWait(Node node, String key) throws BadValue {
        return Quantities.duration(node, key, Duration.ZERO, Quantities.A_DAY);
    }

    /** The one or two durations that a distribution is given by. */
    private static final class Parameters extends MappingReader {
        private final String where;
        private final String[] keys;
        private Duration first = Duration.ZERO;
        private Duration second = Duration.ZERO;

        Parameters(Problems problems, String where, String... keys) {
            super(problems, where, keys);
            this.where = where;
            this.keys = keys;
        }

        boolean both(Node node) throws BadValue {
            int before = problems.count();
            boolean mapping = readAll(node);
            for (String key : keys) {
                if (mapping && lacks(key)) {
                    throw new BadValue(node.at(), where + " needs '" + key + "'");
                }
            }
            return mapping && problems.count() == before;
        }

        @Override
        protected void read(String key, Node value) throws BadValue {
            Duration duration = wholeWait(value, key);
            if (key.equals(keys[0])) {
                first = duration;
            } else {
                second = duration;
            }
        }
    }
}
