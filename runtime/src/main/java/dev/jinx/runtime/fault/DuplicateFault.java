package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Stage;

/** The bytes of an operation come twice: all of them, and then all of them again. */
public record DuplicateFault() implements PayloadFault {
    @Override
    public String word() {
        return "duplicate";
    }

    @Override
    public byte[] change(Stage stage, byte[] bytes, long drawn) {
        // A large write comes in pieces, which are not held up for it.
        stage.remember(bytes);
        return stage.last() ? stage.withRemembered(bytes) : bytes;
    }
}
