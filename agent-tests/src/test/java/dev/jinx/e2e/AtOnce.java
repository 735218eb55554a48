package dev.jinx.e2e;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/**
 * What several tests look at and each JDK gives once; when somebody asks first, it is begun for two JDKs at a time, as it waits most of
 * the time. Any thread.
 */
final class AtOnce<T> {
    private static final int AT_A_TIME = 2;

    private final Function<Jdk, T> make;
    private Map<Integer, FutureTask<T>> begun;

    AtOnce(Function<Jdk, T> make) {
        this.make = make;
    }

    /** What this JDK gave, as soon as it is there; what went wrong with it, for each who asks. */
    T of(Jdk jdk) {
        try {
            return begin().get(jdk.feature()).get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError(jdk + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized Map<Integer, FutureTask<T>> begin() {
        if (begun == null) {
            begun = new TreeMap<>();
            ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
            for (Jdk jdk : Jdk.all()) {
                FutureTask<T> task = new FutureTask<>(() -> make.apply(jdk));
                begun.put(jdk.feature(), task);
                threads.execute(task);
            }
            threads.shutdown();
        }
        return begun;
    }
}
