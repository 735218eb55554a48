package dev.jinx.runtime.fault;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/** Outcomes that come later, or fail, without a thread that waits for them. */
final class Outcome {
    private Outcome() {}

    /** Whether a method that declares to give that can be answered with a CompletableFuture. */
    static boolean isAsynchronous(Class<?> declared) {
        return declared.isAssignableFrom(CompletableFuture.class) && declared != Object.class;
    }

    /** A future that fails after so many nanoseconds. */
    static CompletableFuture<Object> failing(Throwable exception, long nanos) {
        CompletableFuture<Object> future = new CompletableFuture<>();
        if (nanos <= 0) {
            future.completeExceptionally(exception);
        } else {
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(new Fail(future, exception));
        }
        return future;
    }

    private record Fail(CompletableFuture<Object> future, Throwable exception) implements Runnable {
        @Override
        public void run() {
            future.completeExceptionally(exception);
        }
    }

    /** The same outcome, so many nanoseconds later; what cannot be put off is given back as it is. */
    @SuppressWarnings("FutureReturnValueIgnored") // the caller of the application's method gets it
    static Object later(Object outcome, long nanos) {
        if (outcome instanceof CompletionStage<?> stage) {
            Late late = new Late();
            stage.whenComplete(new PutOff(late, nanos));
            late.from = outcome instanceof Future<?> future ? future : null;
            return late;
        }
        if (outcome instanceof Future<?> future) {
            return new LateFuture(future, nanos);
        }
        return outcome;
    }

    /** Cancelling it cancels what it waits for. */
    private static final class Late extends CompletableFuture<Object> {
        private volatile Future<?> from;

        @Override
        public boolean cancel(boolean mayInterrupt) {
            Future<?> origin = from;
            if (origin != null) {
                origin.cancel(mayInterrupt);
            }
            return super.cancel(mayInterrupt);
        }
    }

    private record PutOff(CompletableFuture<Object> late, long nanos) implements BiConsumer<Object, Throwable> {
        @Override
        public void accept(Object value, Throwable failure) {
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(new Complete(late, value, failure));
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

    /** A Future that is no stage: it cannot tell when it is done, so whoever asks waits for it, and then the rest. */
    private static final class LateFuture implements Future<Object> {
        private final Future<?> from;
        private final long nanos;
        private final long start = System.nanoTime();

        LateFuture(Future<?> from, long nanos) {
            this.from = from;
            this.nanos = nanos;
        }

        private long left() {
            return nanos - (System.nanoTime() - start);
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
            return from.isDone() && (from.isCancelled() || left() <= 0);
        }

        @Override
        public Object get() throws InterruptedException, ExecutionException {
            Object value = from.get();
            TimeUnit.NANOSECONDS.sleep(left());
            return value;
        }

        @Override
        public Object get(long timeout, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            long end = System.nanoTime() + unit.toNanos(timeout);
            Object value = from.get(timeout, unit);
            long rest = end - System.nanoTime();
            if (left() > rest) {
                TimeUnit.NANOSECONDS.sleep(rest);
                throw new TimeoutException();
            }
            TimeUnit.NANOSECONDS.sleep(left());
            return value;
        }
    }
}
