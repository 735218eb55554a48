package dev.jinx.agent.rules;

import java.util.Locale;
import java.util.Optional;

/** Reads {@code limit}: a number of bytes, or {@code bytes} and {@code then}. */
final class LimitReader extends MappingReader {
    private static final String[] KEYS = {"bytes", "then"};

    private static final long MOST_BYTES = 1L << 50;

    private Optional<Long> bytes = Optional.empty();
    private FaultSpec.Then then = FaultSpec.Then.RESET;

    private LimitReader(Problems problems) {
        super(problems, "`limit`", KEYS);
    }

    /** The limit of that node; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(new FaultSpec.Limit(bytes(node, "limit"), FaultSpec.Then.RESET));
        }
        LimitReader reader = new LimitReader(problems);
        if (reader.readAll(node) && reader.lacks("bytes")) {
            throw new BadValue(node.at(), "'limit' needs 'bytes', as in `limit: { bytes: 1KB, then: reset }`");
        }
        return reader.bytes.isEmpty()
                ? Optional.empty()
                : Optional.of(new FaultSpec.Limit(reader.bytes.get(), reader.then));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        if (key.equals("bytes")) {
            bytes = Optional.of(bytes(value, key));
        } else {
            then = then(value);
        }
    }

    private static long bytes(Node node, String key) throws BadValue {
        return Quantities.size(node, key, 0, MOST_BYTES);
    }

    /** How a connection ends. */
    static FaultSpec.Then then(Node node) throws BadValue {
        return FaultSpec.Then.valueOf(
                Values.oneOf(node, "then", "reset", "close", "hang").toUpperCase(Locale.ROOT));
    }
}
