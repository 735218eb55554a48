package dev.jinx.agent.rules;

import java.util.Optional;
import java.util.Set;

/** Reads {@code throw}: a class, or class, message and what is to be done with it. */
final class ThrowReader extends MappingReader {
    private static final String[] KEYS = {"class", "message", "force", "async", "label"};

    private String className = "";
    private Optional<String> message = Optional.empty();
    private boolean force;
    private boolean async;
    private boolean label;

    private ThrowReader(Problems problems) {
        super(problems, "`throw`", KEYS);
    }

    /** The exception of that node, thrown by those operations; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Set<Operation> on, Problems problems) throws BadValue {
        Optional<FaultSpec.Throw> read = read(node, on, problems);
        return read.isEmpty() ? Optional.empty() : Optional.of(read.get());
    }

    /** As {@link #of}, for the exception that a timeout ends with. */
    static Optional<FaultSpec.Throw> ofTimeout(Node node, Set<Operation> on, Problems problems) throws BadValue {
        Optional<FaultSpec.Throw> read = read(node, on, problems);
        if (read.isPresent() && read.get().async()) {
            throw new BadValue(node.at(), "'async' belongs in `timeout`, as in `timeout: { after: 2s, async: true }`");
        }
        return read;
    }

    private static Optional<FaultSpec.Throw> read(Node node, Set<Operation> on, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(new FaultSpec.Throw(className(node), Optional.empty()));
        }
        ThrowReader reader = new ThrowReader(problems);
        if (reader.readAll(node) && reader.lacks("class")) {
            throw new BadValue(
                    node.at(), "'throw' needs 'class', as in `throw: { class: java.net.SocketTimeoutException }`");
        }
        if (!Operations.mayBeCalls(on)) {
            reader.refuse("applies to call only", "force", "async", "label");
        }
        return reader.className.isEmpty()
                ? Optional.empty()
                : Optional.of(new FaultSpec.Throw(
                        reader.className, reader.message, reader.force, reader.async, reader.label));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        switch (key) {
            case "class" -> className = className(value);
            case "message" -> message = Optional.of(Values.text(value, key));
            case "force" -> force = Values.bool(value, key);
            case "async" -> async = Values.bool(value, key);
            default -> label = Values.bool(value, key);
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
