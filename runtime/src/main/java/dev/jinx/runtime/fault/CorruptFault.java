package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;

/**
 * Bytes are changed, their number is not; at least one of them.
 *
 * @param rate the share of bytes that are changed, 0 to 1
 * @param mode what becomes of them
 */
public record CorruptFault(double rate, Mode mode) implements Fault {
    @Override
    public String word() {
        return "corrupt";
    }

    /** What becomes of a byte. */
    public enum Mode {
        /** One of its bits, drawn, is turned over. */
        FLIP,
        /** Another value, drawn. */
        RANDOM,
        /** 0; one that is 0 becomes 255. */
        ZERO
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
