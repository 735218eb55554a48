package dev.jinx.agent.rules;

import java.util.Optional;

/** Reads {@code throttle}: a bandwidth, or {@code rate} and {@code shared}. */
final class ThrottleReader extends MappingReader {
    private static final String[] KEYS = {"rate", "shared"};

    private long rate;
    private boolean shared;

    private ThrottleReader(Problems problems) {
        super(problems, "`throttle`", KEYS);
    }

    /** The bandwidth of that node; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(new FaultSpec.Throttle(bytes(node, "throttle"), false));
        }
        ThrottleReader reader = new ThrottleReader(problems);
        if (reader.readAll(node) && reader.lacks("rate")) {
            throw new BadValue(node.at(), "'throttle' needs 'rate', as in `throttle: { rate: 64KiB/s }`");
        }
        return reader.rate == 0 ? Optional.empty() : Optional.of(new FaultSpec.Throttle(reader.rate, reader.shared));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        if (key.equals("rate")) {
            rate = bytes(value, key);
        } else {
            shared = Values.bool(value, key);
        }
    }

    private static long bytes(Node node, String key) throws BadValue {
        return Quantities.rate(node, key);
    }
}
