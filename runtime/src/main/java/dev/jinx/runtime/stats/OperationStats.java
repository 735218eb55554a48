package dev.jinx.runtime.stats;

import java.util.concurrent.atomic.LongAdder;

/** Calls of one operation, and how many of them were hit. Any thread; exact once the callers rest. */
public final class OperationStats {
    private final String word;
    private final Tally calls = new Tally();
    private final LongAdder injected = new LongAdder();

    /**
     * Zeroes.
     *
     * @param word the operation as the rules file writes it
     */
    public OperationStats(String word) {
        this.word = word;
    }

    /** One call by the application. */
    public void call() {
        calls.increment();
    }

    /** That many calls more than are known from elsewhere, or less. */
    public void correct(long calls) {
        this.calls.add(calls);
    }

    /** One call that at least one rule acted on. */
    public void inject() {
        injected.increment();
    }

    public String word() {
        return word;
    }

    public long calls() {
        return calls.sum();
    }

    public long injected() {
        return injected.sum();
    }
}
