package dev.jinx.e2e;

import static dev.jinx.e2e.Figures.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.EventLoops;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults that wait, on channels that do not block: what is late is late by what the rule says, and the loop's thread neither sleeps nor
 * spins. Where it can be, a figure is compared with one that the same JVM gave without a rule.
 */
@Execution(ExecutionMode.SAME_THREAD)
@ExtendWith(Undisturbed.class)
class EventLoopIT {
    /** What a busy machine may add to one wait: less than another one of the same length. */
    private static final double BUSY = 1.9;

    /** Returns of select for one wait: the readiness that is withheld, the timer's wakeup, and the readiness that is let through. */
    private static final double A_HANDFUL = 6;

    private static final Figures RUNS =
            new Figures(jdk -> Jvm.on(jdk).rules(EventLoops.rules()).run(EventLoops.class));

    static Stream<Jdk> jdks() {
        return Jdk.all().stream();
    }

    private static void about(Run run, String name, double millis) {
        assertThat(number(run, name)).as("%s, %s", run.jdk(), name).isBetween(millis - 1, millis * BUSY);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aDelayIsAsExactAsAPeerThatIsLate(Jdk jdk) {
        Run run = RUNS.of(jdk, "delay");
        assertThat(number(run, "delay.injected.median"))
                .isCloseTo(number(run, "delay.real.median"), Offset.offset(12.0));
        assertThat(number(run, "delay.injected.min")).isGreaterThanOrEqualTo(199.9);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aSelectEndsWhenTheDelayIsOverAndNotBefore(Jdk jdk) {
        Run run = RUNS.of(jdk, "delay");
        assertThat(number(run, "delay.injected.selects")).isEqualTo(number(run, "delay.real.selects"));
        assertThat(number(run, "delay.injected.cpu")).isLessThan(number(run, "delay.real.cpu") + 5);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aDelayedConnectionDoesNotHoldUpTheOthers(Jdk jdk) {
        Run run = RUNS.of(jdk, "others");
        double rounds = 0;
        double millis = 0;
        for (int i = 0; i < 5; i++) {
            rounds += number(run, "others.turns." + i);
            millis += number(run, "others.late." + i);
            assertThat(number(run, "others.late." + i)).isGreaterThanOrEqualTo(199.9);
        }
        assertThat(rounds)
                .as("round trips of the others while one is late")
                .isGreaterThan(millis / (4 * number(run, "others.alone.median") + 0.2) / 2);
        assertThat(number(run, "others.beside.median")).isLessThan(4 * number(run, "others.alone.median") + 0.2);
        assertThat(number(run, "others.beside.p99")).isLessThan(10 * number(run, "others.alone.p99") + 2);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aHangIsSilent(Jdk jdk) {
        Run run = RUNS.of(jdk, "hang");
        assertThat(run.number("hang.ready")).isZero();
        assertThat(run.number("hang.read")).isZero();
        assertThat(run.fact("hang.valid")).isEqualTo("true");
        assertThat(number(run, "hang.selects")).isLessThanOrEqualTo(A_HANDFUL);
        assertThat(number(run, "hang.cpu")).isLessThan(20);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aReadTimesOutWhenItsTimeHasCome(Jdk jdk) {
        Run run = RUNS.of(jdk, "timeout");
        assertThat(run.number("timeout.ready")).isEqualTo(1);
        assertThat(run.fact("timeout.read")).isEqualTo("java.io.IOException: Connection timed out");
        assertThat(run.fact("timeout.again")).isEqualTo("-1");
        about(run, "timeout.ms", 300);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aConnectIsLate(Jdk jdk) {
        for (String name : new String[] {"slow-connect", "slow-connect-inet"}) {
            Run run = RUNS.of(jdk, name);
            assertThat(run.fact(name + ".immediately")).isEqualTo("false");
            assertThat(run.number(name + ".too early")).isZero();
            assertThat(run.fact(name + ".finish too early")).isEqualTo("false");
            assertThat(run.number(name + ".accepted too early")).isZero();
            assertThat(run.number(name + ".ready")).isEqualTo(8);
            assertThat(run.fact(name + ".finish")).isEqualTo("true");
            assertThat(run.number(name + ".writable")).isEqualTo(4);
            assertThat(run.number(name + ".accepted")).isEqualTo(1);
            assertThat(number(run, name + ".selects")).isLessThanOrEqualTo(A_HANDFUL);
            about(run, name + ".ms", 300);
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aLateConnectOfAChannelThatIsMadeABlockingOneDoesNotSpin(Jdk jdk) {
        Run run = RUNS.of(jdk, "slow-connect-blocking");
        assertThat(run.fact("slow-connect-blocking.finish")).isEqualTo("true");
        assertThat(run.number("slow-connect-blocking.read")).isEqualTo(8);
        about(run, "slow-connect-blocking.ms", 300);
        assertThat(number(run, "slow-connect-blocking.cpu")).isLessThan(60);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aConnectFailsLate(Jdk jdk) {
        Run run = RUNS.of(jdk, "refused-late");
        assertThat(run.fact("refused-late.finish")).isEqualTo("java.net.ConnectException: Connection refused");
        RUNS.of(jdk, "connect-timeout");
        assertThat(run.fact("connect-timeout.finish")).isEqualTo("java.net.ConnectException: Connection timed out");
        for (String name : new String[] {"refused-late", "connect-timeout"}) {
            assertThat(run.number(name + ".ready")).isEqualTo(8);
            assertThat(run.fact(name + ".state")).isEqualTo("open false, key valid false");
            assertThat(run.number(name + ".accepted")).isZero();
            about(run, name + ".ms", 200);
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aConnectHangsAndNoSynLeaves(Jdk jdk) {
        Run run = RUNS.of(jdk, "connect-hang");
        assertThat(run.number("connect-hang.ready")).isZero();
        assertThat(run.fact("connect-hang.finish")).isEqualTo("false");
        assertThat(run.fact("connect-hang.pending")).isEqualTo("true");
        assertThat(run.number("connect-hang.accepted")).isZero();
        assertThat(run.fact("connect-hang.valid")).isEqualTo("false");
        assertThat(number(run, "connect-hang.selects")).isLessThanOrEqualTo(A_HANDFUL);
        assertThat(number(run, "connect-hang.cpu")).isLessThan(20);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void thoseWhoConnectTogetherAreAcceptedTogether(Jdk jdk) {
        Run run = RUNS.of(jdk, "accepts");
        assertThat(run.number("accepts.connected")).isEqualTo(10);
        assertThat(run.fact("accepts.too early")).isEqualTo("null");
        assertThat(run.number("accepts.accepted")).isEqualTo(10);
        // The wait begins when somebody looks, 50 ms after they came.
        assertThat(number(run, "accepts.first")).isBetween(299.0, 300 * BUSY);
        assertThat(number(run, "accepts.last")).isLessThan(number(run, "accepts.first") + 100);
        assertThat(number(run, "accepts.selects")).isLessThanOrEqualTo(A_HANDFUL + 10);
        about(run, "accepts.later", 300);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void whoIsNotAcceptedIsConnectedAllTheSame(Jdk jdk) {
        Run run = RUNS.of(jdk, "accept-hang");
        assertThat(run.fact("accept-hang.connected")).isEqualTo("true");
        assertThat(run.number("accept-hang.ready")).isZero();
        assertThat(run.fact("accept-hang.accept")).isEqualTo("null");
        assertThat(number(run, "accept-hang.selects")).isLessThanOrEqualTo(A_HANDFUL);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aLateWriteTakesNothingUntilItIsDue(Jdk jdk) {
        Run run = RUNS.of(jdk, "slow-write");
        for (String name : new String[] {"first", "second", "too early", "third"}) {
            assertThat(run.number("slow-write." + name)).as(name).isZero();
        }
        assertThat(run.number("slow-write.ready")).isEqualTo(4);
        assertThat(run.number("slow-write.due")).isEqualTo(10_000);
        assertThat(run.fact("slow-write.whole")).isEqualTo("true");
        assertThat(number(run, "slow-write.selects")).isLessThanOrEqualTo(A_HANDFUL);
        about(run, "slow-write.ms", 200);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void theEndWaitsItsTurnBehindTheData(Jdk jdk) {
        Run run = RUNS.of(jdk, "end");
        assertThat(run.fact("end.data")).isEqualTo("true");
        about(run, "end.data.ms", 200);
        assertThat(run.number("end.ready")).isEqualTo(1);
        for (String name : new String[] {"read", "again", "still"}) {
            assertThat(run.number("end." + name)).as(name).isEqualTo(-1);
        }
        // It is late once, and not each time that it is read.
        assertThat(number(run, "end.again.ms")).isLessThan(690);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void anEndWithoutDataIsLateToo(Jdk jdk) {
        Run run = RUNS.of(jdk, "end-alone");
        assertThat(run.number("end-alone.ready")).isEqualTo(1);
        assertThat(run.number("end-alone.read")).isEqualTo(-1);
        assertThat(number(run, "end-alone.selects")).isLessThanOrEqualTo(A_HANDFUL);
        about(run, "end-alone.ms", 200);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aResetWaitsItsTurnBehindTheDataAndTheLoopDoesNotSpin(Jdk jdk) {
        Run run = RUNS.of(jdk, "reset");
        assertThat(run.fact("reset.bytes")).isEqualTo("true");
        assertThat(run.fact("reset.end")).isEqualTo("java.net.SocketException: Connection reset");
        assertThat(number(run, "reset.ms")).isBetween(199.0, 250 * BUSY);
        assertThat(number(run, "reset.cpu")).isLessThan(30);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void nothingSlipsThroughToWhoReadsAgainAndAgain(Jdk jdk) {
        assertThat(number(RUNS.of(jdk, "spin"), "spin.min")).isGreaterThanOrEqualTo(199.9);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void twoSelectorsAreBothTold(Jdk jdk) {
        Run run = RUNS.of(jdk, "two-selectors");
        assertThat(run.fact("two-selectors.ready")).isEqualTo("1 1");
        about(run, "two-selectors.first", 200);
        about(run, "two-selectors.last", 200);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void whatIsLateStaysLateUnderAnotherKey(Jdk jdk) {
        Run run = RUNS.of(jdk, "keys");
        assertThat(run.number("keys.writable meanwhile")).isEqualTo(4);
        about(run, "keys.interest", 200);
        about(run, "keys.re-registered", 200);
        about(run, "keys.another selector", 200);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aChannelMayBlockAndThenNotWhileItIsLate(Jdk jdk) {
        Run run = RUNS.of(jdk, "blocking");
        assertThat(run.number("blocking.read")).isEqualTo(8);
        about(run, "blocking.ms", 200);
        assertThat(number(run, "blocking.cpu")).isLessThan(30);
        about(run, "blocking.back", 200);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aChannelThatIsClosedWhileItIsLateLeavesNothing(Jdk jdk) {
        Run run = RUNS.of(jdk, "closed");
        assertThat(run.number("closed.known")).isGreaterThanOrEqualTo(50);
        assertThat(run.number("closed.left")).isZero();
        assertThat(run.number("closed.keys")).isEqualTo(1);
        assertThat(run.fact("closed.key")).isEqualTo("cancelled");
        RUNS.of(jdk, "closed-elsewhere");
        assertThat(run.number("closed-elsewhere.ready")).isZero();
        assertThat(run.fact("closed-elsewhere.valid")).isEqualTo("false");
        assertThat(run.fact("closed-elsewhere.read")).isEqualTo("java.nio.channels.ClosedChannelException");
    }
}
