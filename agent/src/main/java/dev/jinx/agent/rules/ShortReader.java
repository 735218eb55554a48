package dev.jinx.agent.rules;

import java.util.Optional;

/** Reads {@code short}: a number of bytes, or {@code max}. */
final class ShortReader extends MappingReader {
    private static final String[] KEYS = {"max"};

    private Optional<FaultSpec> read = Optional.empty();

    private ShortReader(Problems problems) {
        super(problems, "`short`", KEYS);
    }

    /** The limit of that node; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(bytes(node, "short"));
        }
        ShortReader reader = new ShortReader(problems);
        if (reader.readAll(node) && reader.lacks("max")) {
            throw new BadValue(node.at(), "'short' needs 'max', as in `short: { max: 16 }`");
        }
        return reader.read;
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        read = Optional.of(bytes(value, key));
    }

    private static FaultSpec bytes(Node node, String key) throws BadValue {
        return new FaultSpec.Short((int) Quantities.size(node, key, 1, Integer.MAX_VALUE));
    }
}
