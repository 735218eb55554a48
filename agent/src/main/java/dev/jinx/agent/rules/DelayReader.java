package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code delay}: a duration, or how it is drawn, its {@code max}, and who waits. */
final class DelayReader extends MappingReader {
    private static final String[] KEYS = {"value", "uniform", "normal", "lognormal", "exponential", "max", "async"};

    private Optional<DelaySpec.Shape> shape = Optional.empty();
    private Optional<Duration> max = Optional.empty();
    private boolean async;
    private int shapes;

    private DelayReader(Problems problems) {
        super(problems, "`delay`", KEYS);
    }

    /** The delay of that node on those operations; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Set<Operation> on, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            DelaySpec.Shape fixed = new DelaySpec.Fixed(wholeWait(node, "delay"));
            return Optional.of(new FaultSpec.Delay(new DelaySpec(fixed, Optional.empty()), false));
        }
        DelayReader reader = new DelayReader(problems);
        int before = problems.count();
        if (reader.readAll(node) && problems.count() == before) {
            reader.check(node);
        }
        if (!Operations.mayBeCalls(on)) {
            reader.refuse("applies to call only", "async");
        }
        return reader.shape.isEmpty()
                ? Optional.empty()
                : Optional.of(new FaultSpec.Delay(new DelaySpec(reader.shape.get(), reader.max), reader.async));
    }

    private void check(Node node) throws BadValue {
        if (shapes != 1) {
            throw new BadValue(
                    node.at(),
                    "'delay' takes one of uniform, normal, lognormal, exponential and value, or a duration alone");
        }
        if (max.isPresent() && shape.isPresent() && max.get().compareTo(shortest(shape.get())) < 0) {
            throw new BadValue(at("max"), "'max' is below the shortest delay");
        }
    }

    private static Duration shortest(DelaySpec.Shape shape) {
        if (shape instanceof DelaySpec.Uniform uniform) {
            return uniform.low();
        }
        return shape instanceof DelaySpec.Fixed fixed ? fixed.value() : Duration.ZERO;
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        if (key.equals("async")) {
            async = Values.bool(value, key);
            return;
        }
        if (key.equals("max")) {
            max = Optional.of(Quantities.duration(value, key, Quantities.NANOSECOND, Quantities.A_DAY));
            return;
        }
        shapes++;
        shape = switch (key) {
            case "value" -> Optional.of(new DelaySpec.Fixed(wholeWait(value, key)));
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
