package dev.jinx.agent;

import dev.jinx.agent.report.Reporter;

/** Writes the report's files every few seconds, so that a JVM that is killed leaves one that is not much older. */
final class FlushThread extends Thread {
    private static final long INTERVAL_MILLIS = 5_000;

    private final Reporter reporter;

    FlushThread(Reporter reporter) {
        super(null, null, "jinx-report", 0, false);
        this.reporter = reporter;
        setDaemon(true);
        // It outlives the application's class loaders and must not keep one.
        setContextClassLoader(null);
    }

    @Override
    public void run() {
        try {
            do {
                Thread.sleep(INTERVAL_MILLIS);
            } while (reporter.flush());
        } catch (InterruptedException e) {
            // The application interrupts every thread that it finds; the end is reported in any case.
        }
    }
}
