package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;

/**
 * Bytes are held until there are that many, the stream ends, or the rule goes.
 *
 * @param bytes at least 1
 */
public record CoalesceFault(long bytes) implements Fault {
    @Override
    public String word() {
        return "coalesce";
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
