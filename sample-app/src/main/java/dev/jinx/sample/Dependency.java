package dev.jinx.sample;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened to the calls to something that the application depends on. Safe for use by several threads. */
final class Dependency {
    private final String name;
    private final int port;
    private final LongAdder calls = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private volatile CircuitBreaker breaker;

    Dependency(String name, int port) {
        this.name = name;
        this.port = port;
    }

    /** Makes one call, and counts it and its failure. */
    <T> T call(Attempt<T> attempt) throws Exception {
        calls.increment();
        try {
            return attempt.make();
        } catch (Exception e) {
            failed(describe(e));
            throw e;
        }
    }

    void failed(String what) {
        failures.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    void retried() {
        retries.increment();
    }

    void behind(CircuitBreaker guard) {
        breaker = guard;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long calls() {
        return calls.sum();
    }

    long retries() {
        return retries.sum();
    }

    /** How often what went wrong, by class and message of the exception. */
    Map<String, Long> failures() {
        Map<String, Long> counts = new TreeMap<>();
        failures.forEach((what, count) -> counts.put(what, count.sum()));
        return counts;
    }

    /** How often its breaker opened; empty if it has none. */
    Optional<Integer> opened() {
        return Optional.ofNullable(breaker).map(CircuitBreaker::opened);
    }

    /** Class and message on one line, and those of the deepest cause where it says something else. */
    private static String describe(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = message(failure);
        String own = failure.getClass().getName() + (message.isEmpty() ? "" : ": " + message);
        return own.contains(message(root))
                ? own
                : own + ", caused by " + root.getClass().getName() + ": " + message(root);
    }

    private static String message(Throwable failure) {
        return Objects.toString(failure.getMessage(), "").lines().findFirst().orElse("");
    }
}
