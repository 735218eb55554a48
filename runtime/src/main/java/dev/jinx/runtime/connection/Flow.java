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

    /** Withholds readiness, for that many nanoseconds, {@code Long.MAX_VALUE} for ever. */
    synchronized void mute(long nanos) {
        since = System.nanoTime();
        wait = nanos;
        mutes++;
        muted = true;
    }

    /** Whether the time for which it is withheld is over. */
    boolean due() {
        return wait != FOR_EVER && System.nanoTime() - since >= wait;
    }

    void unmute() {
        muted = false;
    }

    /** How often it was withheld. */
    long mutes() {
        return mutes;
    }

    /** What was decided is done as if there had been no rule, if it is that rule's, or any rule's where {@code owner} is null. */
    boolean release(Object owner) {
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
