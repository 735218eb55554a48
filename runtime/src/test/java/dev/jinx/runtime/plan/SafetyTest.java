package dev.jinx.runtime.plan;

import static dev.jinx.runtime.plan.RuleBuilder.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.runtime.stats.Events;
import dev.jinx.runtime.stats.Skip;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SafetyTest {
    private static final long NEVER = Long.MAX_VALUE;

    private static Safety safety(long expires, long injections, long perSecond, Target... protect) {
        return new Safety(new Safety.Limits(expires, injections, perSecond, Integer.MAX_VALUE), protect);
    }

    private static long permittedToEightThreads(Safety safety, int each) throws InterruptedException {
        AtomicLong permitted = new AtomicLong();
        CountDownLatch start = new CountDownLatch(1);
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int j = 0; j < each; j++) {
                    if (safety.permits(false)) {
                        permitted.incrementAndGet();
                    }
                }
            });
            threads[i].start();
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        return permitted.get();
    }

    @Test
    void theNumberOfInjectionsIsExactWithEightThreads() throws InterruptedException {
        Safety safety = safety(NEVER, 1000, NEVER);
        assertThat(permittedToEightThreads(safety, 10_000)).isEqualTo(1000);
        assertThat(safety.tripped()).isEqualTo("max-injections: 1000 were made");
    }

    @Test
    void whatIsExactlyTheLimitTripsNothing() throws InterruptedException {
        Safety safety = safety(NEVER, 800, NEVER);
        assertThat(permittedToEightThreads(safety, 100)).isEqualTo(800);
        assertThat(safety.tripped()).isEmpty();
        assertThat(safety.tell()).isFalse();
    }

    @Test
    void aSecondHasNoMoreThanItsShareAndTheNextOneHasItsOwn() throws InterruptedException {
        Safety safety = safety(NEVER, NEVER, 50);
        long seconds = 1;
        long start = System.nanoTime();
        long permitted = permittedToEightThreads(safety, 1000);
        seconds += (System.nanoTime() - start) / 1_000_000_000L + 1;
        assertThat(permitted).isBetween(50L, 50 * seconds);
        assertThat(safety.tripped()).startsWith("max-injections-per-second: 50");
        while (!safety.permits(false)) {
            Thread.sleep(10);
        }
    }

    @Test
    void whenTheTimeIsOverNothingIsPermittedThoughNobodyAsked() throws InterruptedException {
        Safety safety = safety(20_000_000, NEVER, NEVER);
        while (safety.untilExpiry() > 0) {
            Thread.sleep(5);
        }
        assertThat(safety.tripped()).isEqualTo("expires-after: the time is over");
        assertThat(safety.permits(false)).isFalse();
    }

    @Test
    void thatALimitWasReachedIsToldOnce() {
        Safety safety = safety(NEVER, 1, NEVER);
        assertThat(safety.tell()).isFalse();
        safety.permits(false);
        safety.permits(false);
        assertThat(safety.tell()).isTrue();
        assertThat(safety.tell()).isFalse();
    }

    @Test
    void aProtectedTargetConcernsNoRuleAndALimitIsASkip() {
        Rule rule = RuleBuilder.rule("all").build();
        Target protectedPort = RuleBuilder.rule("").ports(22, 22).build().target();
        int[][] places = new int[Operation.count()][0];
        places[Operation.READ.ordinal()] = new int[] {0};
        Plan plan = new Plan(1, new Rule[] {rule}, places, new Events(), safety(NEVER, 1, NEVER, protectedPort), null);
        OperationTable reads = plan.table(Operation.READ);
        assertThat(plan.decide(reads, to(22), null, true, true)).isNull();
        assertThat(rule.stats().matched()).isZero();
        assertThat(plan.decide(reads, to(23), null, true, true)).isNotNull();
        assertThat(plan.decide(reads, to(23), null, true, true)).isNull();
        assertThat(rule.stats().skipped(Skip.SAFETY)).isEqualTo(1);
    }

    private static Endpoint to(int port) {
        return new Endpoint(null, InetAddress.getLoopbackAddress(), port, 0, false, null, false);
    }

    @Test
    void whatSafetyStopsDoesNotUseUpTheTimesOfARule() {
        Rule rule = rule("twice").times(2).build();
        Safety none = safety(NEVER, NEVER, 0);
        for (int i = 0; i < 5; i++) {
            assertThat(rule.judge(Operation.CONNECT, null, true, true, none)).isNull();
        }
        assertThat(rule.judge(Operation.CONNECT, null, true, true, Safety.NONE)).isNotNull();
        assertThat(rule.judge(Operation.CONNECT, null, true, true, Safety.NONE)).isNotNull();
        assertThat(rule.judge(Operation.CONNECT, null, true, true, Safety.NONE)).isNull();
        assertThat(rule.stats().skipped(Skip.SAFETY)).isEqualTo(5);
        assertThat(rule.stats().skipped(Skip.TIMES)).isEqualTo(1);
    }
}
