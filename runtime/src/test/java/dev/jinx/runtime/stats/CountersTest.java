package dev.jinx.runtime.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CountersTest {
    @AfterEach
    void forget() {
        Failures.clear();
    }

    @Test
    void aRulesCountsAreExactWhateverTheThreads() throws InterruptedException {
        RuleStats stats = new RuleStats(new String[] {"delay", "error"}, 3, null, null);
        race(8, 10_000, n -> {
            switch (n % 4) {
                case 0 -> {
                    stats.inject();
                    stats.injected(n % 8 == 0 ? 0 : 2);
                }
                case 1 -> stats.skip(Skip.PROBABILITY);
                case 2 -> stats.skip(Skip.TIMES);
                default -> stats.shadow();
            }
            stats.delay(3);
        });
        assertThat(stats.injected()).isEqualTo(20_000);
        assertThat(stats.skipped()).isEqualTo(40_000);
        assertThat(stats.skipped(Skip.PROBABILITY)).isEqualTo(20_000);
        assertThat(stats.skipped(Skip.WINDOW)).isZero();
        assertThat(stats.matched()).isEqualTo(60_000);
        assertThat(stats.shadowed()).isEqualTo(20_000);
        assertThat(stats.delayNanos()).isEqualTo(240_000);
        assertThat(stats.injectedOn(0)).isEqualTo(10_000);
        assertThat(stats.injectedOn(1)).isZero();
        assertThat(stats.injectedOn(2)).isEqualTo(10_000);
        assertThat(stats.faultWords()).containsExactly("delay", "error");
    }

    @Test
    void anOperationsCountsAreExactWhateverTheThreads() throws InterruptedException {
        OperationStats stats = new OperationStats("read");
        race(8, 10_000, n -> {
            stats.call();
            if (n % 10 == 0) {
                stats.inject();
            }
        });
        assertThat(stats.calls()).isEqualTo(80_000);
        assertThat(stats.injected()).isEqualTo(8_000);
        assertThat(stats.word()).isEqualTo("read");
    }

    @Test
    void theNewestEventsAreKeptInOrderAndTheRestCounted() {
        Events events = new Events();
        for (int i = 0; i < Events.KEPT + 10; i++) {
            events.add(event(events.number()));
        }
        assertThat(events.dropped()).isEqualTo(10);
        assertThat(events.kept()).hasSize(Events.KEPT).isSortedAccordingTo((a, b) -> Long.compare(a.n(), b.n()));
        assertThat(events.kept().get(0).n()).isEqualTo(11);
    }

    @Test
    void noEventIsLostToAnotherThread() throws InterruptedException {
        Events events = new Events();
        race(4, Events.KEPT / 4, n -> events.add(event(events.number())));
        assertThat(events.kept()).hasSize(Events.KEPT);
        assertThat(events.dropped()).isZero();
        race(4, Events.KEPT, n -> events.add(event(events.number())));
        assertThat(events.dropped()).isEqualTo(4L * Events.KEPT);
    }

    @Test
    void anEventThatIsNumberedButNotThereYetIsLeftOut() {
        Events events = new Events();
        events.add(event(events.number()));
        long late = events.number();
        events.add(event(events.number()));
        assertThat(events.kept()).extracting(Event::n).containsExactly(1L, 3L);
        events.add(event(late));
        assertThat(events.kept()).extracting(Event::n).containsExactly(1L, 2L, 3L);
    }

    private static Event event(long n) {
        return new Event(n, 0, "rule", "read", "error", "", "", "main", n, 0, 0, 0);
    }

    @Test
    void aFailureIsKeptOnceWithItsCount() {
        for (int i = 0; i < 3; i++) {
            Failures.record("reading", new IllegalStateException("same"));
        }
        Failures.record("reading", new IllegalStateException("other"));
        Failures.record("writing", new IllegalStateException("same"));
        Failures.record("reading", new IllegalArgumentException("same"));
        assertThat(Failures.all()).extracting(Failures.Failure::count).containsExactly(3L, 1L, 1L, 1L);
    }

    @Test
    void failuresAreBounded() {
        for (int i = 0; i < 10 * Failures.KEPT; i++) {
            Failures.record("reading", new IllegalStateException("number " + i));
        }
        assertThat(Failures.all()).hasSize(Failures.KEPT);
    }

    @Test
    void noFailureIsThrownOn() {
        Failures.record("reading", null);
        Failures.record(null, new IllegalStateException((String) null));
        Failures.record("reading", new IllegalStateException() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new OutOfMemoryError();
            }
        });
        Failures.record("reading", new IllegalStateException("after"));
    }

    @Test
    void seenTargetsAreBoundedAndSorted() {
        Seen seen = new Seen();
        seen.note("b:1");
        seen.note("a:1");
        seen.note("b:1");
        assertThat(seen.targets()).containsExactly("a:1", "b:1");
        for (int i = 0; i < 10 * Seen.KEPT; i++) {
            seen.note("host" + i);
        }
        assertThat(seen.targets()).hasSize(Seen.KEPT);
        assertThat(seen.open()).isFalse();
    }

    @Test
    void aMethodThatIsRefusedEachTimeItIsWovenCountsOnce() {
        RuleStats stats = new RuleStats(new String[] {"skip"}, 1, null, null);
        for (int again = 0; again < 3; again++) {
            for (int i = 0; i < 50; i++) {
                assertThat(stats.refuse("does not act on m" + i)).isEqualTo(again == 0 && i < 20);
            }
            assertThat(stats.refused()).hasSize(20);
            assertThat(stats.refusals()).isEqualTo(50);
        }
    }

    @Test
    void everyReasonHasItsOwnWord() {
        for (int i = 0; i < Skip.count(); i++) {
            assertThat(Skip.at(i).ordinal()).isEqualTo(i);
        }
        assertThat(Skip.values()).extracting(Skip::word).doesNotHaveDuplicates().contains("after-bytes", "times");
    }

    private interface Work {
        void run(int n);
    }

    private static void race(int threads, int each, Work work) throws InterruptedException {
        List<Thread> all = new ArrayList<>();
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < each; n++) {
                    work.run(n);
                }
            });
            thread.setUncaughtExceptionHandler((t, e) -> failed.incrementAndGet());
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(failed.get()).isZero();
    }
}
