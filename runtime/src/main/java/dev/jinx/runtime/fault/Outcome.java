package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Invocation;
import dev.jinx.runtime.connection.Later;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/** Outcomes that come later, or fail, without a thread that waits for them. When the rule goes, they come at once. */
final class Outcome {
    private Outcome() {}

    /** Whether a method that declares to give that can be answered with a CompletableFuture. */
    static boolean isAsynchronous(Class<?> declared) {
        return declared.isAssignableFrom(CompletableFuture.class) && declared != Object.class;
    }

    /** A future that fails after so many nanoseconds. */
    static CompletableFuture<Object> failing(Throwable exception, long nanos, Invocation invocation) {
        CompletableFuture<Object> future = new CompletableFuture<>();
        Later.in(nanos, invocation, new Complete(future, null, exception));
        return future;
    }

    /** The same outcome, so many nanoseconds later; what cannot be put off is given back as it is. */
    @SuppressWarnings("FutureReturnValueIgnored") // the caller of the application's method gets it
    static Object later(Object outcome, long nanos, Invocation invocation) {
        if (outcome instanceof CompletionStage<?> stage) {
            Late late = new Late(outcome instanceof Future<?> future ? future : null);
            stage.whenComplete(new PutOff(late, nanos, invocation));
            return late;
        }
        return outcome instanceof Future<?> future ? new LateFuture(future, nanos, invocation) : outcome;
    }

    /** Cancelling it cancels what it waits for. */
    private static final class Late extends CompletableFuture<Object> {
        private final Future<?> from;

        Late(Future<?> from) {
            this.from = from;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            if (from != null) {
                from.cancel(mayInterrupt);
            }
            return super.cancel(mayInterrupt);
        }
    }

    private record PutOff(CompletableFuture<Object> late, long nanos, Invocation invocation)
            implements BiConsumer<Object, Throwable> {
        @Override
        public void accept(Object value, Throwable failure) {
            Later.in(nanos, invocation, new Complete(late, value, failure));
        }
    }

    private record Complete(CompletableFuture<Object> late, Object value, Throwable failure) implements Runnable {
        @Override
        public void run() {
            if (failure == null) {
                late.complete(value);
            } else {
                late.completeExceptionally(failure);
            }
        }
    }

    /** A Future that is no stage: it cannot tell when it is done, so its outcome is late from when it was asked for. */
    private static final class LateFuture implements Future<Object>, Runnable {
        private final Future<?> from;
        private final CountDownLatch due = new CountDownLatch(1);

        LateFuture(Future<?> from, long nanos, Invocation invocation) {
            this.from = from;
            Later.in(nanos, invocation, this);
        }

        @Override
        public void run() {
            due.countDown();
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            return from.cancel(mayInterrupt);
        }

        @Override
        public boolean isCancelled() {
            return from.isCancelled();
        }

        @Override
        public boolean isDone() {
            return from.isDone() && (from.isCancelled() || due.getCount() == 0);
        }

        @Override
        public Object get() throws InterruptedException, ExecutionException {
            if (!from.isCancelled()) {
                due.await();
            }
            return from.get();
        }

        @Override
        public Object get(long timeout, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            long end = System.nanoTime() + unit.toNanos(timeout);
            if (!from.isCancelled() && !due.await(timeout, unit)) {
                throw new TimeoutException();
            }
            return from.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }
}
