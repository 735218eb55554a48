package dev.jinx.testkit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Tells listeners of injections on a thread of its own: an injection is inside a call of the application, perhaps with locks of the JDK
 * held, and no place for other people's code.
 */
final class Listeners implements Consumer<Map<String, Object>>, Runnable {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final Map<String, Object> END = Map.of();

    private final LinkedBlockingQueue<Map<String, Object>> events = new LinkedBlockingQueue<>();
    private final List<Consumer<Injection>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(null, this, "jinx-listeners", 0, false);
    private volatile Throwable failed;

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void add(Consumer<Injection> listener) {
        listeners.add(listener);
    }

    @Override
    public void accept(Map<String, Object> event) {
        // A listener that opens connections would be told of these for ever.
        if (Thread.currentThread() != thread) {
            events.add(event);
        }
    }

    @Override
    public void run() {
        try {
            for (Map<String, Object> event = events.take(); event != END; event = events.take()) {
                tell(Injection.of(event));
            }
        } catch (InterruptedException e) {
            // Nobody waits for the rest any more.
        }
    }

    private void tell(Injection injection) {
        for (Consumer<Injection> listener : listeners) {
            try {
                listener.accept(injection);
            } catch (RuntimeException | Error e) {
                failed = failed == null ? e : failed;
            }
        }
    }

    /** Waits until everything was told. */
    void end() {
        events.add(END);
        boolean interrupted = false;
        try {
            if (Thread.currentThread() != thread) {
                thread.join(PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (Thread.currentThread() != thread && thread.isAlive()) {
            thread.interrupt();
            if (!interrupted) {
                throw new IllegalStateException(
                        "a listener to injections did not come to an end within " + PATIENCE_MILLIS / 1000 + " s");
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failed != null) {
            throw new IllegalStateException("a listener to injections failed: " + failed, failed);
        }
    }
}
