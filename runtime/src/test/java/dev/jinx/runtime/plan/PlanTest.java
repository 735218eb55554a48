package dev.jinx.runtime.plan;

import static dev.jinx.runtime.plan.RuleBuilder.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.fault.DelayFault;
import dev.jinx.runtime.fault.Distribution;
import dev.jinx.runtime.fault.HangFault;
import dev.jinx.runtime.fault.ShortFault;
import dev.jinx.runtime.stats.Event;
import dev.jinx.runtime.stats.Skip;
import java.io.FileDescriptor;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlanTest {
    private final FileDescriptor fd = new FileDescriptor();

    @AfterEach
    void forget() {
        Connections.closed(fd);
    }

    private static final Endpoint PAYMENTS = new Endpoint("payments", null, 443, 0, false, null, false);

    private static Verdict decide(Plan plan, Connection connection) {
        return plan.decide(plan.table(Operation.READ), PAYMENTS, connection, true, true);
    }

    private static Verdict decide(Plan plan) {
        return decide(plan, null);
    }

    @Test
    void theFirstRuleThatTriggersEndsTheSearch() {
        Rule first = rule("first").build();
        Rule second = rule("second").build();
        Verdict verdict = decide(RuleBuilder.plan(Operation.READ, first, second));
        assertThat(verdict.rule()).isSameAs(first);
        assertThat(verdict.next()).isNull();
        assertThat(second.stats().matched()).isZero();
        assertThat(second.stats().shadowed()).isEqualTo(1);
    }

    @Test
    void eachReasonForWhichARuleDoesNotActIsCountedExactly() {
        Rule rule = rule("r").after(2).every(3).at(3, 30).times(4).build();
        Plan plan = RuleBuilder.plan(Operation.READ, rule);
        for (int i = 0; i < 50; i++) {
            decide(plan);
        }
        // Of the numbers 1 to 48 behind the first two, 16 are multiples of 3, 10 of them from 3 to 30, 4 of these act.
        assertThat(rule.stats().skipped(Skip.AFTER)).isEqualTo(2);
        assertThat(rule.stats().skipped(Skip.EVERY)).isEqualTo(32);
        assertThat(rule.stats().skipped(Skip.AT)).isEqualTo(6);
        assertThat(rule.stats().skipped(Skip.TIMES)).isEqualTo(6);
        assertThat(rule.stats().skipped(Skip.PROBABILITY)).isZero();
        assertThat(rule.stats().injected()).isEqualTo(4);
        assertThat(rule.stats().matched()).isEqualTo(50);
        assertThat(skippedAfter(rule("r").after(40))).isEqualTo(40);
        assertThat(skippedAfter(rule("r").after(40).every(2))).isEqualTo(40);
        assertThat(skippedAfter(rule("r").after(40).probability(0.5))).isEqualTo(40);
        assertThat(skippedAfter(rule("r").times(1))).isZero();
    }

    private static long skippedAfter(RuleBuilder builder) {
        Rule rule = builder.build();
        Plan plan = RuleBuilder.plan(Operation.READ, rule);
        for (int i = 0; i < 50; i++) {
            decide(plan);
        }
        assertThat(rule.stats().matched()).isEqualTo(50);
        return rule.stats().skipped(Skip.AFTER);
    }

    @Test
    void aRuleThatMatchesButDoesNotTriggerFallsThrough() {
        Rule first = rule("first").after(1).build();
        Rule second = rule("second").build();
        Plan plan = RuleBuilder.plan(Operation.READ, first, second);
        assertThat(decide(plan).rule()).isSameAs(second);
        assertThat(decide(plan).rule()).isSameAs(first);
        assertThat(first.stats().skipped(Skip.AFTER)).isEqualTo(1);
        assertThat(first.stats().matched()).isEqualTo(2);
        assertThat(second.stats().injected()).isEqualTo(1);
        assertThat(second.stats().shadowed()).isEqualTo(1);
    }

    @Test
    void withContinueTheSearchGoesOn() {
        Rule first = rule("first").continues().build();
        Rule second = rule("second").build();
        Rule third = rule("third").build();
        Verdict verdict = decide(RuleBuilder.plan(Operation.READ, first, second, third));
        assertThat(verdict.rule()).isSameAs(first);
        assertThat(verdict.next().rule()).isSameAs(second);
        assertThat(verdict.next().next()).isNull();
        assertThat(third.stats().shadowed()).isEqualTo(1);
    }

    @Test
    void aRuleThatIsSwitchedOffDoesNotCount() {
        Rule off = rule("off").disabled().build();
        Plan plan = RuleBuilder.plan(Operation.READ, off);
        assertThat(decide(plan)).isNull();
        assertThat(off.stats().matched()).isZero();
        off.enabled(true);
        assertThat(decide(plan)).isNotNull();
        off.enabled(false);
        assertThat(decide(plan)).isNull();
        assertThat(off.stats().matched()).isEqualTo(1);
    }

    @Test
    void aRuleForOtherTargetsDoesNotCount() {
        Rule elsewhere = rule("elsewhere").names("orders").build();
        assertThat(decide(RuleBuilder.plan(Operation.READ, elsewhere))).isNull();
        assertThat(elsewhere.stats().matched()).isZero();
        assertThat(elsewhere.stats().shadowed()).isZero();
    }

    @Test
    void anInjectionIsNotedWithAllThatIsKnownOfIt() {
        Rule rule = rule("slow")
                .faults(new DelayFault(new Distribution.Fixed(5)), new ShortFault(3))
                .build();
        Plan plan = RuleBuilder.plan(Operation.READ, rule);
        Connection connection = Connections.of(fd, false, false);
        decide(plan, connection);
        assertThat(plan.events().kept()).singleElement().satisfies(event -> {
            assertThat(event.n()).isEqualTo(1);
            assertThat(event.rule()).isEqualTo("slow");
            assertThat(event.operation()).isEqualTo("read");
            assertThat(event.fault()).isEqualTo("delay,short");
            assertThat(event.target()).isEqualTo("payments:443");
            assertThat(event.thread()).isEqualTo(Thread.currentThread().getName());
            assertThat(event.ruleCall()).isEqualTo(1);
            assertThat(event.connection()).isEqualTo(connection.number());
            assertThat(event.delayNanos()).isEqualTo(5);
        });
        assertThat(rule.stats().injected()).isEqualTo(1);
        assertThat(rule.stats().injectedOn(Operation.READ.ordinal())).isEqualTo(1);
        assertThat(rule.stats().delayNanos()).isEqualTo(5);
        assertThat(plan.table(Operation.READ).stats().injected()).isEqualTo(1);
    }

    @Test
    void whereTheThreadMayNotWaitARuleThatWaitsIsSkippedAndSaysSo() {
        Rule hang = rule("hang").faults(new HangFault()).build();
        Plan plan = RuleBuilder.plan(Operation.READ, hang);
        assertThat(plan.decide(plan.table(Operation.READ), PAYMENTS, null, false, false))
                .isNull();
        assertThat(hang.stats().skipped(Skip.NON_BLOCKING)).isEqualTo(1);
    }

    @Test
    void aVerdictPerConnectionIsKeptAndCountedOnce() {
        Rule rule = rule("conn").per(Trigger.Per.CONNECTION).every(2).build();
        Plan plan = RuleBuilder.plan(Operation.READ, rule);
        Connection first = Connections.of(fd, false, false);
        FileDescriptor otherFd = new FileDescriptor();
        Connection second = Connections.of(otherFd, false, false);
        for (int i = 0; i < 5; i++) {
            assertThat(decide(plan, first)).isNull();
            assertThat(decide(plan, second)).isNotNull();
        }
        Connections.closed(otherFd);
        assertThat(rule.stats().matched()).isEqualTo(2);
        assertThat(rule.stats().injected()).isEqualTo(1);
        assertThat(plan.events().kept()).hasSize(1);
    }

    @Test
    void whatWasDrawnIsKeptWithTheVerdict() {
        Rule rule = rule("conn")
                .per(Trigger.Per.CONNECTION)
                .faults(new DelayFault(new Distribution.Uniform(0, 1_000_000_000)))
                .build();
        Plan plan = RuleBuilder.plan(Operation.READ, rule);
        Connection connection = Connections.of(fd, false, false);
        Verdict verdict = decide(plan, connection);
        Verdict again = decide(plan, connection);
        assertThat(again.drawn(0)).isEqualTo(verdict.drawn(0));
        assertThat(verdict.repeated()).isFalse();
        assertThat(again.repeated()).isTrue();
    }

    @Test
    void aVerdictPerExchangeLastsForOneTurnOfRequestAndResponse() {
        Rule rule = rule("exchange").per(Trigger.Per.EXCHANGE).every(2).build();
        Plan plan = RuleBuilder.plan(Operation.READ, rule);
        Connection connection = Connections.of(fd, false, false);
        for (int exchange = 1; exchange <= 6; exchange++) {
            connection.traffic().turn(false);
            for (int read = 0; read < 3; read++) {
                connection.traffic().turn(true);
                assertThat(decide(plan, connection) != null)
                        .as("exchange %d, read %d", exchange, read)
                        .isEqualTo(exchange % 2 == 0);
            }
        }
        assertThat(rule.stats().matched()).isEqualTo(6);
        assertThat(rule.stats().injected()).isEqualTo(3);
        assertThat(plan.events().kept()).extracting(Event::ruleCall).containsExactly(2L, 4L, 6L);
    }

    @Test
    void onTheServingSideAnExchangeBeginsWithTheFirstWriteAfterARead() {
        Rule rule = rule("exchange").per(Trigger.Per.EXCHANGE).build();
        Plan plan = RuleBuilder.plan(Operation.READ, rule);
        Connection connection = Connections.of(fd, true, false);
        for (int exchange = 1; exchange <= 4; exchange++) {
            connection.traffic().turn(true);
            connection.traffic().turn(true);
            connection.traffic().turn(false);
            decide(plan, connection);
            connection.traffic().turn(false);
            decide(plan, connection);
        }
        assertThat(rule.stats().matched()).isEqualTo(4);
    }

    @Test
    void twoRulesKeepTheirOwnVerdictsOnOneConnection() {
        Rule first = rule("first").per(Trigger.Per.CONNECTION).probability(0).build();
        Rule second = rule("second").per(Trigger.Per.CONNECTION).build();
        Plan plan = RuleBuilder.plan(Operation.READ, first, second);
        Connection connection = Connections.of(fd, false, false);
        for (int i = 0; i < 3; i++) {
            assertThat(decide(plan, connection).rule()).isSameAs(second);
        }
        assertThat(first.stats().skipped(Skip.PROBABILITY)).isEqualTo(1);
        assertThat(second.stats().injected()).isEqualTo(1);
    }

    @Test
    void countsAreExactWhateverTheThreads() throws InterruptedException {
        Rule flaky = rule("flaky").probability(0.5).times(5000).build();
        Rule rest = rule("rest").every(3).build();
        Plan plan = RuleBuilder.plan(Operation.READ, flaky, rest);
        TriggerTest.race(8, 5000, () -> {
            plan.table(Operation.READ).stats().call();
            decide(plan);
        });
        assertThat(plan.table(Operation.READ).stats().calls()).isEqualTo(40_000);
        assertThat(flaky.stats().matched()).isEqualTo(40_000);
        assertThat(flaky.stats().injected()).isEqualTo(5000);
        assertThat(flaky.stats().shadowed()).isZero();
        assertThat(rest.stats().matched() + rest.stats().shadowed()).isEqualTo(40_000);
        assertThat(rest.stats().shadowed()).isEqualTo(5000);
        assertThat(rest.stats().injected()).isEqualTo(35_000 / 3);
        assertThat(plan.table(Operation.READ).stats().injected()).isEqualTo(5000 + 35_000 / 3);
        assertThat(plan.events().number()).isEqualTo(5000 + 35_000 / 3 + 1);
    }

    @Test
    void aPlanKnowsWhatHasToBeWatched() {
        assertThat(RuleBuilder.plan(Operation.READ, rule("plain").ports(1, 2).build()))
                .satisfies(plan -> {
                    assertThat(plan.watchesTraffic()).isFalse();
                    assertThat(plan.watchesSide()).isFalse();
                    assertThat(plan.watchesNames()).isFalse();
                });
        assertThat(RuleBuilder.plan(Operation.READ, rule("idle").idle(1).build())
                        .watchesTraffic())
                .isTrue();
        assertThat(RuleBuilder.plan(Operation.READ, rule("server").server(true).build())
                        .watchesSide())
                .isTrue();
        Plan named = RuleBuilder.plan(Operation.READ, rule("named").names("db").build());
        assertThat(named.watchesNames()).isTrue();
        assertThat(named.asksFor("DB.")).isTrue();
        assertThat(named.asksFor("other")).isFalse();
    }

    @Test
    void aConnectionForgetsTheVerdictsOfRulesThatWent() throws InterruptedException {
        FileDescriptor descriptor = new FileDescriptor();
        Connection connection = Connections.of(descriptor, false, false);
        Rule stays = rule("stays").per(Trigger.Per.CONNECTION).build();
        stays.applied(true);
        stays.judge(Operation.CONNECT, connection, true, true, Safety.NONE);
        WeakReference<Rule> gone = judgedAndGone(connection);
        Rule comes = rule("comes").per(Trigger.Per.CONNECTION).build();
        comes.judge(Operation.CONNECT, connection, true, true, Safety.NONE);
        long end = System.nanoTime() + 30_000_000_000L;
        while (gone.get() != null && System.nanoTime() < end) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(gone.get()).isNull();
        assertThat(stays.judge(Operation.CONNECT, connection, true, true, Safety.NONE)
                        .repeated())
                .isTrue();
        Connections.closed(descriptor);
    }

    private static WeakReference<Rule> judgedAndGone(Connection connection) {
        Rule goes = rule("goes").per(Trigger.Per.CONNECTION).build();
        goes.applied(true);
        goes.judge(Operation.CONNECT, connection, true, true, Safety.NONE);
        goes.applied(false);
        return new WeakReference<>(goes);
    }
}
