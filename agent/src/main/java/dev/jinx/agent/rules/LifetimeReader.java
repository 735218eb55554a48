package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.Optional;

/** Reads {@code lifetime}: a duration, or {@code after}, {@code jitter} and {@code then}. */
final class LifetimeReader extends MappingReader {
    private static final String[] KEYS = {"after", "jitter", "then"};

    private Optional<Duration> after = Optional.empty();
    private Duration jitter = Duration.ZERO;
    private FaultSpec.Then then = FaultSpec.Then.RESET;

    private LifetimeReader(Problems problems) {
        super(problems, "`lifetime`", KEYS);
    }

    /** The lifetime of that node; empty where a problem was reported. */
    static Optional<FaultSpec> of(Node node, Problems problems) throws BadValue {
        if (node instanceof Node.Scalar) {
            return Optional.of(new FaultSpec.Lifetime(after(node, "lifetime"), Duration.ZERO, FaultSpec.Then.RESET));
        }
        LifetimeReader reader = new LifetimeReader(problems);
        if (reader.readAll(node) && reader.lacks("after")) {
            throw new BadValue(node.at(), "'lifetime' needs 'after', as in `lifetime: { after: 10s, then: close }`");
        }
        if (reader.after.isEmpty()) {
            return Optional.empty();
        }
        if (reader.jitter.compareTo(reader.after.get()) > 0) {
            throw new BadValue(reader.at("jitter"), "'jitter' is not longer than 'after'");
        }
        return Optional.of(new FaultSpec.Lifetime(reader.after.get(), reader.jitter, reader.then));
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        switch (key) {
            case "after" -> after = Optional.of(after(value, key));
            case "jitter" -> jitter = Quantities.duration(value, key, Duration.ZERO, Quantities.A_DAY);
            default -> then = LimitReader.then(value);
        }
    }

    private static Duration after(Node node, String key) throws BadValue {
        return Quantities.duration(node, key, Quantities.NANOSECOND, Quantities.A_DAY);
    }
}
