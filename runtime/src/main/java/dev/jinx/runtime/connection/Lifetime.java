package dev.jinx.runtime.connection;

/** A connection ends some time after its first data. Any thread. */
final class Lifetime implements Runnable {
    private final Custody custody;
    private final Object owner;
    private final long nanos;
    private final Ending then;
    private boolean begun;

    Lifetime(Custody custody, Object owner, long nanos, Ending then) {
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
        custody.end(then, owner);
    }
}
