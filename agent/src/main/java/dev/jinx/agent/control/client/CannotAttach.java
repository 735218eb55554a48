package dev.jinx.agent.control.client;

/** A process cannot be talked to; the message says why, and what to do. */
public final class CannotAttach extends Exception {
    private static final long serialVersionUID = 1;

    CannotAttach(String message) {
        super(message);
    }
}
