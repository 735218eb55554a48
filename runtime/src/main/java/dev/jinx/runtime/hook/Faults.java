package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Change;
import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Passage;
import dev.jinx.runtime.connection.Raised;
import dev.jinx.runtime.connection.Traces;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.plan.Verdict;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;

/** The faults that one operation meets, in their order, with what was drawn for each. One thread at a time. */
final class Faults {
    private final Crossing crossing;
    private Step first;
    private Step acting;
    private int changes;
    private boolean takesBytes;
    private Passage passage;

    /** Those of a verdict, and of the ones behind it. */
    Faults(Crossing crossing, Verdict verdict) {
        this.crossing = crossing;
        Step last = null;
        for (Verdict v = verdict; v != null; v = v.next()) {
            for (int i = 0; i < v.size(); i++) {
                Step step = new Step(v, i);
                if (last == null) {
                    first = step;
                } else {
                    last.next = step;
                }
                last = step;
                changes += step.fault instanceof Change ? 1 : 0;
                takesBytes |= step.fault.lingers();
            }
        }
        takesBytes |= changes > 0;
    }

    /** One of them. */
    private static final class Step {
        private final Verdict verdict;
        private final Fault fault;
        private final long drawn;
        private boolean done;
        private Step next;

        Step(Verdict verdict, int index) {
            this.verdict = verdict;
            fault = verdict.fault(index);
            drawn = verdict.drawn(index);
        }

        /** Whether it does not act any more: a rule that makes wait went. What another one decided, and is counted, is done. */
        boolean over() {
            Rule rule = verdict.rule();
            return done || (rule.waits() && !rule.inForce());
        }
    }

    /** Whether the operation's bytes do not simply pass. */
    boolean takesBytes() {
        return takesBytes;
    }

    /** The changes that its bytes go through; null for none. */
    Passage passage() {
        if (passage == null && changes > 0) {
            passage = new Passage(changes);
            for (Step step = first; step != null; step = step.next) {
                if (step.fault instanceof Change change) {
                    passage.add(change, step.drawn, step.verdict.rule());
                }
            }
        }
        return passage;
    }

    /** How long they will hold a connect up, in nanoseconds; the caller's timeout covers it. */
    long delay() {
        long sum = 0;
        for (Step step = first; step != null; step = step.next) {
            // A lifetime is drawn too, and begins when the connection is there.
            sum += step.fault.drawsTime() ? step.drawn : 0;
        }
        return sum;
    }

    /**
     * They act.
     *
     * @param bytes that the border call is about to move
     * @return {@link Crossing#proceed} or {@link Crossing#skip}
     */
    long cross(long bytes) throws IOException {
        long left = bytes;
        for (Step step = first; step != null; step = step.next) {
            if (step.over()) {
                continue;
            }
            turn(step);
            long answer = act(step, left);
            if (Crossing.skips(answer)) {
                return answer;
            }
            left = answer;
            if (crossing.released()) {
                giveUp();
                return left;
            }
            step.done = !step.fault.lasts();
        }
        return left;
    }

    private void turn(Step next) {
        if (acting != next) {
            acting = next;
            crossing.owner(next.verdict.rule());
        }
    }

    private long act(Step step, long bytes) throws IOException {
        Fault fault = step.fault;
        try {
            return fault.cross(crossing, bytes, step.drawn);
        } catch (IOException | Raised injected) {
            Traces.strip(injected);
            throw injected;
        } catch (Throwable t) {
            if (crossing.raises(t)) {
                Traces.strip(t);
                throw t;
            }
            Failures.record(fault.word(), t);
            if (!fault.lasts()) {
                step.verdict.fail();
            }
            return Crossing.proceed(bytes);
        }
    }

    private void giveUp() {
        for (Step step = first; step != null; step = step.next) {
            step.done = true;
        }
    }

    /** Whether it is too early for the operation, so that the channel must not be seen to be ready for it. */
    boolean hold() throws IOException {
        for (Step step = first; step != null; step = step.next) {
            if (step.over()) {
                continue;
            }
            if (!step.fault.waits() || crossing.released()) {
                return false;
            }
            turn(step);
            if (Crossing.skips(step.fault.hold(crossing, Long.MAX_VALUE, step.drawn))) {
                return crossing.muted();
            }
        }
        return false;
    }

    /** Whether the operation ends by their doing, whatever the kernel has for it. */
    boolean end() {
        for (Step step = first; step != null && !crossing.released(); step = step.next) {
            if (!step.over() && !step.fault.lasts()) {
                return step.fault.ends();
            }
        }
        return false;
    }

    /** They go on with a connection that was just accepted. */
    void accepted(Connection connection, FileDescriptor fd) {
        for (Step step = first; step != null; step = step.next) {
            step.fault.accepted(connection, fd, step.verdict.rule(), step.drawn);
        }
    }
}
