package dev.jinx.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaiterTest {
    private static final long MS = 1_000_000;

    @Test
    void aWaitEndsWhenItIsDueAndNotBefore() {
        long start = System.nanoTime();
        assertThat(new Waiter(null).await(start, 50 * MS, Long.MAX_VALUE, false))
                .isEqualTo(Waiter.End.DUE);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50 * MS);
    }

    @Test
    void theCallersTimeoutEndsALongerWait() {
        long start = System.nanoTime();
        assertThat(new Waiter(null).await(start, Long.MAX_VALUE, 50 * MS, false))
                .isEqualTo(Waiter.End.TIMEOUT);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50 * MS);
    }

    @Test
    void aWaitThatIsDueAtTheTimeoutIsDue() {
        assertThat(new Waiter(null).await(System.nanoTime(), MS, MS, false)).isEqualTo(Waiter.End.DUE);
    }

    @Test
    void theTimeBeforeTheWaitCounts() {
        long longAgo = System.nanoTime() - TimeUnit.HOURS.toNanos(1);
        assertThat(new Waiter(null).await(longAgo, TimeUnit.HOURS.toNanos(1), Long.MAX_VALUE, false))
                .isEqualTo(Waiter.End.DUE);
    }

    @Test
    void aCloseEndsAWaitForEver() throws Exception {
        Waiting waiting = new Waiting(false);
        waiting.waiter().close();
        assertThat(waiting.end()).isEqualTo(Waiter.End.CLOSED);
    }

    @Test
    void aReleaseEndsAWaitForEver() throws Exception {
        Waiting waiting = new Waiting(false);
        waiting.waiter().release();
        assertThat(waiting.end()).isEqualTo(Waiter.End.RELEASED);
    }

    @Test
    void aReleaseBeforeTheWaitIsNotLost() {
        Waiter waiter = new Waiter(null);
        waiter.release();
        assertThat(waiter.await(System.nanoTime(), Long.MAX_VALUE, Long.MAX_VALUE, false))
                .isEqualTo(Waiter.End.RELEASED);
    }

    @Test
    void anInterruptEndsAnInterruptibleWaitAndStaysSet() throws Exception {
        Waiting waiting = new Waiting(true);
        waiting.thread.interrupt();
        assertThat(waiting.end()).isEqualTo(Waiter.End.INTERRUPTED);
        assertThat(waiting.interruptedAfter).isTrue();
    }

    @Test
    void anInterruptDoesNotEndAnotherWaitAndIsThereAfterwards() throws Exception {
        Waiting waiting = new Waiting(false);
        waiting.thread.interrupt();
        // The flag is taken away for the wait: the thread parks again instead of spinning.
        until(() -> !waiting.thread.isInterrupted() && waiting.thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(waiting.end.isDone()).isFalse();
        waiting.waiter().close();
        assertThat(waiting.end()).isEqualTo(Waiter.End.CLOSED);
        assertThat(waiting.interruptedAfter).isTrue();
    }

    @Test
    void aReleaseOfAConnectionWakesThoseWhoWaitForThatRuleOnly() throws Exception {
        Connection connection = new Connection(new java.lang.ref.WeakReference<>(null), false, false);
        Waiting mine = new Waiting(false, "mine");
        Waiting other = new Waiting(false, "other");
        connection.enter(mine.waiter());
        connection.enter(other.waiter());
        connection.release("mine");
        assertThat(mine.end()).isEqualTo(Waiter.End.RELEASED);
        assertThat(other.end.isDone()).isFalse();
        connection.release(null);
        assertThat(other.end()).isEqualTo(Waiter.End.RELEASED);
    }

    @Test
    void whoLeftIsNotWoken() throws Exception {
        Connection connection = new Connection(new java.lang.ref.WeakReference<>(null), false, false);
        Waiting waiting = new Waiting(false);
        connection.enter(waiting.waiter());
        connection.leave(waiting.waiter());
        connection.closed();
        assertThat(waiting.end.isDone()).isFalse();
        waiting.waiter().close();
        waiting.end();
    }

    static void until(BooleanSupplier condition) throws InterruptedException {
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); !condition.getAsBoolean(); ) {
            assertThat(System.nanoTime()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** A thread that waits for ever. */
    private static final class Waiting {
        private final AtomicReference<Waiter> waiter = new AtomicReference<>();
        private final CompletableFuture<Waiter.End> end = new CompletableFuture<>();
        private final Thread thread;
        private volatile boolean interruptedAfter;

        Waiting(boolean interruptible) throws InterruptedException {
            this(interruptible, null);
        }

        Waiting(boolean interruptible, Object owner) throws InterruptedException {
            thread = new Thread(() -> {
                waiter.set(new Waiter(owner));
                Waiter.End how =
                        waiter.get().await(System.nanoTime(), TimeUnit.HOURS.toNanos(1), Long.MAX_VALUE, interruptible);
                interruptedAfter = Thread.currentThread().isInterrupted();
                end.complete(how);
            });
            thread.setDaemon(true);
            thread.start();
            until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        }

        Waiter waiter() {
            return waiter.get();
        }

        Waiter.End end() throws Exception {
            return end.get(20, TimeUnit.SECONDS);
        }
    }
}
