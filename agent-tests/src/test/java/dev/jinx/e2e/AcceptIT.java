package dev.jinx.e2e;

import static dev.jinx.e2e.Figures.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.Accepts;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Accepting on channels that do not block, and faults on asynchronous channels that have no real counterpart to be compared with. */
@Execution(ExecutionMode.SAME_THREAD)
@ExtendWith(Undisturbed.class)
class AcceptIT {
    private static final Figures RUNS =
            new Figures(jdk -> Jvm.on(jdk).rules(Accepts.rules()).run(Accepts.class));

    static Stream<Jdk> jdks() {
        return Jdk.all().stream();
    }

    /** Not sooner, and less than once more later. */
    private static void about(Run run, String name, double millis) {
        assertThat(number(run, name)).as("%s, %s", run.jdk(), name).isBetween(millis - 1, 1.9 * millis);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void withoutDescriptorsAcceptFailsAgainAndAgainAndThenRecovers(Jdk jdk) {
        Run run = RUNS.of(jdk, "full-selector");
        for (int i = 0; i < 3; i++) {
            String outcome = i < 2 ? "java.io.IOException: Too many open files" : "accepted";
            assertThat(run.number("full.ready." + i)).isEqualTo(16);
            assertThat(run.fact("full.accept." + i)).isEqualTo(outcome);
            RUNS.of(jdk, "filled-async");
            assertThat(run.fact("filled.accept." + i)).isEqualTo(i < 2 ? outcome : "done");
        }
        assertThat(run.fact("full.valid")).isEqualTo("true");
        assertThat(run.fact("full.client")).isEqualTo("true");
        assertThat(run.fact("filled.client")).isEqualTo("true");
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void anAsynchronousAcceptIsLateFromWhenSomebodyCame(Jdk jdk) {
        Run run = RUNS.of(jdk, "late-async");
        assertThat(run.fact("late.accept")).isEqualTo("done");
        assertThat(run.number("late.read")).isEqualTo(5);
        about(run, "late.ms", 300);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void anAsynchronousAcceptHangsUntilItsChannelIsClosed(Jdk jdk) {
        Run run = RUNS.of(jdk, "hang-async");
        assertThat(run.fact("hang.accept")).isEqualTo("java.util.concurrent.TimeoutException");
        assertThat(run.fact("hang.client")).isEqualTo("true");
        assertThat(run.fact("hang.closed")).isEqualTo("java.nio.channels.AsynchronousCloseException");
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void whatWasAcceptedIsResetAtItsFirstRead(Jdk jdk) {
        Run run = RUNS.of(jdk, "reset-async");
        assertThat(run.fact("reset.read")).isEqualTo("java.io.IOException: Connection reset");
        assertThat(run.fact("reset.client")).isEqualTo("java.net.SocketException: Connection reset");
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void asynchronousOperationsAreLate(Jdk jdk) {
        Run run = RUNS.of(jdk, "slow-connect");
        assertThat(run.fact("slow-connect.again")).isEqualTo("java.nio.channels.ConnectionPendingException");
        assertThat(run.fact("slow-connect.too early")).isEqualTo("false 0");
        assertThat(run.number("slow-connect.read")).isEqualTo(8);
        about(run, "slow-connect.ms", 300);
        assertThat(run.rule("slow-connect").path("matched").asInt()).isEqualTo(1);
        RUNS.of(jdk, "slow-read");
        assertThat(run.number("slow-read.read")).isEqualTo(8);
        about(run, "slow-read.ms", 200);
        RUNS.of(jdk, "slow-write");
        assertThat(run.fact("slow-write.too early")).isEqualTo("false");
        assertThat(run.number("slow-write.written")).isEqualTo(8);
        about(run, "slow-write.ms", 200);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void anAsynchronousReadTimesOutWhetherOrNotThereIsAnAnswer(Jdk jdk) {
        Run run = RUNS.of(jdk, "timeout");
        for (String name : new String[] {"timeout.answered", "timeout.silent"}) {
            assertThat(run.fact(name)).isEqualTo("java.io.IOException: Connection timed out");
            about(run, name + ".ms", 300);
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void asynchronousWritesAreDroppedAndCut(Jdk jdk) {
        Run run = RUNS.of(jdk, "drop");
        assertThat(run.number("drop.written")).isEqualTo(100);
        assertThat(run.number("drop.arrived")).isEqualTo(-1);
        RUNS.of(jdk, "short");
        assertThat(run.number("short.most")).isEqualTo(3);
        assertThat(run.fact("short.whole")).isEqualTo("true");
    }
}
