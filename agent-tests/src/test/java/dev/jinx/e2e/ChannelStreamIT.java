package dev.jinx.e2e;

import static dev.jinx.e2e.Figures.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.LateStreams;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream of bytes under faults comes whole, in order and in its time, whichever way it is read and written; and what is counted is exact. */
@Execution(ExecutionMode.SAME_THREAD)
@ExtendWith(Undisturbed.class)
class ChannelStreamIT {
    private static final List<String> WAYS = List.of("SOCKET", "CHANNEL", "SELECTOR", "ASYNC");

    private static final Figures RUNS =
            new Figures(jdk -> Jvm.on(jdk).rules(LateStreams.rules()).run(LateStreams.class));

    static Stream<Jdk> jdks() {
        return Jdk.all().stream();
    }

    private static void counted(Run run, String rule, long matched) {
        JsonNode counts = run.rule(rule);
        assertThat(counts.path("matched").asLong())
                .as("%s, matched by %s", run.jdk(), rule)
                .isEqualTo(matched);
        assertThat(counts.path("injected").asLong() + counts.path("skipped").asLong())
                .as("%s, injected and skipped by %s", run.jdk(), rule)
                .isEqualTo(matched);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aBandwidthIsWhatTheRuleSays(Jdk jdk) {
        Run run = RUNS.of(jdk, "throttle");
        for (String way : WAYS) {
            assertThat(number(run, "throttle.read." + way)).as(way).isCloseTo(2000, Percentage.withPercentage(15));
            assertThat(number(run, "throttle.write." + way)).as(way).isCloseTo(2000, Percentage.withPercentage(15));
        }
        assertThat(number(run, "throttle.shared")).isCloseTo(2000, Percentage.withPercentage(15));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void ticksThatAreLateKeepTheirSpacing(Jdk jdk) {
        Run run = RUNS.of(jdk, "ticks");
        for (String way : WAYS) {
            assertThat(run.number("ticks." + way + ".count")).as(way).isEqualTo(30);
            assertThat(number(run, "ticks." + way + ".min")).as(way).isGreaterThanOrEqualTo(199.9);
            assertThat(number(run, "ticks." + way + ".median")).as(way).isLessThan(220);
            // Less than one tick: they do not come in heaps.
            assertThat(number(run, "ticks." + way + ".p90")).as(way).isLessThan(233);
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void bytesComeOneByOneAndNoneIsLost(Jdk jdk) {
        Run run = RUNS.of(jdk, "short");
        assertThat(run.number("short.reads")).isEqualTo(2000);
        assertThat(run.number("short.most")).isEqualTo(1);
        assertThat(run.fact("short.whole")).isEqualTo("true");
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void severalBuffersAreCutLikeOne(Jdk jdk) {
        Run run = RUNS.of(jdk, "scatter");
        assertThat(run.number("scatter.most written")).isEqualTo(3);
        assertThat(run.number("scatter.most read")).isEqualTo(3);
        assertThat(run.fact("scatter.whole")).isEqualTo("true");
        counted(run, "three", 40);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void whatIsSentFromAFileDoesNotGoByTheRules(Jdk jdk) {
        Run run = RUNS.of(jdk, "files");
        for (String mode : List.of("blocking", "polled")) {
            assertThat(run.number("files.throttle." + mode + ".arrived")).isEqualTo(16 * 1024);
            assertThat(number(run, "files.throttle." + mode + ".ms")).isCloseTo(240, Percentage.withPercentage(40));
            assertThat(run.number("files.short." + mode + ".most")).isEqualTo(100);
            assertThat(run.number("files.short." + mode + ".arrived")).isEqualTo(20_000);
            assertThat(run.fact("files.drop." + mode + ".end")).isEqualTo("sent");
            assertThat(run.number("files.drop." + mode + ".arrived")).isZero();
            assertThat(run.fact("files.error." + mode + ".end"))
                    .isEqualTo("java.io.IOException: Connection reset by peer");
        }
        assertThat(run.fact("files.from")).isEqualTo("true");
        counted(run, "one", 2500);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aReadThatGivesSomethingCountsOnce(Jdk jdk) {
        Run run = RUNS.of(jdk, "counts");
        counted(run, "exchanges", 50);
        assertThat(run.number("counts.exchanges.short")).isEqualTo(50);
        counted(run, "half", run.number("counts.half.reads"));
        assertThat(run.rule("half").path("injected").asDouble() / run.number("counts.half.reads"))
                .isBetween(0.35, 0.65);
        counted(run, "half-late", run.number("counts.half-late.reads"));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aReadThatGivesNothingDoesNotCount(Jdk jdk) {
        Run run = RUNS.of(jdk, "spin");
        for (String name : List.of("late", "short")) {
            assertThat(run.number("spin." + name + ".nothing")).isZero();
            assertThat(run.fact("spin." + name + ".whole")).isEqualTo("true");
        }
        counted(run, "spun", 1);
        counted(run, "spun-short", 1);
    }
}
