package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Errno;
import java.io.IOException;

/** The peer is gone: it refuses connections, and those that are open are reset, idle ones too. */
public record DownFault() implements Fault {
    @Override
    public String word() {
        return "down";
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
    public boolean ends() {
        return true;
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.fail(Errno.ECONNREFUSED);
    }
}
