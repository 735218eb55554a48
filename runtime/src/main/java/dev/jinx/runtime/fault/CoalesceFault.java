package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Stage;

/**
 * Bytes are held until there are that many, the stream ends, or the rule goes.
 *
 * @param bytes at least 1
 */
public record CoalesceFault(long bytes) implements PayloadFault {
    @Override
    public String word() {
        return "coalesce";
    }

    @Override
    public byte[] change(Stage stage, byte[] bytes, long drawn) {
        byte[] all = stage.join(bytes);
        if (all.length >= this.bytes) {
            return all;
        }
        stage.hold(all, Long.MAX_VALUE);
        return new byte[0];
    }
}
