package dev.jinx.runtime.connection;

import java.util.ArrayList;
import java.util.List;

/** Threads that wait at one place. Any thread. */
final class Waiters {
    private final List<Waiter> waiting = new ArrayList<>();

    synchronized void enter(Waiter waiter) {
        waiting.add(waiter);
    }

    synchronized void leave(Waiter waiter) {
        waiting.remove(waiter);
    }

    /** Those that wait for {@code owner}, or all where it is null, go on. */
    synchronized void release(Object owner) {
        for (int i = 0; i < waiting.size(); i++) {
            Waiter waiter = waiting.get(i);
            if (owner == null || waiter.owner() == owner) {
                waiter.release();
            }
        }
    }
}
