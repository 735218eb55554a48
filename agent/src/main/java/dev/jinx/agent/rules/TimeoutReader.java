package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads {@code timeout}: a duration, or {@code after} and what goes with it. */
final class TimeoutReader extends MappingReader {
    private static final String[] KEYS = {"after", "throw", "async"};

    private Optional<Duration> after = Optional.empty();
    private Optional<FaultSpec.Throw> exception = Optional.empty();
    private boolean async;
    private final Set<Operation> on;

    private TimeoutReader(Set<Operation> on, Problems problems) {
        super(problems, "`timeout`", KEYS);
        this.on = on;
    }

    /** The timeout of that node on those operations; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Set<Operation> on, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(new FaultSpec.Timeout(wholeWait(node, "timeout"), Optional.empty()));
        }
        TimeoutReader reader = new TimeoutReader(on, problems);
        if (reader.readAll(node) && reader.lacks("after")) {
            throw new BadValue(node.at(), "'timeout' needs 'after', as in `timeout: { after: 2s }`");
        }
        if (!Operations.mayBeCalls(on)) {
            reader.refuse("applies to call only", "async");
        }
        return reader.after.isEmpty()
                ? Optional.empty()
                : Optional.of(new FaultSpec.Timeout(reader.after.get(), reader.exception, reader.async));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        switch (key) {
            case "after" -> after = Optional.of(wholeWait(value, key));
            case "throw" -> exception = ThrowReader.ofTimeout(value, on, problems);
            default -> async = Values.bool(value, key);
        }
    }

    private static Duration wholeWait(Node node, String key) throws BadValue {
        return Quantities.duration(node, key, Duration.ZERO, Quantities.A_DAY);
    }
}
