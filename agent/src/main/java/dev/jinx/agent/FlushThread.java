package dev.jinx.agent;

import dev.jinx.agent.report.Reporter;

/** Writes the report's files every few seconds, so that a JVM that is killed leaves one that is not much older. */
final class FlushThread extends Thread {
    private static final long INTERVAL_MILLIS = 5_000;

    private final Reporter reporter;
    private volatile boolean over;

    FlushThread(Reporter reporter) {
        super(null, null, "jinx-report", 0, false);
        this.reporter = reporter;
        setDaemon(true);
        // It outlives the application's class loaders and must not keep one.
        setContextClassLoader(null);
    }

    @Override
    public void run() {
        do {
            pause();
        } while (!over && reporter.flush());
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL_MILLIS);
        } catch (InterruptedException e) {
            // By us, or by an application that interrupts every thread that it finds.
            return;
        }
    }

    /** Ends it at once; waits for that, for so long at most. */
    void end(long millis) throws InterruptedException {
        over = true;
        interrupt();
        join(millis);
    }
}
