package dev.jinx.sample;

import java.time.Duration;
import java.util.Random;

/**
 * Tries again what failed, a few times, after a pause that doubles and has some jitter. Safe for use by several threads.
 *
 * <p>Not tried again: what a breaker turned away, what was interrupted, mistakes of the program (unchecked exceptions), and anything
 * when the user's patience is at its end.
 */
final class Retry {
    private final int attempts;
    private final Duration pause;
    private final Random random;

    /**
     * @param attempts the most attempts, the first included
     * @param pause before the second attempt, on average
     * @param random gives the jitter; with a seed, so that runs can be compared
     */
    Retry(int attempts, Duration pause, Random random) {
        this.attempts = attempts;
        this.pause = pause;
        this.random = random;
    }

    <T> T call(Dependency dependency, Budget budget, Attempt<T> attempt) throws Unavailable {
        for (int made = 1; ; made++) {
            try {
                T result = attempt.make();
                count(dependency, budget, made);
                return result;
            } catch (RuntimeException e) {
                throw e;
            } catch (CircuitBreaker.OpenException e) {
                throw Unavailable.rejected(dependency.name(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Unavailable.failed(dependency.name(), made, e);
            } catch (Exception e) {
                count(dependency, budget, made);
                if (made == attempts || budget.spent()) {
                    throw Unavailable.failed(dependency.name(), made, e);
                }
                rest(dependency, made, e);
            }
        }
    }

    /** Counted afterwards, because an attempt that a breaker turned away was none. */
    private static void count(Dependency dependency, Budget budget, int made) {
        if (made > 1) {
            budget.retried();
            dependency.retried();
        }
    }

    private void rest(Dependency dependency, int made, Exception failure) throws Unavailable {
        double jitter = 0.5 + random.nextDouble();
        long millis = Math.round(pause.toMillis() * jitter * (1 << (made - 1)));
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Unavailable.failed(dependency.name(), made, failure);
        }
    }
}
