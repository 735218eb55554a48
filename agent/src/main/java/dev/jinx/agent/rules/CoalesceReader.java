package dev.jinx.agent.rules;

import java.util.Optional;

/** Reads {@code coalesce}: a number of bytes, or {@code bytes}. */
final class CoalesceReader extends MappingReader {
    private static final String[] KEYS = {"bytes"};

    private int bytes;

    private CoalesceReader(Problems problems) {
        super(problems, "`coalesce`", KEYS);
    }

    /** What is waited for by that node; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(new PayloadSpec.Coalesce(Quantities.held(node, "coalesce")));
        }
        CoalesceReader reader = new CoalesceReader(problems);
        if (reader.readAll(node) && reader.lacks("bytes")) {
            throw new BadValue(node.at(), "'coalesce' needs 'bytes', as in `coalesce: { bytes: 1KiB }`");
        }
        return reader.bytes == 0 ? Optional.empty() : Optional.of(new PayloadSpec.Coalesce(reader.bytes));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        bytes = Quantities.held(value, key);
    }
}
