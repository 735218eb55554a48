package dev.jinx.agent.rules;

/** Something in the rules cannot be taken as it stands; carries what the user has to be told. Never leaves the package. */
final class BadValue extends Exception {
    private final transient Position at;

    BadValue(Position at, String message) {
        // It is a message on its way to the user: a stack trace would cost time and say nothing.
        super(message, null, false, false);
        this.at = at;
    }

    /** Where it stands. */
    Position at() {
        return at;
    }
}
