package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.ManyDelays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No answer slips through a delay, whenever it comes. */
class ManyDelaysIT {
    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void everyAnswerIsLate(Jdk jdk) {
        Run run = Jvm.on(jdk)
                .rules("""
                        rules:
                          - name: late
                            on: read
                            target: { hosts: %s, side: client }
                            fault: { delay: %dms }
                        """.formatted(ManyDelays.HOST, ManyDelays.DELAY_MILLIS))
                .run(ManyDelays.class)
                .ok();
        assertThat(run.number("early")).isZero();
        assertThat(run.rule("late").path("injected").asLong()).isEqualTo(run.number("answers"));
        assertThat(run.report().path("failures")).isEmpty();
    }
}
