package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@code safety}. */
final class SafetyReader extends MappingReader {
    private static final String[] KEYS = {
        "expires-after", "max-injections", "max-injections-per-second", "max-waiting-threads", "protect"
    };

    private Optional<Duration> expiresAfter = Optional.empty();
    private OptionalLong maxInjections = OptionalLong.empty();
    private OptionalLong maxInjectionsPerSecond = OptionalLong.empty();
    private OptionalLong maxWaitingThreads = OptionalLong.empty();
    private List<Target> protect = List.of();

    SafetyReader(Problems problems) {
        super(problems, "`safety`", KEYS);
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        switch (key) {
            case "expires-after" ->
                expiresAfter = Optional.of(Quantities.duration(value, key, Quantities.NANOSECOND, Quantities.A_YEAR));
            case "max-injections" -> maxInjections = limit(value, key);
            case "max-injections-per-second" -> maxInjectionsPerSecond = limit(value, key);
            case "max-waiting-threads" -> maxWaitingThreads = limit(value, key);
            default -> protect = protect(value);
        }
    }

    private static OptionalLong limit(Node value, String key) throws BadValue {
        return OptionalLong.of(Values.whole(value, key, 1, Long.MAX_VALUE));
    }

    private List<Target> protect(Node value) throws BadValue {
        List<Target> targets = new ArrayList<>();
        for (Node item : Values.items(value, "protect")) {
            TargetReader reader = new TargetReader(problems);
            if (reader.readAll(item)) {
                reader.checkProtected(item);
                targets.add(reader.target());
            }
        }
        return List.copyOf(targets);
    }

    SafetySettings settings() {
        return new SafetySettings(expiresAfter, maxInjections, maxInjectionsPerSecond, maxWaitingThreads, protect);
    }
}
