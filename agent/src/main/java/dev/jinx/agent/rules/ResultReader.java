package dev.jinx.agent.rules;

import java.util.Optional;

/** Reads what a method returns instead: {@code return} and {@code corrupt-result}. */
final class ResultReader extends MappingReader {
    private static final String[] KEYS = {"rate"};

    private double rate = 1;

    private ResultReader(Problems problems) {
        super(problems, "`corrupt-result`", KEYS);
    }

    /** A value as text, whatever it means to the method: nothing is left out, so that {@code NO} is not false. */
    static Optional<FaultSpec> value(Position at, Optional<Node> options) throws BadValue {
        if (options.isEmpty() || isNothing(options.get())) {
            throw new BadValue(
                    at,
                    "'return' needs a value, as in `fault: { return: 0 }`; null is `return: null`, and a method without"
                            + " result has `skip`");
        }
        return Optional.of(new FaultSpec.Return(text(options.get())));
    }

    private static boolean isNothing(Node node) {
        return Node.isEmpty(node) && ((Node.Scalar) node).text().isEmpty();
    }

    private static String text(Node node) throws BadValue {
        if (Node.isEmpty(node)) {
            return "null";
        }
        if (node instanceof Node.Sequence sequence && sequence.items().isEmpty()) {
            return "[]";
        }
        if (node instanceof Node.Mapping mapping && mapping.entries().isEmpty()) {
            return "{}";
        }
        if (!(node instanceof Node.Scalar)) {
            throw new BadValue(
                    node.at(),
                    "'return' takes a single value, or `[]` and `{}` for something empty, not " + node.kind());
        }
        return Values.text(node, "return");
    }

    /** The share that is damaged: all of it where none is given. Empty where a problem was reported. */
    static Optional<FaultSpec> corrupt(Optional<Node> options, Problems problems) throws BadValue {
        if (options.isEmpty() || Node.isEmpty(options.get())) {
            return Optional.of(new FaultSpec.CorruptResult(1));
        }
        if (options.get() instanceof Node.Scalar) {
            return Optional.of(new FaultSpec.CorruptResult(Quantities.share(options.get(), "corrupt-result")));
        }
        ResultReader reader = new ResultReader(problems);
        return reader.readAll(options.get()) ? Optional.of(new FaultSpec.CorruptResult(reader.rate)) : Optional.empty();
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        rate = Quantities.share(value, key);
    }
}
