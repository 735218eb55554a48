package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;

/** Bytes are reported as written and never sent. */
public record DropFault() implements Fault {
    @Override
    public String word() {
        return "drop";
    }

    @Override
    public boolean ends() {
        return true;
    }

    @Override
    public boolean lasts() {
        return true;
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.skip((int) Math.min(bytes, Integer.MAX_VALUE));
    }
}
