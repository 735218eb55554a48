package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.List;

/** Reads {@code received} and {@code sent}: <code>{contains|matches|hex: …}</code>, one or a list of which any may be there. */
final class ContentReader extends MappingReader {
    private static final String[] KEYS = {"contains", "matches", "hex"};

    private final String key;
    private final List<ContentSpec> into;
    private int given;

    private ContentReader(Problems problems, String key, List<ContentSpec> into) {
        super(problems, "`" + key + "`", KEYS);
        this.key = key;
        this.into = into;
    }

    /** What is looked for. */
    static List<ContentSpec> read(Node value, String key, Problems problems) throws BadValue {
        List<ContentSpec> read = new ArrayList<>();
        for (Node item : Values.items(value, key)) {
            new ContentReader(problems, key, read).readOne(item);
        }
        return List.copyOf(read);
    }

    private void readOne(Node value) {
        int before = problems.count();
        if (readAll(value) && given != 1 && problems.count() == before) {
            problems.add(value.at(), "'" + key + "' takes one of contains, matches and hex; several stand in a list");
        }
    }

    @Override
    protected void read(String matcher, Node value) throws BadValue {
        given++;
        String text = Values.text(value, matcher);
        if (text.isEmpty()) {
            throw new BadValue(value.at(), "'" + matcher + "' is empty and would match everything");
        }
        into.add(
                switch (matcher) {
                    case "contains" -> new ContentSpec.Contains(text);
                    case "matches" -> matches(text, value.at());
                    default -> hex(text, value.at());
                });
    }

    private static ContentSpec matches(String pattern, Position at) throws BadValue {
        Expressions.check(pattern, at);
        return new ContentSpec.Matches(pattern);
    }

    private static ContentSpec hex(String text, Position at) throws BadValue {
        Octets octets = Octets.ofHex(text, at);
        if (octets.size() == 0) {
            throw new BadValue(at, "'hex' is empty and would match everything");
        }
        return new ContentSpec.Hex(octets);
    }
}
