package dev.jinx.runtime.connection;

/**
 * Bandwidth, as a bucket that fills at a rate and holds a fiftieth of a second of it. Any thread.
 */
public final class Bucket {
    /** The burst is the rate over this. */
    private static final int BURSTS = 50;

    private final double bytesPerNano;
    private final double burst;
    private double tokens;
    private long last = System.nanoTime();

    /**
     * A full bucket.
     *
     * @param rate bytes a second, at least 1
     */
    public Bucket(long rate) {
        bytesPerNano = rate / 1e9;
        burst = Math.max(1, (double) rate / BURSTS);
        tokens = burst;
    }

    /** Takes up to {@code wanted} bytes, at least one; 0 if there is none yet. */
    synchronized long take(long wanted) {
        fill();
        // A byte at a time would be slower than the rate says: wait until it is worth it.
        if (tokens < Math.min((double) wanted, Math.max(1, burst / 2))) {
            return 0;
        }
        long taken = (long) Math.min((double) wanted, tokens);
        tokens -= taken;
        return taken;
    }

    /** Gives back what was taken and not moved. */
    synchronized void giveBack(long bytes) {
        tokens = Math.min(burst, tokens + (double) bytes);
    }

    /** Nanoseconds until {@link #take} gives something. */
    synchronized long untilNext(long wanted) {
        fill();
        double missing = Math.min((double) wanted, Math.max(1, burst / 2)) - tokens;
        return missing <= 0 ? 0 : (long) Math.ceil(missing / bytesPerNano);
    }

    private void fill() {
        long now = System.nanoTime();
        tokens = Math.min(burst, tokens + (now - last) * bytesPerNano);
        last = now;
    }
}
