package dev.jinx.runtime.stats;

import java.util.concurrent.atomic.LongAdder;

/**
 * What one rule did. All methods may be called from any thread; sums are exact once the callers rest. There is no counter of
 * matches: a match is either injected or skipped, so that the two cannot disagree.
 */
public final class RuleStats {
    private final LongAdder injected = new LongAdder();
    private final LongAdder shadowed = new LongAdder();
    private final LongAdder delayNanos = new LongAdder();
    private final LongAdder[] skipped = new LongAdder[Skip.count()];
    private final LongAdder[] faults;
    private final String[] words;

    /**
     * Zeroes.
     *
     * @param words the fault words of the rule, in its order
     */
    public RuleStats(String[] words) {
        this.words = words.clone();
        faults = adders(words.length);
        for (int i = 0; i < skipped.length; i++) {
            skipped[i] = new LongAdder();
        }
    }

    private static LongAdder[] adders(int n) {
        LongAdder[] adders = new LongAdder[n];
        for (int i = 0; i < n; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    /** The rule acts: one injection, whatever the length of its fault list. */
    public void inject() {
        injected.increment();
        for (LongAdder fault : faults) {
            fault.increment();
        }
    }

    /** The rule matched and did not act. */
    public void skip(Skip why) {
        skipped[why.ordinal()].increment();
    }

    /** The rule would have matched, but one before it acted. */
    public void shadow() {
        shadowed.increment();
    }

    /** That many nanoseconds of delay were drawn. */
    public void delay(long nanos) {
        delayNanos.add(nanos);
    }

    public long injected() {
        return injected.sum();
    }

    public long shadowed() {
        return shadowed.sum();
    }

    /** All the delay that was injected, in nanoseconds. */
    public long delayNanos() {
        return delayNanos.sum();
    }

    public long skipped(Skip why) {
        return skipped[why.ordinal()].sum();
    }

    public long skipped() {
        long sum = 0;
        for (LongAdder adder : skipped) {
            sum += adder.sum();
        }
        return sum;
    }

    public long matched() {
        return injected() + skipped();
    }

    /** The fault words, in the order of the rule. */
    public String[] faultWords() {
        return words.clone();
    }

    /** How often the fault at that place in {@link #faultWords()} was injected. */
    public long fault(int index) {
        return faults[index].sum();
    }
}
