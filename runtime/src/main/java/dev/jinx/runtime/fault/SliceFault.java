package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;

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
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
