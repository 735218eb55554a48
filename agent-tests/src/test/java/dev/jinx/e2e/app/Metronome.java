package dev.jinx.e2e.app;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notices when the whole machine stood still, so that what was measured meanwhile can be measured again. Any thread. */
public final class Metronome {
    private static final int BEAT_MILLIS = 10;

    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    public Metronome() {
        Threads.platform("metronome", this::beat);
    }

    private void beat() {
        long last = System.nanoTime();
        while (true) {
            Threads.sleep(BEAT_MILLIS);
            long now = System.nanoTime();
            for (Watch watch : watches) {
                watch.worstNanos = Math.max(watch.worstNanos, now - last);
            }
            last = now;
        }
    }

    /** Listens until it is closed. */
    public Watch watch() {
        Watch watch = new Watch();
        watches.add(watch);
        return watch;
    }

    /** The beats while something is measured. */
    public final class Watch implements AutoCloseable {
        private volatile long worstNanos;

        /** The longest time between two beats so far. */
        public long worstMillis() {
            return worstNanos / 1_000_000;
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }
}
