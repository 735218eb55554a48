package dev.jinx.agent.control;

import dev.jinx.AgentLoader;
import dev.jinx.agent.settings.Log;
import dev.jinx.runtime.hook.CallHook;
import dev.jinx.runtime.stats.Failures;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that looks after what is in force: the watched rules file, the safety limits, JMX and JFR. What it needs is loaded on
 * it, so that a start does not wait. It ends when it is closed.
 */
public final class WatchThread extends Thread implements AutoCloseable {
    private static final long END_MILLIS = 5_000;
    private static final long NANOS = 1_000_000;
    private static final long FIRST_NANOS = 300 * NANOS;

    private final RulesInForce inForce;
    private final Log log;
    private volatile WatchedFile file;
    private volatile boolean over;
    private volatile boolean woken;

    /**
     * A thread that is still to be started.
     *
     * @param file the rules file that is watched; null for none
     */
    public WatchThread(RulesInForce inForce, WatchedFile file, Log log) {
        super(null, null, "jinx-watch", 0, false);
        this.inForce = inForce;
        this.file = file;
        this.log = log;
        setDaemon(true);
        // It outlives the application's class loaders and must not keep one.
        setContextClassLoader(null);
    }

    /** Starts it. */
    public void begin() {
        boolean entered = CallHook.enterOwn();
        try {
            FlightRecording.prepare(inForce);
            start();
        } finally {
            if (entered) {
                CallHook.leaveOwn();
            }
        }
    }

    /** From now on another file is watched; null for none. */
    public void watch(WatchedFile next) {
        file = next;
        wake();
    }

    /** The file that is watched; null for none. */
    WatchedFile file() {
        return file;
    }

    /** What is in force changed: everything is looked at now. */
    public void wake() {
        woken = true;
        LockSupport.unpark(this);
    }

    @Override
    public void run() {
        // What follows loads classes; the application starts first.
        long first = Math.min(FIRST_NANOS, inForce.run().plan().safety().untilExpiry());
        if (!over && !woken && first > 0) {
            LockSupport.parkNanos(this, first);
        }
        look();
    }

    private void look() {
        Chore[] chores = {
            new FlightRecording(inForce),
            new SafetyWatch(inForce, log),
            new FileWatch(this, inForce, log),
            new Latecomers(inForce),
            new ManagementBean(inForce),
            new ManagementPorts(inForce)
        };
        long[] due = new long[chores.length];
        long now = System.nanoTime();
        for (int i = 0; i < due.length; i++) {
            due[i] = now;
        }
        while (!over) {
            boolean all = woken;
            woken = false;
            long next = Long.MAX_VALUE;
            for (int i = 0; i < chores.length && !over; i++) {
                if (chores[i] != null && (all || due[i] - System.nanoTime() <= 0)) {
                    long millis = attempt(chores[i]);
                    due[i] = System.nanoTime() + Math.min(millis, Integer.MAX_VALUE) * NANOS;
                }
                next = Math.min(next, due[i] - System.nanoTime());
            }
            if (WatchThread.class.getClassLoader() instanceof AgentLoader loader) {
                // The start is over, and what the chores need is loaded.
                loader.forget();
            }
            // The application interrupts every thread that it finds; that is nothing to this one.
            Thread.interrupted();
            if (!over && !woken && next > 0) {
                LockSupport.parkNanos(this, next);
            }
        }
        for (Chore chore : chores) {
            end(chore);
        }
    }

    private static long attempt(Chore chore) {
        boolean entered = CallHook.enterOwn();
        try {
            return chore.run();
        } catch (Throwable t) {
            Failures.record(chore.getClass().getSimpleName(), t);
            return Chore.INTERVAL;
        } finally {
            if (entered) {
                CallHook.leaveOwn();
            }
        }
    }

    private static void end(Chore chore) {
        boolean entered = CallHook.enterOwn();
        try {
            chore.end();
        } catch (Throwable t) {
            Failures.record(chore.getClass().getSimpleName(), t);
        } finally {
            if (entered) {
                CallHook.leaveOwn();
            }
        }
    }

    /** Ends it, and waits until it left nothing. */
    @Override
    public void close() {
        over = true;
        LockSupport.unpark(this);
        boolean interrupted = false;
        try {
            if (Thread.currentThread() != this) {
                join(END_MILLIS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
