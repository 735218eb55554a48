package dev.jinx.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowTest {
    private static final long HOUR = 3_600_000_000_000L;

    private final Flow flow = new Flow();

    @Test
    void theTimerIsSetOnceHoweverOftenTheChannelIsTried() {
        assertThat(flow.mute(HOUR)).isTrue();
        assertThat(flow.mute(HOUR)).isFalse();
        assertThat(flow.mute(2 * HOUR)).isFalse();
    }

    @Test
    void theTimerIsSetAgainWhereItWouldComeTooLate() {
        flow.mute(2 * HOUR);
        assertThat(flow.mute(HOUR)).isTrue();
    }

    @Test
    void theTimerIsNotSetForWhatIsWithheldForEver() {
        assertThat(flow.mute(Long.MAX_VALUE)).isFalse();
        assertThat(flow.timerCame()).isZero();
        assertThat(flow.due()).isFalse();
    }

    @Test
    void aTimerThatComesTooEarlyComesAgain() {
        flow.mute(0);
        assertThat(flow.mute(HOUR)).isFalse();
        assertThat(flow.timerCame()).isBetween(1L, HOUR);
        assertThat(flow.due()).isFalse();
        assertThat(flow.mute(HOUR)).as("it comes already").isFalse();
    }

    @Test
    void afterTheTimerCameItIsSetAnew() {
        flow.mute(0);
        assertThat(flow.timerCame()).isZero();
        assertThat(flow.due()).isTrue();
        flow.unmute();
        assertThat(flow.due()).isFalse();
        assertThat(flow.mute(HOUR)).isTrue();
    }
}
