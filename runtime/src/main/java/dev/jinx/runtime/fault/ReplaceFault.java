package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Stage;

/**
 * Other bytes take the place of what is moved.
 *
 * @param with the other bytes, may be none
 */
public record ReplaceFault(byte[] with) implements PayloadFault {
    @Override
    public String word() {
        return "replace";
    }

    @Override
    public byte[] change(Stage stage, byte[] bytes, long drawn) {
        return stage.first() ? with.clone() : new byte[0];
    }
}
