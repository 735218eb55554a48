package dev.jinx.agent.report;

import dev.jinx.agent.rules.Expectation;
import dev.jinx.agent.rules.Rule;
import dev.jinx.runtime.stats.Event;
import java.util.List;
import java.util.Map;

/**
 * What happened, pulled at one moment. Each of its numbers is exact once the application's threads rest.
 *
 * @param run what it is about
 * @param complete whether the JVM is at its end
 * @param atMillis when it was pulled, in milliseconds since the epoch
 * @param operations those that some rule uses
 * @param rules in the order of the file
 * @param events the newest injections, oldest first
 * @param eventsDropped how many there were before those
 * @param unmatched why a rule never applied, a sentence for each
 * @param refused methods that rules name and do not act on, a sentence for each
 * @param unseen traffic that is known to go by the rules, a sentence for each
 * @param tripped the first limit under {@code safety} that was reached; empty if none was
 * @param promises what the rules were expected to do, in the order of the file
 * @param contained what went wrong inside Jinx
 */
public record Report(
        Run run,
        boolean complete,
        long atMillis,
        List<OperationFigures> operations,
        List<RuleFigures> rules,
        List<Event> events,
        long eventsDropped,
        List<String> unmatched,
        List<String> refused,
        List<String> unseen,
        String tripped,
        List<Promise> promises,
        List<Contained> contained) {
    /**
     * Calls of one operation.
     *
     * @param word in the rules file
     * @param calls by the application
     * @param injected those that at least one rule acted on
     */
    public record OperationFigures(String word, long calls, long injected) {}

    /**
     * What one rule did.
     *
     * @param matched the sum of {@code injected} and {@code skipped}
     * @param skippedBy what stopped it, without zeroes
     * @param shadowed calls on which an earlier rule acted
     * @param faults injections by fault word
     * @param operations injections by the word of the operation, of all operations of the rule
     * @param delayNanos all the delay that was injected
     * @param untouched values that should have been damaged and were left as they are
     */
    public record RuleFigures(
            Rule rule,
            long matched,
            long injected,
            long skipped,
            Map<String, Long> skippedBy,
            long shadowed,
            Map<String, Long> faults,
            Map<String, Long> operations,
            long delayNanos,
            long untouched) {
        /** The value of one of the counters that can be expected something of. */
        public long counter(String name) {
            return switch (name) {
                case "matched" -> matched;
                case "injected" -> injected;
                case "skipped" -> skipped;
                default -> throw new IllegalArgumentException(name);
            };
        }
    }

    /**
     * One expectation of a rule.
     *
     * @param was what the counter came to
     */
    public record Promise(String rule, Expectation expectation, long was) {
        /** Whether it was kept. */
        public boolean met() {
            return expectation.holds(was);
        }

        /** For people: {@code expected slow-db injected >= 1, was 0}. */
        @Override
        public String toString() {
            return "expected " + rule + " " + expectation + ", was " + was;
        }
    }

    /**
     * A failure inside Jinx that the application did not see.
     *
     * @param where what Jinx was doing
     * @param what the exception
     * @param count how often
     */
    public record Contained(String where, String what, long count) {}
}
