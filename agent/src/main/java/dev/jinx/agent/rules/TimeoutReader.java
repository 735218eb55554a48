package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.Optional;

/** Reads {@code timeout}: a duration, or {@code after} and {@code throw}. */
final class TimeoutReader extends MappingReader {
    private static final String[] KEYS = {"after", "throw"};

    private Optional<Duration> after = Optional.empty();
    private Optional<FaultSpec.Throw> exception = Optional.empty();

    private TimeoutReader(Problems problems) {
        super(problems, "`timeout`", KEYS);
    }

    /** The timeout of that node; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(new FaultSpec.Timeout(wholeWait(node, "timeout"), Optional.empty()));
        }
        TimeoutReader reader = new TimeoutReader(problems);
        if (reader.readAll(node) && reader.lacks("after")) {
            throw new BadValue(node.at(), "'timeout' needs 'after', as in `timeout: { after: 2s }`");
        }
        return reader.after.isEmpty()
                ? Optional.empty()
                : Optional.of(new FaultSpec.Timeout(reader.after.get(), reader.exception));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        if (key.equals("after")) {
            after = Optional.of(wholeWait(value, key));
        } else {
            exception = ThrowReader.of(value, problems);
        }
    }

    private static Duration wholeWait(Node node, String key) throws BadValue {
        return Quantities.duration(node, key, Duration.ZERO, Quantities.A_DAY);
    }
}
