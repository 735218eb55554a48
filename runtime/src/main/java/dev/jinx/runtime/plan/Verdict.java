package dev.jinx.runtime.plan;

import dev.jinx.runtime.fault.Fault;

/** A rule acts on a call. Several in a chain where rules say {@code continue}. One thread. */
public final class Verdict {
    private final Rule rule;
    private final long number;
    private final Fault[] faults;
    private final long[] drawn;
    private final long delay;
    private final boolean repeated;
    private int operation;
    private Verdict next;

    Verdict(Rule rule, long number, Fault[] faults, long[] drawn, long delay, boolean repeated) {
        this.rule = rule;
        this.number = number;
        this.faults = faults;
        this.drawn = drawn;
        this.delay = delay;
        this.repeated = repeated;
    }

    /** The same verdict for a further call of the same exchange or connection. */
    Verdict again() {
        Verdict again = new Verdict(rule, number, faults, drawn, delay, true);
        again.operation = operation;
        return again;
    }

    public Rule rule() {
        return rule;
    }

    /** The number of the match, from 1. */
    public long number() {
        return number;
    }

    /** How many faults there are. */
    public int size() {
        return faults.length;
    }

    /** The fault at that place. */
    public Fault fault(int index) {
        return faults[index];
    }

    /** What was drawn for the fault at that place. */
    public long drawn(int index) {
        return drawn[index];
    }

    /** All that was drawn, in nanoseconds. */
    public long delay() {
        return delay;
    }

    /** Whether it was counted before, for an earlier call of the same exchange or connection. */
    public boolean repeated() {
        return repeated;
    }

    /** It is for that operation, the number behind the last one being the whole peer; its injection is counted for it. */
    void injects(int into) {
        operation = into;
        rule.stats().injected(into);
    }

    /** What was counted as injected could not be done. */
    public void fail() {
        // What is repeated was counted for an earlier call, on which it was done.
        if (!repeated) {
            rule.stats().fail(operation);
        }
    }

    /** The verdict of a later rule on the same call; null for none. */
    public Verdict next() {
        return next;
    }

    void next(Verdict later) {
        next = later;
    }
}
