package dev.jinx.agent.settings;

/** A setting that the user has to change; the message says which. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1;

    SettingsException(String message) {
        super(message);
    }
}
