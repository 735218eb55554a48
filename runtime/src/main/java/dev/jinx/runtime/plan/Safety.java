package dev.jinx.runtime.plan;

import dev.jinx.runtime.connection.Waiter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What no rule may go beyond. A limit that was reached stays so, and is told. Any thread.
 */
public final class Safety {
    /** No limits. */
    public static final Safety NONE =
            new Safety(new Limits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE), new Target[0]);

    private static final long SECOND = 1_000_000_000L;

    /**
     * The limits.
     *
     * @param expiresAfter nanoseconds after which no rule acts any more
     * @param maxInjections in all
     * @param maxPerSecond in each second
     * @param maxWaiting threads that wait at once
     */
    public record Limits(long expiresAfter, long maxInjections, long maxPerSecond, int maxWaiting) {}

    private final Limits limits;
    private final Target[] protect;
    private final long start = System.nanoTime();
    private final AtomicLong injections = new AtomicLong();
    private long second;
    private long inSecond;
    private volatile String tripped = "";

    /**
     * Limits, and targets that no rule concerns.
     */
    public Safety(Limits limits, Target[] protect) {
        this.limits = limits;
        this.protect = protect.clone();
    }

    /** Whether any target is protected. */
    boolean protectsAny() {
        return protect.length > 0;
    }

    /** Whether no rule may concern that endpoint. */
    boolean protects(Endpoint endpoint) {
        for (Target target : protect) {
            if (target.matches(endpoint)) {
                return true;
            }
        }
        return false;
    }

    /** Nanoseconds until everything expires; {@code Long.MAX_VALUE} for never. */
    public long untilExpiry() {
        return limits.expiresAfter == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : limits.expiresAfter - (System.nanoTime() - start);
    }

    /** Whether one more injection is allowed, which then counts; {@code waits} if it makes a thread wait. */
    boolean permits(boolean waits) {
        if (this == NONE) {
            return true;
        }
        if (untilExpiry() <= 0) {
            return trip("expires-after: the time is over");
        }
        if (waits && Waiter.waiting() >= limits.maxWaiting) {
            return trip("max-waiting-threads: " + limits.maxWaiting + " threads waited at once");
        }
        if (limits.maxPerSecond != Long.MAX_VALUE && !permitsNow()) {
            return trip("max-injections-per-second: " + limits.maxPerSecond + " were made within one second");
        }
        return injections.incrementAndGet() <= limits.maxInjections
                || trip("max-injections: " + limits.maxInjections + " were made");
    }

    private synchronized boolean permitsNow() {
        long now = (System.nanoTime() - start) / SECOND;
        if (now != second) {
            second = now;
            inSecond = 0;
        }
        return ++inSecond <= limits.maxPerSecond;
    }

    private boolean trip(String why) {
        if (tripped.isEmpty()) {
            tripped = why;
        }
        return false;
    }

    /** The first limit that was reached; empty if none was. */
    public String tripped() {
        return tripped;
    }
}
