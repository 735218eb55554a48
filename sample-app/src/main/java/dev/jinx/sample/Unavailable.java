package dev.jinx.sample;

/** A dependency failed for good, as far as this order is concerned. */
final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean rejected;

    private Unavailable(String message, Throwable cause, boolean rejected) {
        super(message, cause);
        this.rejected = rejected;
    }

    static Unavailable failed(String dependency, int attempts, Exception last) {
        return new Unavailable(dependency + " failed " + attempts + (attempts == 1 ? " time" : " times"), last, false);
    }

    static Unavailable rejected(String dependency, Exception open) {
        return new Unavailable(dependency + " is not asked: its breaker is open", open, true);
    }

    /** Whether it was an open circuit breaker that ended it. */
    boolean rejected() {
        return rejected;
    }
}
