package dev.jinx.agent.rules;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads {@code replace}: one of {@code text}, {@code base64} and {@code hex}. */
final class ReplaceReader extends MappingReader {
    private static final String[] KEYS = {"text", "base64", "hex"};

    private Optional<Octets> with = Optional.empty();
    private int given;

    private ReplaceReader(Problems problems) {
        super(problems, "`replace`", KEYS);
    }

    /** The other bytes of that node; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Problems problems) throws BadValue {
        ReplaceReader reader = new ReplaceReader(problems);
        int before = problems.count();
        if (!reader.readAll(node) || problems.count() > before) {
            return Optional.empty();
        }
        if (reader.given != 1) {
            throw new BadValue(
                    node.at(), "'replace' takes one of text, base64 and hex, as in `replace: { text: hello }`");
        }
        return Optional.of(new PayloadSpec.Replace(reader.with.orElseThrow()));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        given++;
        String text = Values.text(value, key);
        with = Optional.of(
                switch (key) {
                    case "text" -> Octets.of(text.getBytes(StandardCharsets.UTF_8));
                    case "base64" -> Octets.ofBase64(text, value.at());
                    default -> Octets.ofHex(text, value.at());
                });
    }
}
