package dev.jinx.agent.rules;

import java.util.Locale;
import java.util.Optional;

/** Reads {@code truncate}: one of {@code keep} and {@code drop-last}, and {@code then}. */
final class TruncateReader extends MappingReader {
    private static final String[] KEYS = {"keep", "drop-last", "then"};

    private Optional<Double> keep = Optional.empty();
    private int dropLast;
    private FaultSpec.Then then = FaultSpec.Then.CONTINUE;

    private TruncateReader(Problems problems) {
        super(problems, "`truncate`", KEYS);
    }

    /** The part of that node; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Problems problems) throws BadValue {
        TruncateReader reader = new TruncateReader(problems);
        int before = problems.count();
        if (!reader.readAll(node) || problems.count() > before) {
            return Optional.empty();
        }
        if (reader.has("keep") == reader.has("drop-last")) {
            throw new BadValue(
                    node.at(), "'truncate' takes one of keep and drop-last, as in `truncate: { keep: 50% }`");
        }
        return Optional.of(new PayloadSpec.Truncate(reader.keep.orElse(1.0), reader.dropLast, reader.then));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        switch (key) {
            case "keep" -> keep = Optional.of(Quantities.share(value, key));
            case "drop-last" -> dropLast = (int) Quantities.size(value, key, 1, Integer.MAX_VALUE);
            default ->
                then = FaultSpec.Then.valueOf(
                        Values.oneOf(value, key, "continue", "hang", "close").toUpperCase(Locale.ROOT));
        }
    }
}
