package dev.jinx.agent.rules;

import dev.jinx.agent.rules.FaultSpec.Blackhole.Direction;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code blackhole}: nothing, a direction, or {@code direction}. */
final class BlackholeReader extends MappingReader {
    private static final String[] KEYS = {"direction"};

    private Direction direction = Direction.BOTH;

    private BlackholeReader(Problems problems) {
        super(problems, "`blackhole`", KEYS);
    }

    /** The direction of those options; both where there are none. Empty where a problem was reported. */
    static Optional<FaultSpec> of(Optional<Node> options, Problems problems) throws BadValue {
        if (options.isEmpty() || Node.isEmpty(options.get())) {
            return Optional.of(new FaultSpec.Blackhole(Direction.BOTH));
        }
        if (options.get() instanceof Node.Scalar) {
            return Optional.of(new FaultSpec.Blackhole(direction(options.get())));
        }
        BlackholeReader reader = new BlackholeReader(problems);
        return reader.readAll(options.get())
                ? Optional.of(new FaultSpec.Blackhole(reader.direction))
                : Optional.empty();
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        direction = direction(value);
    }

    private static Direction direction(Node node) throws BadValue {
        return Direction.valueOf(
                Values.oneOf(node, "direction", "both", "out", "in").toUpperCase(Locale.ROOT));
    }
}
