package dev.jinx.agent.rules;

import java.util.Optional;

/** Reads {@code substitute}: {@code pattern} and {@code with}. */
final class SubstituteReader extends MappingReader {
    private static final String[] KEYS = {"pattern", "with"};

    private Optional<String> pattern = Optional.empty();
    private Optional<Node> with = Optional.empty();

    private SubstituteReader(Problems problems) {
        super(problems, "`substitute`", KEYS);
    }

    /** The substitution of that node; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Problems problems) throws BadValue {
        SubstituteReader reader = new SubstituteReader(problems);
        if (!reader.readAll(node)) {
            return Optional.empty();
        }
        for (String key : KEYS) {
            if (reader.lacks(key)) {
                throw new BadValue(
                        node.at(), "'substitute' needs '" + key + "', as in `substitute: { pattern: a, with: b }`");
            }
        }
        if (reader.pattern.isEmpty() || reader.with.isEmpty()) {
            return Optional.empty();
        }
        String pattern = reader.pattern.get();
        String with = Values.text(reader.with.get(), "with");
        Expressions.checkReplacement(pattern, with, reader.with.get().at());
        return Optional.of(new PayloadSpec.Substitute(pattern, with));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        if (key.equals("with")) {
            Values.text(value, key);
            with = Optional.of(value);
            return;
        }
        String text = Values.text(value, key);
        if (text.isEmpty()) {
            throw new BadValue(value.at(), "'pattern' is empty and would find everything");
        }
        Expressions.check(text, value.at());
        pattern = Optional.of(text);
    }
}
