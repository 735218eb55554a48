package dev.jinx.runtime.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The newest injections, in a ring of fixed size. Any thread, no lock. */
public final class Events {
    /** How many are kept. */
    public static final int KEPT = 1000;

    private static volatile InjectionListener listener;

    private final AtomicLong next = new AtomicLong();
    private final AtomicReferenceArray<Event> ring = new AtomicReferenceArray<>(KEPT);

    /** The number of the next event, from 1. */
    public long number() {
        return next.incrementAndGet();
    }

    /** Keeps that event, in the place of the one that is {@link #KEPT} older. */
    public void add(Event event) {
        ring.set((int) (event.n() % KEPT), event);
        InjectionListener told = listener;
        if (told != null) {
            tell(told, event);
        }
    }

    /** Tells one; what goes wrong there stays there. */
    public static void tell(InjectionListener told, Event event) {
        try {
            told.injected(event);
        } catch (Throwable t) {
            Failures.record("injection listener", t);
        }
    }

    /** From now on that one is told of each injection; null for nobody. */
    public static void listener(InjectionListener next) {
        listener = next;
    }

    /** How many there were and are no longer kept. */
    public long dropped() {
        return Math.max(0, next.get() - KEPT);
    }

    /** Those that are kept, oldest first. */
    public List<Event> kept() {
        long last = next.get();
        List<Event> kept = new ArrayList<>();
        for (long n = Math.max(1, last - KEPT + 1); n <= last; n++) {
            Event event = ring.get((int) (n % KEPT));
            if (event != null && event.n() == n) {
                kept.add(event);
            }
        }
        return kept;
    }
}
