package dev.jinx.runtime.stats;

import java.util.ArrayList;
import java.util.List;

/**
 * What went wrong inside Jinx and was kept from the application. Each distinct failure is kept once, with a count; there are at most
 * {@link #KEPT} of them. Any thread.
 */
public final class Failures {
    /** How many distinct failures are kept. */
    public static final int KEPT = 50;

    private static final List<Failure> FAILURES = new ArrayList<>();

    private Failures() {}

    /**
     * One distinct failure.
     *
     * @param where what Jinx was doing
     * @param what the exception
     * @param count how often
     */
    public record Failure(String where, Throwable what, long count) {}

    /** Keeps a failure. Never throws, not even when memory is short. */
    public static void record(String where, Throwable what) {
        try {
            add(where, what);
        } catch (Throwable ignored) {
            // There is nobody left to tell.
        }
    }

    private static synchronized void add(String where, Throwable what) {
        for (int i = 0; i < FAILURES.size(); i++) {
            Failure failure = FAILURES.get(i);
            if (failure.where.equals(where) && same(failure.what, what)) {
                FAILURES.set(i, new Failure(where, failure.what, failure.count + 1));
                return;
            }
        }
        if (FAILURES.size() < KEPT) {
            FAILURES.add(new Failure(where, what, 1));
        }
    }

    private static boolean same(Throwable one, Throwable other) {
        return one.getClass() == other.getClass()
                && String.valueOf(one.getMessage()).equals(String.valueOf(other.getMessage()));
    }

    /** All of them, oldest first. */
    public static synchronized List<Failure> all() {
        return new ArrayList<>(FAILURES);
    }

    /** Forgets all of them. */
    public static synchronized void clear() {
        FAILURES.clear();
    }
}
