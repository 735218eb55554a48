package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import java.io.IOException;

/**
 * In pieces, with pauses between them.
 *
 * @param size bytes of a piece, at least 1
 * @param pause from one piece to the next, in nanoseconds
 */
public record SliceFault(int size, long pause) implements Fault {
    @Override
    public String word() {
        return "slice";
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public boolean lasts() {
        return true;
    }

    @Override
    public long hold(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.pause(this, bytes);
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.slice(this, size, pause, bytes);
    }
}
