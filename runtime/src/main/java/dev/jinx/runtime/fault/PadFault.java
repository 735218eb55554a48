package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;

/**
 * Bytes are added behind what is moved.
 *
 * @param bytes how many, at least 1
 * @param with what they are, repeated as often as it takes; at least 1
 */
public record PadFault(int bytes, byte[] with) implements Fault {
    @Override
    public String word() {
        return "pad";
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
