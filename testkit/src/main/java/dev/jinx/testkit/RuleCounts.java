package dev.jinx.testkit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one rule did, as it was when it was asked. Immutable. */
public final class RuleCounts {
    private final Map<String, Object> figures;
    private final Map<?, ?> operations;
    private final long seed;

    /** Of a rule, and of the operations of its scope. */
    RuleCounts(Map<String, Object> figures, Map<?, ?> operations, long seed) {
        this.figures = figures;
        this.operations = operations;
        this.seed = seed;
    }

    private long count(String key) {
        return (Long) figures.get(key);
    }

    /** The rule's name. */
    public String name() {
        return (String) figures.get("name");
    }

    /** What it concerned. */
    public long matched() {
        return count("matched");
    }

    /** What it acted on. */
    public long injected() {
        return count("injected");
    }

    /** What it concerned and did not act on. */
    public long skipped() {
        return count("skipped");
    }

    /** By what it was stopped, such as {@code probability} and {@code times}, and how often. */
    @SuppressWarnings("unchecked") // as the agent writes it
    public Map<String, Long> skippedBy() {
        return new LinkedHashMap<>((Map<String, Long>) figures.get("skippedBy"));
    }

    /** What it would have concerned, had not a rule before it acted. */
    public long shadowed() {
        return count("shadowed");
    }

    /** All the delay that it injected. */
    public Duration delay() {
        return Duration.ofNanos(count("delayNanos"));
    }

    /** What it did to one operation, of as many calls as {@link Injections#operation} tells; 0 where it is not on it. */
    public Counts operation(Operation operation) {
        Map<?, ?> counts = (Map<?, ?>) ((Map<?, ?>) figures.get("operations")).get(operation.word());
        return counts == null
                ? new Counts(0, 0, 0, 0)
                : new Counts(
                        (Long) ((Map<?, ?>) operations.get(operation.word())).get("calls"),
                        (Long) counts.get("matched"),
                        (Long) counts.get("injected"),
                        (Long) counts.get("skipped"));
    }

    /** The preset that it is one rule of; empty for none. */
    String preset() {
        Object preset = ((Map<?, ?>) figures.get("labels")).get(Preset.LABEL);
        return preset == null ? "" : preset.toString();
    }

    boolean mayBeUnused() {
        return (Boolean) figures.get("mayBeUnused");
    }

    List<?> unmet() {
        return (List<?>) figures.get("unmet");
    }

    /** Why it never matched; empty if it did. */
    public String whyUnmatched() {
        Object why = figures.get("unmatched");
        return why == null ? "" : why.toString();
    }

    /** It acted that often, neither more nor less. */
    public RuleCounts assertInjected(long times) {
        return check(injected() == times, "expected " + injections(times) + " by '" + name() + "'");
    }

    /** It acted at least that often. */
    public RuleCounts assertInjectedAtLeast(long times) {
        return check(injected() >= times, "expected at least " + injections(times) + " by '" + name() + "'");
    }

    /** It acted at most that often. */
    public RuleCounts assertInjectedAtMost(long times) {
        return check(injected() <= times, "expected at most " + injections(times) + " by '" + name() + "'");
    }

    /** It concerned that many calls, neither more nor less. */
    public RuleCounts assertMatched(long times) {
        return check(
                matched() == times, "expected '" + name() + "' to match " + times + (times == 1 ? " call" : " calls"));
    }

    /** It never concerned anything. */
    public RuleCounts assertNeverMatched() {
        return check(matched() == 0, "expected '" + name() + "' never to match");
    }

    private RuleCounts check(boolean holds, String expectation) {
        if (!holds) {
            throw new AssertionError(expectation + ": " + summary() + " (" + Seeds.repeat(seed) + ")");
        }
        return this;
    }

    private static String injections(long times) {
        return times + (times == 1 ? " injection" : " injections");
    }

    /** For people. */
    String summary() {
        List<?> refused = (List<?>) figures.get("refused");
        if (matched() == 0 && !whyUnmatched().isEmpty()) {
            return whyUnmatched() + (refused.isEmpty() ? "" : ": " + refused);
        }
        String skips = skippedBy().isEmpty() ? "" : " " + skippedBy().toString().replace('=', ' ');
        return matched() + " matched, " + injected() + " injected, " + skipped() + " skipped" + skips
                + (shadowed() == 0 ? "" : ", " + shadowed() + " shadowed by a rule before it")
                + (refused.isEmpty() ? "" : "; refused: " + refused);
    }

    @Override
    public String toString() {
        return name() + ": " + summary();
    }
}
