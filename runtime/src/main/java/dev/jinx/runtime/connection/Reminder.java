package dev.jinx.runtime.connection;

import dev.jinx.runtime.stats.Failures;

/**
 * Bytes that changes hold back on their way in are seen to be readable when their time is over, also where no thread waits for them: a
 * selector, or a group of asynchronous channels, sleeps in the kernel, which has nothing for it. Any thread.
 */
final class Reminder implements Runnable {
    private volatile Custody custody;
    private boolean set;

    /** When the timer comes, in {@code nanoTime}. */
    private long at;

    Reminder(Custody custody) {
        this.custody = custody;
    }

    /** Has it looked at after so many nanoseconds, unless that is done before anyway. */
    synchronized void in(long nanos) {
        long now = System.nanoTime();
        if (custody == null || (set && at - now <= nanos)) {
            return;
        }
        set = true;
        at = now + nanos;
        try {
            Timer.run(this, nanos);
        } catch (Throwable t) {
            // No thread to be had: what was read already is not to be lost for that.
            Failures.record("reminder", t);
        }
    }

    @Override
    public void run() {
        Custody its = custody;
        if (its != null && came()) {
            its.remind();
        }
    }

    /** Whether that was the one that counts, and not one that was set before a sooner one. */
    private synchronized boolean came() {
        if (set && at - System.nanoTime() > 0) {
            return false;
        }
        set = false;
        return true;
    }

    /** The connection was closed: what is known of it is not to be kept until the time is over. */
    void forget() {
        custody = null;
    }

    /** The timer ended, and has forgotten us. */
    synchronized void timerEnded() {
        set = false;
    }
}
