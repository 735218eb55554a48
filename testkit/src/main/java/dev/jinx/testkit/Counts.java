package dev.jinx.testkit;

/**
 * Counts at one moment, exact once the threads of the application rest.
 *
 * @param calls what the JVM did, whether a rule concerned it or not; for calls of methods, of those that a rule names
 * @param matched what rules concerned: the sum of injected and skipped
 * @param injected what they acted on
 * @param skipped what they concerned and did not act on
 */
public record Counts(long calls, long matched, long injected, long skipped) {}
