package dev.jinx.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.Exchanger;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A thread that takes tasks by a way of its own, which is neither an executor nor a future. */
public final class Elsewhere {
    private static final SynchronousQueue<Call<?>> CALLS = new SynchronousQueue<>();
    private static final long PATIENCE_SECONDS = 30;

    static {
        Thread thread = new Thread(Elsewhere::work, "elsewhere");
        thread.setDaemon(true);
        thread.start();
    }

    private Elsewhere() {}

    private static final class Call<T> {
        private final Callable<T> task;
        private final Exchanger<Call<T>> done = new Exchanger<>();
        private T value;
        private Exception thrown;

        Call(Callable<T> task) {
            this.task = task;
        }

        void carryOut() throws InterruptedException, TimeoutException {
            try {
                value = task.call();
            } catch (Exception e) {
                thrown = e;
            }
            done.exchange(this, PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        T result() throws Exception {
            done.exchange(this, PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (thrown != null) {
                throw thrown;
            }
            return value;
        }
    }

    private static void work() {
        try {
            while (true) {
                CALLS.take().carryOut();
            }
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    public static <T> T run(Callable<T> task) throws Exception {
        Call<T> call = new Call<>(task);
        CALLS.put(call);
        return call.result();
    }
}
