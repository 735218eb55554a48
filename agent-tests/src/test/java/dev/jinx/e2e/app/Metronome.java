package dev.jinx.e2e.app;

/** Notices when the whole machine stood still, so that what was measured meanwhile can be measured again. */
final class Metronome {
    private static final int BEAT_MILLIS = 10;

    private volatile long worstNanos;

    Metronome() {
        Threads.platform("metronome", this::beat);
    }

    private void beat() {
        long last = System.nanoTime();
        while (true) {
            Threads.sleep(BEAT_MILLIS);
            long now = System.nanoTime();
            worstNanos = Math.max(worstNanos, now - last);
            last = now;
        }
    }

    void reset() {
        worstNanos = 0;
    }

    /** The longest time between two beats since the reset. */
    long worstMillis() {
        return worstNanos / 1_000_000;
    }
}
