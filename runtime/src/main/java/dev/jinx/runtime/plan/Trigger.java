package dev.jinx.runtime.plan;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.stats.Skip;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When a rule that matches acts. Asked in a fixed order: window, idle, bytes, after, every, at, probability, times. The verdict over
 * the n-th match depends on n only, except where the clock or the traffic is asked for. Any thread.
 */
public final class Trigger {
    /** What the counts are of. */
    public enum Per {
        CALL,
        EXCHANGE,
        CONNECTION
    }

    /**
     * The conditions. Times are in nanoseconds.
     *
     * @param from start of the window
     * @param length of the window, {@code Long.MAX_VALUE} for one without end
     * @param repeat from one start of the window to the next, 0 for once
     * @param sinceFirstMatch whether the window counts from the first match, and not from when the rule came into force
     * @param idle the least time without traffic, 0 for any
     * @param afterBytes the least bytes carried, 0 for any
     * @param after how many matches are left alone
     * @param every each n-th only, 1 for all
     * @param at first and last of each range of numbers, empty for all
     * @param probability 0 to 1
     * @param times the most injections, {@code Long.MAX_VALUE} for no limit
     */
    public record Conditions(
            long from,
            long length,
            long repeat,
            boolean sinceFirstMatch,
            long idle,
            long afterBytes,
            long after,
            long every,
            int[] at,
            double probability,
            long times,
            Per per) {
        /** Whether the traffic of each connection has to be watched for it. */
        public boolean watchesTraffic() {
            return idle > 0 || afterBytes > 0 || per != Per.CALL;
        }
    }

    private final Conditions when;
    private final AtomicLong matches = new AtomicLong();
    private final AtomicLong fired = new AtomicLong();
    private final AtomicLong firstMatch = new AtomicLong();
    private final long inForce = System.nanoTime();

    Trigger(Conditions when) {
        this.when = when;
    }

    Conditions conditions() {
        return when;
    }

    /** Why most matches that do not fire do not; null where there is no such reason. */
    Skip usual() {
        if (when.probability < 1) {
            return Skip.PROBABILITY;
        }
        if (when.at.length > 0) {
            return Skip.AT;
        }
        if (when.every > 1) {
            return Skip.EVERY;
        }
        return when.after > 0 ? Skip.AFTER : null;
    }

    /** The number of one more match, from 1. */
    long match() {
        return matches.incrementAndGet();
    }

    /** How many matches there were. */
    AtomicLong matches() {
        return matches;
    }

    /**
     * Why the n-th match does not fire; null if it does.
     *
     * @param key what the draws of this rule start from
     * @param connection null where none is known
     */
    Skip judge(long n, long key, Connection connection) {
        if (!inWindow()) {
            return Skip.WINDOW;
        }
        if (when.idle > 0 && (connection == null || connection.traffic().idleNanos() < when.idle)) {
            return Skip.IDLE;
        }
        if (when.afterBytes > 0 && (connection == null || connection.traffic().bytes() < when.afterBytes)) {
            return Skip.BYTES;
        }
        if (n <= when.after) {
            return Skip.AFTER;
        }
        long counted = n - when.after;
        if (when.every > 1 && counted % when.every != 0) {
            return Skip.EVERY;
        }
        if (when.at.length > 0 && !at(counted)) {
            return Skip.AT;
        }
        if (when.probability < 1 && Draw.unit(key, n, 0) >= when.probability) {
            return Skip.PROBABILITY;
        }
        return take() ? null : Skip.TIMES;
    }

    private boolean at(long counted) {
        for (int i = 0; i < when.at.length; i += 2) {
            if (when.at[i] <= counted && counted <= when.at[i + 1]) {
                return true;
            }
        }
        return false;
    }

    private boolean take() {
        if (when.times == Long.MAX_VALUE) {
            return true;
        }
        while (true) {
            long taken = fired.get();
            if (taken >= when.times) {
                return false;
            }
            if (fired.compareAndSet(taken, taken + 1)) {
                return true;
            }
        }
    }

    /** What {@link #judge} let fire did not: it does not count for {@code times}. */
    void giveBack() {
        if (when.times != Long.MAX_VALUE) {
            fired.decrementAndGet();
        }
    }

    private boolean inWindow() {
        if (when.from == 0 && when.length == Long.MAX_VALUE && !when.sinceFirstMatch) {
            return true;
        }
        // In this order: the first match starts the window, and is in it.
        long start = start();
        long elapsed = Math.max(0, System.nanoTime() - start);
        if (elapsed < when.from) {
            return false;
        }
        long inside = elapsed - when.from;
        return (when.repeat > 0 ? inside % when.repeat : inside) < when.length;
    }

    /** Nanoseconds for which the window is still open; 0 where it is not, {@code Long.MAX_VALUE} for one without end. */
    long windowLeft() {
        long inside = elapsed() - when.from;
        if (inside < 0) {
            return 0;
        }
        if (when.length == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return Math.max(0, when.length - (when.repeat > 0 ? inside % when.repeat : inside));
    }

    /** Nanoseconds until the window opens or closes; {@code Long.MAX_VALUE} for never. */
    long windowChange() {
        long inside = elapsed() - when.from;
        if (when.sinceFirstMatch && firstMatch.get() == 0) {
            return Long.MAX_VALUE;
        }
        if (inside < 0) {
            return -inside;
        }
        long left = windowLeft();
        if (left > 0) {
            return left;
        }
        return when.repeat > 0 ? when.repeat - inside % when.repeat : Long.MAX_VALUE;
    }

    /** Something matches: where the window is counted from that, it is now. Returns whether it was the first time. */
    boolean begin() {
        if (!when.sinceFirstMatch || firstMatch.get() != 0) {
            return false;
        }
        start();
        return true;
    }

    /** The number of the window, from 1. */
    long windowNumber() {
        return when.repeat > 0 ? Math.max(0, elapsed() - when.from) / when.repeat + 1 : 1;
    }

    private long elapsed() {
        if (when.sinceFirstMatch && firstMatch.get() == 0) {
            return 0;
        }
        return Math.max(0, System.nanoTime() - start());
    }

    private long start() {
        if (!when.sinceFirstMatch) {
            return inForce;
        }
        long first = firstMatch.get();
        if (first != 0) {
            return first;
        }
        // 0 means unset, so an even moment is moved by one; by two first, so that it never lies ahead of the clock.
        firstMatch.compareAndSet(0, (System.nanoTime() - 2) | 1);
        return firstMatch.get();
    }
}
