package dev.jinx.agent.rules;

import java.util.Optional;

/** Reads {@code pad}: a number of bytes, or {@code bytes} and {@code with}. */
final class PadReader extends MappingReader {
    private static final String[] KEYS = {"bytes", "with"};

    /** What there is more of than of any other byte. */
    private static final String ZERO = "\0";

    private int bytes;
    private String with = ZERO;

    private PadReader(Problems problems) {
        super(problems, "`pad`", KEYS);
    }

    /** The padding of that node; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(new PayloadSpec.Pad(Quantities.held(node, "pad"), ZERO));
        }
        PadReader reader = new PadReader(problems);
        if (reader.readAll(node) && reader.lacks("bytes")) {
            throw new BadValue(node.at(), "'pad' needs 'bytes', as in `pad: { bytes: 16 }`");
        }
        return reader.bytes == 0 ? Optional.empty() : Optional.of(new PayloadSpec.Pad(reader.bytes, reader.with));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        if (key.equals("bytes")) {
            bytes = Quantities.held(value, key);
            return;
        }
        with = Values.text(value, key);
        if (with.isEmpty()) {
            throw new BadValue(value.at(), "'with' is empty: say what the added bytes are, or leave it out for zeros");
        }
    }
}
