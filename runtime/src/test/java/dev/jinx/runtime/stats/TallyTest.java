package dev.jinx.runtime.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TallyTest {
    private final Tally tally = new Tally();

    private void count(int times) {
        for (int i = 0; i < times; i++) {
            tally.increment();
        }
    }

    @Test
    void aThreadSeesAtOnceWhatItCounted() {
        for (int i = 1; i <= 100; i++) {
            tally.increment();
            assertThat(tally.sum()).isEqualTo(i);
        }
        tally.add(-30);
        assertThat(tally.sum()).isEqualTo(70);
    }

    @Test
    void noCountIsLostWhereThreadsDieAndOthersComeInTheirPlace() throws InterruptedException {
        // More threads than there are cells, most of them short-lived, so that cells are left, taken over and fought
        // for.
        List<Thread> runners = new ArrayList<>();
        for (int runner = 0; runner < 8; runner++) {
            Thread thread = new Thread(() -> {
                for (int wave = 0; wave < 100; wave++) {
                    Thread brief = new Thread(() -> count(9_000));
                    brief.start();
                    count(1_000);
                    join(brief);
                }
            });
            thread.start();
            runners.add(thread);
        }
        for (Thread thread : runners) {
            for (int i = 0; i < 5; i++) {
                System.gc();
                thread.join(20);
            }
            thread.join();
        }
        assertThat(tally.sum()).isEqualTo(8L * 100 * 10_000);
    }

    @Test
    void noCountIsLostWhereThousandsCountAtOnce() throws InterruptedException {
        ExecutorService threads = threadEach();
        for (int i = 0; i < 10_000; i++) {
            threads.execute(() -> count(100));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
        assertThat(tally.sum()).isEqualTo(1_000_000);
    }

    /** Virtual threads where there are any. */
    private static ExecutorService threadEach() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            return Executors.newFixedThreadPool(200);
        }
    }

    @Test
    void whoAsksMeanwhileNeverFindsLessThanBefore() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> counting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Thread thread = new Thread(() -> count(10_000));
            thread.start();
            counting.add(thread);
        }
        Thread ending = new Thread(() -> {
            counting.forEach(TallyTest::join);
            over.set(true);
        });
        ending.start();
        long last = 0;
        while (!over.get()) {
            long now = tally.sum();
            assertThat(now).isBetween(last, 1_000_000L);
            last = now;
        }
        assertThat(tally.sum()).isEqualTo(1_000_000);
    }

    @Test
    void aThreadThatIsGoneIsNotKept() throws InterruptedException {
        WeakReference<Thread> gone = countElsewhere();
        for (int i = 0; i < 100 && !gone.refersTo(null); i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(gone.get()).as("the thread that counted").isNull();
        assertThat(tally.sum()).isEqualTo(5);
    }

    private WeakReference<Thread> countElsewhere() throws InterruptedException {
        Thread thread = new Thread(() -> count(5));
        thread.start();
        thread.join();
        return new WeakReference<>(thread);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
