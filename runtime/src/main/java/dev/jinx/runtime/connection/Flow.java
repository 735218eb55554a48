package dev.jinx.runtime.connection;

/**
 * One kind of operation on a channel in non-blocking mode, or on an asynchronous one: the verdict over the next operation, and until
 * when its readiness is withheld. The thread that uses the channel and the timer's may use it at once.
 */
public final class Flow {
    /** Never. */
    private static final long FOR_EVER = Long.MAX_VALUE;

    private volatile Object operation;
    private volatile Crossing crossing;
    private volatile boolean decided;
    private volatile boolean muted;
    private volatile long wait;
    private volatile long since;
    private volatile long mutes;
    private volatile Object detainer;

    /** Whether the timer comes, and when, in {@code nanoTime}. */
    private boolean timed;

    private long timedAt;

    Flow() {}

    /** What is to be done with the next operation; null where nothing is, or nothing was decided. */
    public Object operation() {
        return operation;
    }

    Crossing crossing() {
        return crossing;
    }

    /** Whether the next operation was decided upon. */
    public boolean decided() {
        return decided;
    }

    /** The next operation was decided upon. */
    public void decide(Object next, Crossing itsCrossing) {
        operation = next;
        crossing = itsCrossing;
        decided = true;
    }

    /** The operation is over: the next one is another. */
    public void over() {
        operation = null;
        crossing = null;
        decided = false;
    }

    /** Whether its readiness is withheld. */
    public boolean muted() {
        return muted;
    }

    /**
     * Withholds readiness, for that many nanoseconds, {@code Long.MAX_VALUE} for ever.
     *
     * @return whether the timer is to be set; not where it comes in time anyway, as for a channel that is read again and again
     */
    synchronized boolean mute(long nanos) {
        since = System.nanoTime();
        wait = nanos;
        mutes++;
        detainer = null;
        muted = true;
        if (nanos == FOR_EVER || (timed && timedAt - since <= nanos)) {
            return false;
        }
        timed = true;
        timedAt = since + nanos;
        return true;
    }

    /**
     * The timer came.
     *
     * @return the nanoseconds after which it is to come again, because readiness was withheld anew; 0 for not any more
     */
    synchronized long timerCame() {
        long left = muted && wait != FOR_EVER ? wait - (System.nanoTime() - since) : 0;
        timed = left > 0;
        timedAt = System.nanoTime() + left;
        return Math.max(0, left);
    }

    /** The timer ended, and does not come any more. */
    synchronized void timerEnded() {
        timed = false;
    }

    /** Whether readiness is withheld by what the whole connection is subject to. */
    boolean detained() {
        return detainer != null;
    }

    /** Whether the time for which readiness is withheld is over. */
    synchronized boolean due() {
        return muted && wait != FOR_EVER && System.nanoTime() - since >= wait;
    }

    void unmute() {
        muted = false;
    }

    /** How often it was withheld. */
    long mutes() {
        return mutes;
    }

    /** It is not what was decided on the operation that withholds readiness, but what the whole connection is subject to. */
    void detainer(Object cause) {
        detainer = cause;
    }

    /** What was decided is done as if there had been no rule, if it is that rule's, or any rule's where {@code owner} is null. */
    boolean release(Object owner) {
        Object cause = detainer;
        if (cause != null) {
            return owner == null || cause == owner;
        }
        Crossing current = crossing;
        return current != null && current.release(owner);
    }

    /** Forgets what was decided if nothing is withheld, and no rule that is left acts. */
    void forgetIfStale() {
        Crossing current = crossing;
        if (decided && !muted && (current == null || current.released() || current.gone())) {
            over();
        }
    }
}
