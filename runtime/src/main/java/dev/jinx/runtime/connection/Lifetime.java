package dev.jinx.runtime.connection;

/** A connection ends some time after its first data. Any thread. */
final class Lifetime implements Runnable {
    private volatile Custody custody;
    private final Object owner;
    private final long nanos;
    private final Ending then;
    private boolean begun;

    /** Another rule's, for the same connection. */
    final Lifetime next;

    Lifetime(Custody custody, Object owner, long nanos, Ending then, Lifetime next) {
        this.next = next;
        this.custody = custody;
        this.owner = owner;
        this.nanos = nanos;
        this.then = then;
    }

    Object owner() {
        return owner;
    }

    /** Its first data came. */
    synchronized void begin() {
        if (!begun) {
            begun = true;
            Timer.run(this, nanos);
        }
    }

    @Override
    public void run() {
        Custody its = custody;
        if (its != null) {
            its.end(then, owner);
        }
    }

    /** The connection was closed: what is known of it is not to be kept until the time is over. */
    void forget() {
        custody = null;
    }
}
