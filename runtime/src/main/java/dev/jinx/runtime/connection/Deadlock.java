package dev.jinx.runtime.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A real deadlock, which thread dumps and {@code ThreadMXBean.findDeadlockedThreads} show, and which ends when its rule goes: our
 * own thread waits interruptibly, and gives its lock up. Any thread.
 */
public final class Deadlock {
    private static final List<Deadlock> ALL = new ArrayList<>();

    private final Object owner;
    private final ReentrantLock mine = new ReentrantLock();
    private final ReentrantLock theirs = new ReentrantLock();
    private final CountDownLatch held = new CountDownLatch(1);
    private final Thread other = new Thread(null, new Other(), "jinx-deadlock", 0, false);
    private volatile boolean released;

    private Deadlock(Object owner) {
        this.owner = owner;
        other.setDaemon(true);
        other.setContextClassLoader(null);
    }

    /** The calling thread is in a deadlock until the rule goes. */
    public static void enter(Invocation invocation) {
        if (!Waiter.begin()) {
            return;
        }
        try {
            new Deadlock(invocation.owner()).hold(invocation);
        } finally {
            Waiter.end();
        }
    }

    private void hold(Invocation invocation) {
        synchronized (ALL) {
            ALL.add(this);
        }
        try {
            if (!invocation.isOver()) {
                lock();
            }
        } finally {
            synchronized (ALL) {
                ALL.remove(this);
            }
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // the order in which these locks are taken is the point
    private void lock() {
        mine.lock();
        try {
            other.start();
            awaitHeld();
            theirs.lock();
            theirs.unlock();
        } finally {
            mine.unlock();
        }
    }

    private void awaitHeld() {
        boolean interrupted = false;
        while (held.getCount() > 0) {
            try {
                held.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deadlocks of {@code ofRule}, or of any rule where it is null, end. */
    static void release(Object ofRule) {
        synchronized (ALL) {
            for (Deadlock deadlock : ALL) {
                if (ofRule == null || deadlock.owner == ofRule) {
                    // First the flag: a thread that has not started yet takes no notice of an interrupt.
                    deadlock.released = true;
                    deadlock.other.interrupt();
                }
            }
        }
    }

    private final class Other implements Runnable {
        @Override
        public void run() {
            theirs.lock();
            try {
                held.countDown();
                if (!released) {
                    mine.lockInterruptibly();
                    mine.unlock();
                }
            } catch (InterruptedException e) {
                // The rule went: the lock is given up below.
                return;
            } finally {
                theirs.unlock();
            }
        }
    }
}
