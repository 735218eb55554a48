package dev.jinx.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the users saw. Safe for use by several threads. */
final class Tally {
    /** What became of an order. */
    enum Outcome {
        SERVED("served"),
        RETRIED("served after a retry"),
        FAILED("failed"),
        REJECTED("rejected by open breaker"),
        UNSENT("not placed in time");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    private final Dependency orders;
    private final List<Dependency> dependencies;
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private final List<Duration> latencies = new ArrayList<>();
    private final Set<Long> served = new HashSet<>();
    private int readBack;

    /**
     * @param orders the order service, as its users see it
     * @param dependencies what the order service depends on
     */
    Tally(Dependency orders, List<Dependency> dependencies) {
        this.orders = orders;
        this.dependencies = List.copyOf(dependencies);
    }

    synchronized void add(Order order, Outcome outcome, Duration latency) {
        outcomes.merge(outcome, 1, Integer::sum);
        latencies.add(latency);
        if (outcome == Outcome.SERVED || outcome == Outcome.RETRIED) {
            served.add(order.number());
        }
    }

    synchronized void unsent() {
        outcomes.merge(Outcome.UNSENT, 1, Integer::sum);
    }

    /** An order was asked for after it had been served, and was what its user had ordered. */
    synchronized void readBack() {
        readBack++;
    }

    synchronized int count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    synchronized int readBackCount() {
        return readBack;
    }

    synchronized Set<Long> served() {
        return Set.copyOf(served);
    }

    /** The time that this part of the orders did not exceed, 0.5 for the median; zero if there were none. */
    synchronized Duration latency(double quantile) {
        if (latencies.isEmpty()) {
            return Duration.ZERO;
        }
        Collections.sort(latencies);
        return latencies.get((int) Math.round((latencies.size() - 1) * quantile));
    }

    Dependency orders() {
        return orders;
    }

    List<Dependency> dependencies() {
        return dependencies;
    }
}
