package dev.jinx.runtime.stats;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.LongAdder;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.annotation.Contended;

/**
 * A count of what happens on any thread, exact once the callers rest. Most threads count in a cell of their own, which takes no atomic
 * instruction; whoever finds that of another one in its place counts in a sum that all share. Nothing is kept of a thread that is gone
 * but what it counted. Any thread.
 */
final class Tally {
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();

    // Read from the field: an application's thread may override getId, and identity hash codes swell what it
    // synchronises on.
    private static final long TID = UNSAFE.objectFieldOffset(Thread.class, "tid");

    private static final long COUNT = UNSAFE.objectFieldOffset(Cell.class, "count");
    private static final int CELLS = 64;

    /** By the lower bits of the thread's number. Replaced under the lock. */
    private final Cell[] cells = new Cell[CELLS];

    private final LongAdder shared = new LongAdder();

    /** Written by its thread only. */
    private static final class Cell extends WeakReference<Thread> {
        @Contended
        private long count;

        Cell(Thread thread) {
            super(thread);
        }

        long count() {
            return UNSAFE.getLongOpaque(this, COUNT);
        }

        void add() {
            UNSAFE.putLongOpaque(this, COUNT, count + 1);
        }
    }

    /** One more. */
    void increment() {
        Thread thread = Thread.currentThread();
        Cell cell = cells[place(thread)];
        if (cell != null && cell.refersTo(thread)) {
            cell.add();
        } else {
            miss(thread, cell);
        }
    }

    private static int place(Thread thread) {
        return (int) UNSAFE.getLong(thread, TID) & (CELLS - 1);
    }

    private void miss(Thread thread, Cell there) {
        if ((there == null || there.refersTo(null)) && settle(thread)) {
            increment();
        } else {
            shared.increment();
        }
    }

    /** The thread gets a cell if its place is free, or was left by a thread that is gone, whose count then moves to the shared sum. */
    private synchronized boolean settle(Thread thread) {
        int place = place(thread);
        Cell there = cells[place];
        if (there != null) {
            if (!there.refersTo(null)) {
                return false;
            }
            shared.add(there.count());
        }
        cells[place] = new Cell(thread);
        return true;
    }

    /** That many more, or less. */
    void add(long more) {
        shared.add(more);
    }

    /** All that was counted. */
    synchronized long sum() {
        long sum = shared.sum();
        for (Cell cell : cells) {
            sum += cell == null ? 0 : cell.count();
        }
        return sum;
    }
}
