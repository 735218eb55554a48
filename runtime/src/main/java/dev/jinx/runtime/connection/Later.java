package dev.jinx.runtime.connection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** What is to be done after a while, or as soon as its rule goes, and then once. Nobody waits for it. Any thread. */
public final class Later implements Runnable {
    private static final Set<Later> ALL = new HashSet<>();

    private final Object owner;
    private final Runnable task;
    private boolean done;

    private Later(Object owner, Runnable task) {
        this.owner = owner;
        this.task = task;
    }

    /** Does it in so many nanoseconds. */
    public static void in(long nanos, Invocation invocation, Runnable task) {
        Later later = new Later(invocation.owner(), task);
        synchronized (ALL) {
            ALL.add(later);
        }
        if (nanos <= 0 || invocation.isOver()) {
            later.run();
            return;
        }
        Executor executor = CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS);
        executor.execute(later);
    }

    @Override
    public void run() {
        synchronized (ALL) {
            if (done) {
                return;
            }
            done = true;
            ALL.remove(this);
        }
        task.run();
    }

    /** What waits for {@code ofRule}, or for any rule where it is null, is done now. */
    static void release(Object ofRule) {
        List<Later> due = new ArrayList<>();
        synchronized (ALL) {
            for (Later later : ALL) {
                if (ofRule == null || later.owner == ofRule) {
                    due.add(later);
                }
            }
        }
        for (Later later : due) {
            // Not here: what is done may be long, and this may be the thread that ends the JVM.
            CompletableFuture.delayedExecutor(0, TimeUnit.NANOSECONDS).execute(later);
        }
    }
}
