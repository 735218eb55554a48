package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import java.io.IOException;

/** The operation happens later. */
public record DelayFault(Distribution distribution) implements Fault {
    @Override
    public String word() {
        return "delay";
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public long draw(double first, double second) {
        return distribution.nanos(first, second);
    }

    @Override
    public long hold(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.delay(drawn, bytes);
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return hold(crossing, bytes, drawn);
    }
}
