package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.Optional;

/** Reads {@code slice}: a number of bytes, or {@code size} and {@code delay}. */
final class SliceReader extends MappingReader {
    private static final String[] KEYS = {"size", "delay"};

    private int size;
    private Duration delay = Duration.ZERO;

    private SliceReader(Problems problems) {
        super(problems, "`slice`", KEYS);
    }

    /** The pieces of that node; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(new FaultSpec.Slice(size(node, "slice"), Duration.ZERO));
        }
        SliceReader reader = new SliceReader(problems);
        if (reader.readAll(node) && reader.lacks("size")) {
            throw new BadValue(node.at(), "'slice' needs 'size', as in `slice: { size: 1, delay: 2ms }`");
        }
        return reader.size == 0 ? Optional.empty() : Optional.of(new FaultSpec.Slice(reader.size, reader.delay));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        if (key.equals("size")) {
            size = size(value, key);
        } else {
            delay = Quantities.duration(value, key, Duration.ZERO, Quantities.A_DAY);
        }
    }

    private static int size(Node node, String key) throws BadValue {
        return (int) Quantities.size(node, key, 1, Integer.MAX_VALUE);
    }
}
