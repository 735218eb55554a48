package dev.jinx.e2e;

import static dev.jinx.e2e.Figures.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.Churn;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten thousand connections that open, close, cancel and register anew, on selectors that are rebuilt, under rules that make them wait:
 * no byte is lost, nothing hangs that should not, nothing is counted twice, and nothing is left in the end.
 */
@Execution(ExecutionMode.SAME_THREAD)
class ChurnIT {
    private static final long SEED = 42;

    private static final Figures RUNS =
            new Figures(jdk -> Jvm.on(jdk).rules(Churn.rules()).run(Churn.class, SEED));

    static Stream<Jdk> jdks() {
        return Jdk.all().stream();
    }

    private static JsonNode counted(Run run, String rule, long matched) {
        JsonNode counts = run.rule(rule);
        assertThat(counts.path("matched").asLong())
                .as("%s, matched by %s", run.jdk(), rule)
                .isEqualTo(matched);
        assertThat(counts.path("injected").asLong() + counts.path("skipped").asLong())
                .as("%s, injected and skipped by %s", run.jdk(), rule)
                .isEqualTo(matched);
        return counts;
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void everyAnswerComesWhole(Jdk jdk) {
        Run run = RUNS.of(jdk, "churn");
        assertThat(run.number("churn.whole")).isEqualTo(8000);
        assertThat(run.number("churn.left")).isZero();
        assertThat(run.number("churn.errors")).isZero();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    @ExtendWith(Undisturbed.class)
    void tenThousandTakeNotLong(Jdk jdk) {
        assertThat(number(RUNS.of(jdk, "churn"), "churn.ms")).isLessThan(40_000);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void everyOperationIsCountedOnce(Jdk jdk) {
        Run run = RUNS.of(jdk, "churn");
        counted(run, "late", run.number("warm.reads.1") + run.number("churn.reads.1"));
        JsonNode sometimes = counted(run, "sometimes", run.number("warm.reads.2") + run.number("churn.reads.2"));
        assertThat(sometimes.path("injected").asDouble()
                        / sometimes.path("matched").asDouble())
                .isBetween(0.25, 0.35);
        counted(run, "short", run.number("warm.reads.3") + run.number("churn.reads.3"));
        // One connect, and one write, for each that came whole.
        long connections = run.number("warm.reads.4") + run.number("churn.reads.4");
        counted(run, "slow-connect", connections);
        counted(run, "slow-write", connections);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    @ExtendWith(Undisturbed.class)
    void aThousandThatAreLateTogetherAreAsLateAsOne(Jdk jdk) {
        Run run = RUNS.of(jdk, "together");
        assertThat(run.number("together.answers")).isEqualTo(1000);
        assertThat(number(run, "together.min")).isGreaterThanOrEqualTo(199.9);
        assertThat(number(run, "together.median")).isLessThan(500);
        assertThat(number(run, "together.p99")).isLessThan(800);
        counted(run, "together", 1000);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    @ExtendWith(Undisturbed.class)
    void whatHangsIsReleasedWhenItsRulesGo(Jdk jdk) {
        Run run = RUNS.of(jdk, "flip");
        assertThat(run.number("flip.early")).isZero();
        assertThat(run.number("flip.answers")).isEqualTo(4000);
        assertThat(number(run, "flip.median")).isLessThan(50);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void anAsynchronousHangHoldsNoThreadAndIsReleasedWhenItsRulesGo(Jdk jdk) {
        Run run = RUNS.of(jdk, "flip-async");
        assertThat(run.out()).doesNotContain("flip-async.failed");
        assertThat(run.number("flip-async.early")).isZero();
        assertThat(run.number("flip-async.served")).isEqualTo(200);
        assertThat(run.number("flip-async.read")).isEqualTo(4000);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void nothingIsLeft(Jdk jdk) {
        Run run = RUNS.of(jdk, "churn");
        assertThat(run.number("known")).isZero();
        // The timer's thread is in another group, and not counted.
        assertThat(run.number("threads.after")).isLessThanOrEqualTo(run.number("threads.before") + 2);
        assertThat(run.number("memory.after")).isLessThan(run.number("memory.before") + 5_000_000);
    }
}
