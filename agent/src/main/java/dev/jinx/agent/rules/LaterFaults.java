package dev.jinx.agent.rules;

/** The grammar of {@code reorder}, which is not built yet, so that a mistake in it is named today. */
final class LaterFaults extends MappingReader {
    private static final String[] KEYS = {"window"};

    private static final int WIDEST = 1_000;

    private LaterFaults(Problems problems) {
        super(problems, "`reorder`", KEYS);
    }

    /** Reports what is wrong with that node. */
    static void check(Node node, Problems problems) throws BadValue {
        LaterFaults reader = new LaterFaults(problems);
        if (node instanceof Node.Scalar) {
            reader.read("window", node);
        } else if (reader.readAll(node) && reader.lacks("window")) {
            throw new BadValue(node.at(), "'reorder' needs 'window', as in `reorder: { window: 3 }`");
        }
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        Values.whole(value, key, 2, WIDEST);
    }
}
