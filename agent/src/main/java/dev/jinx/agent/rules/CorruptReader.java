package dev.jinx.agent.rules;

import dev.jinx.agent.rules.PayloadSpec.Corrupt.Mode;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code corrupt}: a share of bytes, or {@code rate} and {@code mode}. */
final class CorruptReader extends MappingReader {
    private static final String[] KEYS = {"rate", "mode"};

    private double rate;
    private Mode mode = Mode.FLIP;

    private CorruptReader(Problems problems) {
        super(problems, "`corrupt`", KEYS);
    }

    /** The damage of that node; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(new PayloadSpec.Corrupt(rate(node, "corrupt"), Mode.FLIP));
        }
        CorruptReader reader = new CorruptReader(problems);
        if (reader.readAll(node) && reader.lacks("rate")) {
            throw new BadValue(node.at(), "'corrupt' needs 'rate', as in `corrupt: { rate: 1% }`");
        }
        return reader.rate == 0 ? Optional.empty() : Optional.of(new PayloadSpec.Corrupt(reader.rate, reader.mode));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        if (key.equals("rate")) {
            rate = rate(value, key);
        } else {
            mode = Mode.valueOf(
                    Values.oneOf(value, key, "flip", "random", "zero").toUpperCase(Locale.ROOT));
        }
    }

    private static double rate(Node node, String key) throws BadValue {
        double rate = Quantities.share(node, key);
        if (rate == 0) {
            throw new BadValue(node.at(), "'" + key + "' is more than 0: at 0 % nothing would change");
        }
        return rate;
    }
}
