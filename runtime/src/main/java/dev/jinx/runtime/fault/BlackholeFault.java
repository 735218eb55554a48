package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;

/**
 * Nothing arrives any more: connects time out, writes are accepted until the buffer is full, reads find nothing. What was held flows on when it ends.
 *
 * @param in whether what the peer sends is held
 * @param out whether what is written here is held
 */
public record BlackholeFault(boolean in, boolean out) implements Fault {
    @Override
    public String word() {
        return "blackhole";
    }

    @Override
    public String detail() {
        return in && out ? "both" : in ? "in" : "out";
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
