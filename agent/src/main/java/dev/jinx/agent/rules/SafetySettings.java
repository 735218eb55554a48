package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What no rule may go beyond, as written under {@code safety}.
 *
 * @param expiresAfter no rule acts any more after that long
 * @param maxInjections in all
 * @param maxInjectionsPerSecond in each second
 * @param maxWaitingThreads that wait at once
 * @param protect targets that no rule concerns
 */
public record SafetySettings(
        Optional<Duration> expiresAfter,
        OptionalLong maxInjections,
        OptionalLong maxInjectionsPerSecond,
        OptionalLong maxWaitingThreads,
        List<Target> protect) {
    /** No limits. */
    public static final SafetySettings NONE = new SafetySettings(
            Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), List.of());

    /** Whether it limits anything. Not by {@code equals}: that of a record links through java.lang.invoke, which costs 20 ms of a start. */
    public boolean limits() {
        return expiresAfter.isPresent()
                || maxInjections.isPresent()
                || maxInjectionsPerSecond.isPresent()
                || maxWaitingThreads.isPresent()
                || !protect.isEmpty();
    }
}
