package dev.jinx.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final Dependency dependency = new Dependency("payment", 1);
    private final Retry retry = new Retry(3, Duration.ofMillis(1), new Random(1));
    private final Budget budget = new Budget(Duration.ofMinutes(1));
    private final AtomicInteger made = new AtomicInteger();

    @Test
    void whatSucceedsIsNotTriedAgain() throws Exception {
        assertThat(retry.call(dependency, budget, failing(0, new IOException())))
                .isEqualTo("answer");
        assertThat(made).hasValue(1);
        assertThat(budget.retries()).isZero();
    }

    @Test
    void triesAgainUntilItSucceeds() throws Exception {
        assertThat(retry.call(dependency, budget, failing(2, new IOException())))
                .isEqualTo("answer");
        assertThat(made).hasValue(3);
        assertThat(budget.retries()).isEqualTo(2);
        assertThat(dependency.retries()).isEqualTo(2);
    }

    @Test
    void givesUpAfterTheLastAttemptAndSaysWhatItWas() {
        IOException down = new IOException("down");
        assertThatThrownBy(() -> retry.call(dependency, budget, failing(9, down)))
                .isInstanceOfSatisfying(
                        Unavailable.class, e -> assertThat(e.rejected()).isFalse())
                .hasMessage("payment failed 3 times")
                .hasCause(down);
        assertThat(made).hasValue(3);
    }

    @Test
    void anOpenBreakerIsNotAskedTwice() {
        assertThatThrownBy(() -> retry.call(dependency, budget, failing(9, new CircuitBreaker.OpenException())))
                .isInstanceOfSatisfying(
                        Unavailable.class, e -> assertThat(e.rejected()).isTrue());
        assertThat(made).hasValue(1);
    }

    @Test
    void aMistakeOfTheProgramIsNotTriedAgain() {
        assertThatThrownBy(() -> retry.call(dependency, budget, failing(9, new IllegalStateException("mistake"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(made).hasValue(1);
    }

    @Test
    void nothingIsTriedAgainForAUserWhoHasGone() {
        Budget spent = new Budget(Duration.ZERO);
        assertThatThrownBy(() -> retry.call(dependency, spent, failing(9, new IOException())))
                .isInstanceOf(Unavailable.class);
        assertThat(made).hasValue(1);
    }

    private Attempt<String> failing(int times, Exception failure) {
        return () -> {
            if (made.incrementAndGet() <= times) {
                throw failure;
            }
            return "answer";
        };
    }
}
