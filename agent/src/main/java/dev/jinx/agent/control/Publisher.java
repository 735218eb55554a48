package dev.jinx.agent.control;

import dev.jinx.agent.report.Reports;
import jdk.internal.vm.VMSupport;

/**
 * Leaves the counters anew each second, where {@code stats --watch} finds them: from Java 21 on each command that is sent makes the JVM
 * print a warning. It ends when the one who watches does.
 */
final class Publisher extends Thread {
    /** The property that holds the table. */
    static final String PROPERTY = "dev.jinx.stats";

    private static final long INTERVAL = 1_000;

    private final Subject subject;
    private final long watcher;
    private volatile boolean over;

    Publisher(Subject subject, long watcher) {
        super(null, null, "jinx-stats", 0, false);
        this.subject = subject;
        this.watcher = watcher;
        setDaemon(true);
        setContextClassLoader(null);
    }

    @Override
    public void run() {
        try {
            while (!over && subject.active() && watched()) {
                publish();
                pause();
            }
        } finally {
            VMSupport.getAgentProperties().remove(PROPERTY);
        }
    }

    /** Leaves them now. */
    void publish() {
        String table = Reports.TABLE.of(subject.run(), subject.instrumentation());
        VMSupport.getAgentProperties().setProperty(PROPERTY, table);
    }

    private boolean watched() {
        return ProcessHandle.of(watcher).isPresent();
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL);
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
