package dev.jinx.runtime.plan;

import static dev.jinx.runtime.plan.RuleBuilder.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.stats.Skip;
import java.io.FileDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TriggerTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    /** What becomes of the first {@code count} matches, without a connection. */
    private static List<Skip> judge(RuleBuilder builder, int count) {
        Trigger trigger = builder.trigger();
        List<Skip> skips = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            skips.add(trigger.judge(trigger.match(), builder.key(), null));
        }
        return skips;
    }

    /** The numbers of the matches that fire among the first {@code count}. */
    private static List<Integer> fired(RuleBuilder builder, int count) {
        List<Skip> skips = judge(builder, count);
        List<Integer> fired = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (skips.get(i) == null) {
                fired.add(i + 1);
            }
        }
        return fired;
    }

    @Test
    void withoutConditionsEveryMatchFires() {
        assertThat(fired(rule("all"), 5)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void afterSkipsTheFirst() {
        assertThat(judge(rule("after").after(2), 4)).containsExactly(Skip.AFTER, Skip.AFTER, null, null);
    }

    @Test
    void everyTakesTheNthAndItsMultiples() {
        assertThat(fired(rule("every").every(3), 10)).containsExactly(3, 6, 9);
        assertThat(judge(rule("every").every(3), 1)).containsExactly(Skip.EVERY);
    }

    @Test
    void everyCountsFromBehindAfter() {
        assertThat(fired(rule("every").after(2).every(3), 11)).containsExactly(5, 8, 11);
    }

    @Test
    void atTakesThoseNumbersAndRanges() {
        assertThat(fired(rule("at").at(3, 3, 17, 20), 30)).containsExactly(3, 17, 18, 19, 20);
        assertThat(judge(rule("at").at(3, 3), 1)).containsExactly(Skip.AT);
    }

    @Test
    void atCountsFromBehindAfter() {
        assertThat(fired(rule("at").after(10).at(1, 1, 3, 4), 20)).containsExactly(11, 13, 14);
    }

    @Test
    void timesCountsInjectionsAndNotMatches() {
        assertThat(fired(rule("times").every(2).times(3), 20)).containsExactly(2, 4, 6);
        assertThat(judge(rule("times").times(1), 2)).containsExactly(null, Skip.TIMES);
    }

    @Test
    void timesIsExactWhateverTheThreads() throws InterruptedException {
        Trigger trigger = rule("times").times(1000).trigger();
        Set<Long> firing = ConcurrentHashMap.newKeySet();
        race(8, 20_000, () -> {
            long n = trigger.match();
            if (trigger.judge(n, 0, null) == null) {
                firing.add(n);
            }
        });
        assertThat(firing).hasSize(1000);
        assertThat(trigger.match()).isEqualTo(8 * 20_000 + 1);
    }

    @Test
    void everyIsExactWhateverTheThreads() throws InterruptedException {
        Trigger trigger = rule("every").every(7).trigger();
        Set<Long> firing = ConcurrentHashMap.newKeySet();
        race(8, 7_000, () -> {
            long n = trigger.match();
            if (trigger.judge(n, 0, null) == null) {
                firing.add(n);
            }
        });
        assertThat(firing).hasSize(8_000).allMatch(n -> n % 7 == 0);
    }

    @Test
    void aProbabilityIsMetWithinChance() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        int count = fired(rule("flaky").seed(seed).probability(0.3), 10_000).size();
        // Five standard deviations of a binomial draw: 5 * sqrt(10000 * 0.3 * 0.7) = 229.
        assertThat(count).as("seed %d", seed).isCloseTo(3000, within(229));
    }

    @Test
    void theSameSeedAndNameGiveTheSameVerdicts() {
        List<Integer> once = fired(rule("flaky").seed(7).probability(0.3), 1000);
        assertThat(fired(rule("flaky").seed(7).probability(0.3), 1000)).isEqualTo(once);
        assertThat(fired(rule("flaky").seed(8).probability(0.3), 1000)).isNotEqualTo(once);
        assertThat(fired(rule("other").seed(7).probability(0.3), 1000)).isNotEqualTo(once);
    }

    @Test
    void theVerdictOnTheNthMatchIsTheSameWhateverTheThreads() throws InterruptedException {
        RuleBuilder builder = rule("flaky").seed(7).probability(0.3);
        Trigger trigger = builder.trigger();
        Set<Integer> firing = ConcurrentHashMap.newKeySet();
        race(8, 1000, () -> {
            long n = trigger.match();
            if (trigger.judge(n, builder.key(), null) == null) {
                firing.add((int) n);
            }
        });
        assertThat(firing)
                .containsExactlyInAnyOrderElementsOf(fired(rule("flaky").seed(7).probability(0.3), 8000));
    }

    @Test
    void aProbabilityDoesNotDependOnWhatTheOtherConditionsSkipped() {
        List<Integer> alone = fired(rule("flaky").probability(0.5), 100);
        List<Integer> second = fired(rule("flaky").every(2).probability(0.5), 100);
        assertThat(second).isEqualTo(alone.stream().filter(n -> n % 2 == 0).toList());
    }

    @Test
    void neverIsNeverAndAlwaysIsAlways() {
        assertThat(fired(rule("never").probability(0), 1000)).isEmpty();
        assertThat(fired(rule("always").probability(1), 1000)).hasSize(1000);
    }

    @Test
    void beforeItsWindowARuleDoesNotAct() {
        assertThat(judge(rule("late").window(HOUR, HOUR), 1)).containsExactly(Skip.WINDOW);
    }

    @Test
    void aWindowEnds() throws InterruptedException {
        RuleBuilder builder = rule("short").window(0, 1);
        Trigger trigger = builder.trigger();
        TimeUnit.MILLISECONDS.sleep(1);
        assertThat(trigger.judge(trigger.match(), 0, null)).isEqualTo(Skip.WINDOW);
    }

    @Test
    void insideItsWindowARuleActs() {
        assertThat(judge(rule("now").window(0, HOUR), 1)).containsExactly((Skip) null);
    }

    @Test
    void aWindowComesAgain() throws InterruptedException {
        long length = TimeUnit.MILLISECONDS.toNanos(50);
        Trigger trigger = rule("again").window(0, length).repeat(2 * length).trigger();
        int turns = 0;
        boolean open = true;
        for (long end = System.nanoTime() + 600 * length; turns < 4 && System.nanoTime() < end; ) {
            boolean nowOpen = trigger.judge(trigger.match(), 0, null) == null;
            if (nowOpen != open) {
                turns++;
                open = nowOpen;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(turns).isEqualTo(4);
    }

    @Test
    void aWindowCanCountFromTheFirstMatch() throws InterruptedException {
        Trigger trigger = rule("first").window(0, HOUR).sinceFirstMatch().trigger();
        Trigger delayed = rule("first")
                .window(TimeUnit.MILLISECONDS.toNanos(100), HOUR)
                .sinceFirstMatch()
                .trigger();
        TimeUnit.MILLISECONDS.sleep(150);
        assertThat(trigger.judge(trigger.match(), 0, null)).isNull();
        assertThat(delayed.judge(delayed.match(), 0, null)).isEqualTo(Skip.WINDOW);
        TimeUnit.MILLISECONDS.sleep(110);
        assertThat(delayed.judge(delayed.match(), 0, null)).isNull();
    }

    @Test
    void idleAsksForAConnectionWithoutTraffic() throws InterruptedException {
        FileDescriptor fd = new FileDescriptor();
        Connection connection = Connections.of(fd, false, false);
        try {
            connection.carried(dev.jinx.runtime.connection.Crossing.Kind.READ, 1);
            Trigger patient = rule("idle").idle(HOUR).trigger();
            Trigger brief = rule("idle").idle(TimeUnit.MILLISECONDS.toNanos(5)).trigger();
            TimeUnit.MILLISECONDS.sleep(10);
            assertThat(patient.judge(1, 0, connection)).isEqualTo(Skip.IDLE);
            assertThat(brief.judge(1, 0, connection)).isNull();
            assertThat(brief.judge(1, 0, null)).isEqualTo(Skip.IDLE);
        } finally {
            Connections.closed(fd);
        }
    }

    @Test
    void afterBytesAsksForWhatTheConnectionCarried() {
        FileDescriptor fd = new FileDescriptor();
        Connection connection = Connections.of(fd, false, false);
        try {
            Trigger trigger = rule("bytes").afterBytes(100).trigger();
            connection.carried(dev.jinx.runtime.connection.Crossing.Kind.READ, 99);
            assertThat(trigger.judge(1, 0, connection)).isEqualTo(Skip.BYTES);
            connection.carried(dev.jinx.runtime.connection.Crossing.Kind.READ, 1);
            assertThat(trigger.judge(2, 0, connection)).isNull();
            assertThat(trigger.judge(3, 0, null)).isEqualTo(Skip.BYTES);
        } finally {
            Connections.closed(fd);
        }
    }

    @Test
    void theConditionsAreAskedInTheirOrder() {
        // Each step takes the first failing condition away and finds the next.
        assertThat(judge(everything().window(HOUR, HOUR), 1)).containsExactly(Skip.WINDOW);
        assertThat(judge(everything(), 1)).containsExactly(Skip.IDLE);
        assertThat(judge(everything().idle(0), 1)).containsExactly(Skip.BYTES);
        assertThat(judge(everything().idle(0).afterBytes(0), 1)).containsExactly(Skip.AFTER);
        assertThat(judge(everything().idle(0).afterBytes(0).after(0), 1)).containsExactly(Skip.EVERY);
        assertThat(judge(everything().idle(0).afterBytes(0).after(0).every(1), 1))
                .containsExactly(Skip.AT);
        assertThat(judge(everything().idle(0).afterBytes(0).after(0).every(1).at(), 1))
                .containsExactly(Skip.PROBABILITY);
        assertThat(judge(
                        everything()
                                .idle(0)
                                .afterBytes(0)
                                .after(0)
                                .every(1)
                                .at()
                                .probability(1),
                        1))
                .containsExactly(Skip.TIMES);
    }

    private static RuleBuilder everything() {
        return rule("everything")
                .idle(HOUR)
                .afterBytes(100)
                .after(10)
                .every(5)
                .at(7, 7)
                .probability(0)
                .times(0);
    }

    static void race(int threads, int each, Runnable work) throws InterruptedException {
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < each; n++) {
                    work.run();
                }
            });
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) {
            thread.join();
        }
    }
}
