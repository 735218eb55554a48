package dev.jinx.runtime.plan;

import dev.jinx.runtime.connection.Waiter;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Only ever longer; whoever asks sees the one from before or the one from after. */
    private volatile Target[] protect;

    private final long start = System.nanoTime();
    private final AtomicLong injections = new AtomicLong();
    private long second;
    private long inSecond;
    private volatile String tripped = "";
    /** One once it was told. Not an AtomicBoolean, whose first use costs a start half a millisecond. */
    private final AtomicInteger told = new AtomicInteger();

    /**
     * Limits, and targets that no rule concerns.
     */
    public Safety(Limits limits, Target[] protect) {
        this.limits = limits;
        this.protect = protect.clone();
    }

    /**
     * From now on no rule concerns that target either. Any thread. Not for {@link #NONE}, which all share.
     *
     * @param target which asks neither for a side nor for a name
     */
    public synchronized void protect(Target target) {
        if (this == NONE) {
            throw new IllegalStateException("nothing can be added to no limits");
        }
        Target[] more = Arrays.copyOf(protect, protect.length + 1);
        more[protect.length] = target;
        protect = more;
    }

    /** Whether any target is protected. */
    boolean protectsAny() {
        return protect.length > 0;
    }

    /** Whether no rule may concern that endpoint. */
    public boolean protects(Endpoint endpoint) {
        for (Target target : protect) {
            if (target.matches(endpoint)) {
                return true;
            }
        }
        return false;
    }

    /** Whether which end of a connection this JVM is has to be known for it. */
    boolean protectsSide() {
        for (Target target : protect) {
            if (target.server() != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether hosts are protected by name. */
    boolean protectsNames() {
        for (Target target : protect) {
            if (target.hosts() != null && target.hosts().byName()) {
                return true;
            }
        }
        return false;
    }

    /** Whether that host is protected by name. */
    boolean protectsName(String normal) {
        for (Target target : protect) {
            if (target.hosts() != null && target.hosts().matchesName(normal)) {
                return true;
            }
        }
        return false;
    }

    /** Whether only so many threads may wait at once. */
    boolean limitsWaiting() {
        return limits.maxWaiting != Integer.MAX_VALUE;
    }

    /** How many threads may wait at once. */
    public int maxWaiting() {
        return limits.maxWaiting;
    }

    /** Nanoseconds until everything expires; {@code Long.MAX_VALUE} for never. */
    public long untilExpiry() {
        return limits.expiresAfter == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : limits.expiresAfter - (System.nanoTime() - start);
    }

    /** Whether one more injection is allowed, which then counts; {@code waits} if the calling thread waits for it. */
    boolean permits(boolean waits) {
        if (this == NONE) {
            return true;
        }
        if (untilExpiry() <= 0) {
            return trip(Limit.TIME);
        }
        if (waits && limitsWaiting() && Waiter.waiting() >= limits.maxWaiting) {
            return trip(Limit.WAITING);
        }
        if (limits.maxPerSecond != Long.MAX_VALUE && !permitsNow()) {
            return trip(Limit.PER_SECOND);
        }
        return injections.incrementAndGet() <= limits.maxInjections || trip(Limit.INJECTIONS);
    }

    private synchronized boolean permitsNow() {
        long now = (System.nanoTime() - start) / SECOND;
        if (now != second) {
            second = now;
            inSecond = 0;
        }
        return ++inSecond <= limits.maxPerSecond;
    }

    private enum Limit {
        TIME,
        WAITING,
        PER_SECOND,
        INJECTIONS
    }

    private boolean trip(Limit limit) {
        if (tripped.isEmpty()) {
            synchronized (this) {
                tripped = tripped.isEmpty() ? words(limit) : tripped;
            }
        }
        return false;
    }

    private String words(Limit limit) {
        return switch (limit) {
            case TIME -> "expires-after: the time is over";
            case WAITING ->
                "max-waiting-threads: " + limits.maxWaiting + (limits.maxWaiting == 1 ? " thread" : " threads")
                        + " waited at once";
            case PER_SECOND -> "max-injections-per-second: " + limits.maxPerSecond + " were made within one second";
            case INJECTIONS -> "max-injections: " + limits.maxInjections + " were made";
        };
    }

    /** The first limit that was reached; empty if none was. */
    public String tripped() {
        if (tripped.isEmpty() && untilExpiry() <= 0) {
            trip(Limit.TIME);
        }
        if (tripped.isEmpty() && limitsWaiting() && Waiter.refused()) {
            trip(Limit.WAITING);
        }
        return tripped;
    }

    /** Whether a limit was reached and this is the first time that anybody asks, so that it is said once. */
    public boolean tell() {
        return !tripped().isEmpty() && told.compareAndSet(0, 1);
    }
}
