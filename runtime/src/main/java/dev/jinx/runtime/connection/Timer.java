package dev.jinx.runtime.connection;

import dev.jinx.runtime.stats.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import jdk.internal.misc.InnocuousThread;

/**
 * The one thread that wakes what waits without a thread of its own: muted channels, and connections whose arrivals are watched. It
 * runs only while there are such.
 */
final class Timer {
    private static final Object LOCK = new Object();
    private static final PriorityQueue<Entry> ENTRIES = new PriorityQueue<>();
    private static boolean running;
    private static boolean ending;
    private static Thread thread;

    private Timer() {}

    /** Something to do at a time. */
    private record Entry(long at, Connection connection, Crossing.Kind kind, Runnable task)
            implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return Long.signum(at - other.at);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return "timer entry";
        }
    }

    /** Has that connection's flow looked at again after that many nanoseconds. */
    static void wake(Connection connection, Crossing.Kind kind, long nanos) {
        add(new Entry(System.nanoTime() + nanos, connection, kind, null));
    }

    /** Has that connection's arrivals looked at after that many nanoseconds, and from then on for as long as it is needed. */
    static void watch(Connection connection, long nanos) {
        add(new Entry(System.nanoTime() + nanos, connection, null, null));
    }

    /** Has that done after so many nanoseconds. It must not block. */
    static void run(Runnable task, long nanos) {
        add(new Entry(System.nanoTime() + nanos, null, null, task));
    }

    @SuppressWarnings("ReferenceEquality") // that very entry became the first
    private static void add(Entry entry) {
        synchronized (LOCK) {
            ENTRIES.add(entry);
            ending = false;
            if (!running) {
                // If that fails, the next one tries again.
                start();
                running = true;
            } else if (ENTRIES.peek() == entry) {
                LOCK.notifyAll();
            }
        }
    }

    private static void start() {
        // Neither the application's rights, nor its group, nor anything else of it that could not be collected then.
        thread = InnocuousThread.newSystemThread("jinx-timer", new Loop());
        thread.setDaemon(true);
        thread.start();
    }

    /** Nothing waits any more: the thread ends now, and not when it was idle for a while. */
    static void end(long millis) throws InterruptedException {
        Thread last;
        synchronized (LOCK) {
            ENTRIES.clear();
            ending = true;
            LOCK.notifyAll();
            last = thread;
            thread = null;
        }
        if (last != null) {
            last.join(millis);
        }
    }

    private static final class Loop implements Runnable {
        /** With nothing to do for that long, in milliseconds, the thread ends. */
        private static final long IDLE = 5_000;

        @Override
        public void run() {
            List<Entry> due = new ArrayList<>();
            while (await(due)) {
                for (int i = 0; i < due.size(); i++) {
                    act(due.get(i));
                }
                due.clear();
            }
        }

        private static boolean await(List<Entry> due) {
            synchronized (LOCK) {
                long idleSince = System.nanoTime();
                while (due.isEmpty()) {
                    long now = System.nanoTime();
                    while (!ENTRIES.isEmpty() && ENTRIES.peek().at() - now <= 0) {
                        due.add(ENTRIES.poll());
                    }
                    if (!due.isEmpty()) {
                        break;
                    }
                    if (ENTRIES.isEmpty() && (ending || now - idleSince > IDLE * 1_000_000)) {
                        running = false;
                        thread = null;
                        return false;
                    }
                    pause(ENTRIES.isEmpty() ? IDLE * 1_000_000 : ENTRIES.peek().at() - now);
                }
                return true;
            }
        }

        @SuppressWarnings("WaitNotInLoop") // the caller is the loop
        private static void pause(long nanos) {
            try {
                LOCK.wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
            } catch (InterruptedException e) {
                // Nobody interrupts this thread but by mistake; it goes on.
                return;
            }
        }

        private static void act(Entry entry) {
            try {
                if (entry.task() != null) {
                    entry.task().run();
                } else if (entry.kind() == null) {
                    long again = entry.connection().watchAgain();
                    if (again > 0) {
                        watch(entry.connection(), again);
                    }
                } else {
                    entry.connection().readiness().wake(entry.kind());
                }
            } catch (Throwable t) {
                Failures.record("timer", t);
            }
        }
    }
}
