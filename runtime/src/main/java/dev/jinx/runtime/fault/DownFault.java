package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;

/** The peer is gone: it refuses connections, and those that are open are reset, idle ones too. */
public record DownFault() implements Fault {
    @Override
    public String word() {
        return "down";
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
