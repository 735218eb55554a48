package dev.jinx.agent.rules;

import java.util.Locale;
import java.util.Optional;

/** What an application does that a rule can make fail: the words of {@code on}. */
public enum Operation {
    CONNECT,
    ACCEPT,
    READ,
    WRITE,
    CLOSE,
    SEND,
    RECEIVE,
    RESOLVE,
    HANDSHAKE,
    FILE_OPEN,
    FILE_READ,
    FILE_WRITE,
    FILE_SYNC,
    CALL;

    /** The word in the rules file and in the report, {@code file-open} for {@link #FILE_OPEN}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The operation with that word, if there is one. */
    public static Optional<Operation> of(String word) {
        for (Operation operation : values()) {
            if (operation.word().equals(word)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }
}
