package dev.jinx.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jinx.sample.CircuitBreaker.OpenException;
import dev.jinx.sample.CircuitBreaker.State;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final Duration OPEN = Duration.ofMillis(500);

    private final AtomicLong clock = new AtomicLong();
    private final CircuitBreaker breaker = new CircuitBreaker(5, OPEN, clock::get);

    @Test
    void opensAfterFiveFailuresInARow() {
        fail(4);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fail(1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.opened()).isEqualTo(1);
    }

    @Test
    void aSuccessStartsTheCountAgain() throws Exception {
        fail(4);
        assertThat(breaker.call(() -> "answer")).isEqualTo("answer");
        fail(4);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void turnsCallsAwayWhileItIsOpen() {
        fail(5);
        clock.addAndGet(OPEN.toNanos() - 1);
        assertThatThrownBy(() -> breaker.call(CircuitBreakerTest::unreachable)).isInstanceOf(OpenException.class);
    }

    @Test
    void letsOneCallTryWhenItIsHalfOpen() throws Exception {
        fail(5);
        clock.addAndGet(OPEN.toNanos());
        String answer = breaker.call(() -> {
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
            assertThatThrownBy(() -> breaker.call(CircuitBreakerTest::unreachable))
                    .isInstanceOf(OpenException.class);
            return "answer";
        });
        assertThat(answer).isEqualTo("answer");
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void opensAgainWhenTheTryFails() {
        fail(5);
        clock.addAndGet(OPEN.toNanos());
        fail(1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.opened()).isEqualTo(2);
        assertThatThrownBy(() -> breaker.call(CircuitBreakerTest::unreachable)).isInstanceOf(OpenException.class);
    }

    @Test
    void aLateAnswerToACallFromBeforeDoesNotCloseIt() throws Exception {
        breaker.call(() -> {
            fail(5);
            return "late";
        });
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> breaker.call(() -> {
                        throw new IOException("down");
                    }))
                    .isInstanceOf(IOException.class);
        }
    }

    private static Object unreachable() {
        throw new AssertionError("called through an open breaker");
    }
}
