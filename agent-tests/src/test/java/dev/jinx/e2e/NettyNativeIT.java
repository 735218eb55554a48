package dev.jinx.e2e;

import static dev.jinx.e2e.Figures.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.NettyTransport;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Netty's native transport goes by the JDK, and so by the rules: the report says so, and what to do about it, which then helps. */
@Execution(ExecutionMode.SAME_THREAD)
@ExtendWith(Undisturbed.class)
class NettyNativeIT {
    private static final String WAY_OUT = "-Dio.netty.transport.noNative=true";

    static Stream<Jdk> jdks() {
        return Jdk.all().stream();
    }

    private static Run run(Jdk jdk, String... flags) {
        return Jvm.on(jdk)
                .rules(NettyTransport.rules())
                .andClassPath(Libraries.all())
                .with(flags)
                .run(NettyTransport.class);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void theReportNamesTheTransportThatNoRuleSeesAndTheWayOut(Jdk jdk) {
        Run run = run(jdk);
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.fact("transport")).isEqualTo("epoll");
        assertThat(number(run, "ms.1")).isLessThan(399);
        assertThat(run.report().path("unseen").toString())
                .contains("native transport")
                .contains(WAY_OUT);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void onTheJdksTransportTheRulesAct(Jdk jdk) {
        Run run = run(jdk, WAY_OUT);
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.fact("transport")).isEqualTo("nio");
        for (int i = 0; i < 2; i++) {
            assertThat(run.number("read." + i)).isEqualTo(8);
            assertThat(number(run, "ms." + i)).isBetween(399.0, 760.0);
        }
        assertThat(run.report().path("unseen").toString()).doesNotContain("native transport");
        assertThat(run.rule("late").path("injected").asInt()).isEqualTo(2);
    }
}
