package dev.jinx.testkit;

/** The rules are not valid; the message has every problem with its place, and the rules. */
public final class InvalidRulesException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    InvalidRulesException(String message) {
        super(message);
    }
}
