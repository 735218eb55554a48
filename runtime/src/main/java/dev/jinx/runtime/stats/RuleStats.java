package dev.jinx.runtime.stats;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one rule did. All methods may be called from any thread; sums are exact once the callers rest. A match is either
 * injected or skipped. What is skipped for the usual reason is what is left of the matches, so that a match which does nothing costs one
 * increment.
 */
public final class RuleStats {
    /** How many refusals are kept. */
    private static final int KEPT = 20;

    private final AtomicLong matches;
    private final Skip usual;
    private final LongAdder passed = new LongAdder();
    private final LongAdder untouched = new LongAdder();
    private final List<String> refused = new ArrayList<>();

    /** Of those that are not kept: a class may be woven many times. */
    private final Set<Integer> hashes = new HashSet<>();

    private final LongAdder injected = new LongAdder();
    private final LongAdder shadowed = new LongAdder();
    private final LongAdder delayNanos = new LongAdder();
    private final LongAdder[] skipped = new LongAdder[Skip.count()];

    /** Injections by operation; made when the first comes, because most rules are on one operation. */
    private final AtomicReferenceArray<LongAdder> byOperation;

    private final String[] words;

    /** For each operation; null where the rule is on one only. */
    private LongAdder[] matchedOn;

    /**
     * Zeroes.
     *
     * @param words the fault words of the rule, in its order
     * @param operations how many operations there are
     * @param matches how many there were
     * @param usual why those were skipped that are neither injected nor skipped otherwise; null where each is counted
     */
    public RuleStats(String[] words, int operations, AtomicLong matches, Skip usual) {
        this.matches = matches;
        this.usual = usual;
        this.words = words.clone();
        byOperation = new AtomicReferenceArray<>(operations);
        for (int i = 0; i < skipped.length; i++) {
            skipped[i] = new LongAdder();
        }
    }

    /** The rule is on several of that many operations, and its matches are counted for each. Before the first match. */
    public void splitBy(int operations) {
        matchedOn = new LongAdder[operations];
        for (int i = 0; i < operations; i++) {
            matchedOn[i] = new LongAdder();
        }
    }

    /** Whether its matches are counted for each operation. */
    public boolean isSplit() {
        return matchedOn != null;
    }

    /** The rule matched a call of that operation; for rules that are counted so. */
    public void match(int operation) {
        if (matchedOn != null) {
            matchedOn[operation].increment();
        }
    }

    /** Matches of that operation, where {@link #isSplit}. */
    public long matchedOn(int operation) {
        return matchedOn[operation].sum();
    }

    /** The rule acts: one injection, whatever the length of its fault list. */
    public void inject() {
        injected.increment();
    }

    /** What it injects is for a call of that operation, by its number. */
    public void injected(int operation) {
        of(operation).increment();
    }

    /** What was counted as injected, for a call of that operation, could not be done. */
    public void fail(int operation) {
        injected.decrement();
        of(operation).decrement();
        skip(Skip.IMPOSSIBLE);
    }

    private LongAdder of(int operation) {
        LongAdder adder = byOperation.get(operation);
        if (adder == null) {
            LongAdder made = new LongAdder();
            adder = byOperation.compareAndSet(operation, null, made) ? made : byOperation.get(operation);
        }
        return adder;
    }

    /** The rule matched and did not act. */
    public void skip(Skip why) {
        if (why != usual) {
            skipped[why.ordinal()].increment();
        }
    }

    /** The rule would have matched, but one before it acted. */
    public void shadow() {
        shadowed.increment();
    }

    /** A method of the rule was called in a way that the rule does not ask for. */
    public void pass() {
        passed.increment();
    }

    /** That many values were met which the rule should have damaged, and does not know how to. */
    public void untouched(long values) {
        untouched.add(values);
    }

    /** The rule does not act on a method that it names; the first few are kept. Each is told once. Returns whether it is new. */
    public boolean refuse(String sentence) {
        synchronized (refused) {
            if (refused.contains(sentence)) {
                return false;
            }
            if (refused.size() < KEPT) {
                refused.add(sentence);
                return true;
            }
            hashes.add(sentence.hashCode());
            return false;
        }
    }

    /** That many nanoseconds of delay were drawn. */
    public void delay(long nanos) {
        delayNanos.add(nanos);
    }

    public long injected() {
        return injected.sum();
    }

    /** Injections for calls of that operation, by its number. */
    public long injectedOn(int operation) {
        LongAdder adder = byOperation.get(operation);
        return adder == null ? 0 : adder.sum();
    }

    public long shadowed() {
        return shadowed.sum();
    }

    /** All the delay that was injected, in nanoseconds. */
    public long delayNanos() {
        return delayNanos.sum();
    }

    public long skipped(Skip why) {
        return why == usual ? rest() : skipped[why.ordinal()].sum();
    }

    private long rest() {
        long rest = matches.get() - injected.sum();
        for (LongAdder adder : skipped) {
            rest -= adder.sum();
        }
        // A call that is being judged just now may be counted on one side only.
        return Math.max(0, rest);
    }

    public long skipped() {
        long sum = 0;
        for (Skip why : Skip.values()) {
            sum += skipped(why);
        }
        return sum;
    }

    public long matched() {
        return injected() + skipped();
    }

    /** Calls of its methods in a way that it does not ask for. */
    public long passed() {
        return passed.sum();
    }

    /** Values that it left as they were, because it does not know how to damage them. */
    public long untouched() {
        return untouched.sum();
    }

    /** The methods that it names and does not act on, each with the reason; at most some of them. */
    public List<String> refused() {
        synchronized (refused) {
            return new ArrayList<>(refused);
        }
    }

    /** How many methods it names and does not act on. */
    public int refusals() {
        synchronized (refused) {
            return refused.size() + hashes.size();
        }
    }

    /** The fault words, in the order of the rule: each of its faults is part of each of its injections. */
    public String[] faultWords() {
        return words.clone();
    }
}
