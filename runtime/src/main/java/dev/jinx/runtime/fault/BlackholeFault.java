package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import java.io.IOException;

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
    public boolean onPeer() {
        return true;
    }

    @Override
    public boolean lingers() {
        return true;
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.vanish(bytes);
    }
}
