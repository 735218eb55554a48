package dev.jinx.testkit;

/** The agent is not in this JVM and could not be attached; the message says why, and what to add. */
public final class NoAgentException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NoAgentException(String message) {
        super(message);
    }
}
