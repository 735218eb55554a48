package dev.jinx.agent.rules;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a delay is.
 *
 * @param shape how it is drawn
 * @param max the longest that is ever drawn; empty: as the shape gives it
 */
public record DelaySpec(Shape shape, Optional<Duration> max) {
    /** How a delay is drawn. */
    public sealed interface Shape {}

    /** Always the same. */
    public record Fixed(Duration value) implements Shape {}

    /** Each value between the two equally likely. */
    public record Uniform(Duration low, Duration high) implements Shape {}

    /** A bell curve; what falls below 0 is 0. */
    public record Normal(Duration mean, Duration sd) implements Shape {}

    /** A long tail, given by its median and its 99th percentile, which is the larger. */
    public record Lognormal(Duration median, Duration p99) implements Shape {}

    /** The time between independent events. */
    public record Exponential(Duration mean) implements Shape {}
}
