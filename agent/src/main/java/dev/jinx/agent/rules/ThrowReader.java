package dev.jinx.agent.rules;

import java.util.Optional;

/** Reads {@code throw}: a class, or class and message. */
final class ThrowReader extends MappingReader {
    private static final String[] KEYS = {"class", "message"};

    private String className = "";
    private Optional<String> message = Optional.empty();

    private ThrowReader(Problems problems) {
        super(problems, "`throw`", KEYS);
    }

    /** The exception of that node; empty where a problem was reported. */
    static Optional<FaultSpec.Throw> of(Node node, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(new FaultSpec.Throw(className(node), Optional.empty()));
        }
        ThrowReader reader = new ThrowReader(problems);
        if (reader.readAll(node) && reader.lacks("class")) {
            throw new BadValue(
                    node.at(), "'throw' needs 'class', as in `throw: { class: java.net.SocketTimeoutException }`");
        }
        return reader.className.isEmpty()
                ? Optional.empty()
                : Optional.of(new FaultSpec.Throw(reader.className, reader.message));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        if (key.equals("class")) {
            className = className(value);
        } else {
            message = Optional.of(Values.text(value, key));
        }
    }

    private static String className(Node node) throws BadValue {
        String name = Values.word(node, "class");
        if (!isClassName(name)) {
            throw new BadValue(
                    node.at(), Problems.quote(name) + " is not the name of a class, as in `java.io.IOException`");
        }
        return name;
    }

    /** Whether that can be the binary name of a class. */
    static boolean isClassName(String name) {
        boolean start = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (start ? !Character.isJavaIdentifierStart(c) : c != '.' && !Character.isJavaIdentifierPart(c)) {
                return false;
            }
            start = c == '.';
        }
        return !start;
    }
}
