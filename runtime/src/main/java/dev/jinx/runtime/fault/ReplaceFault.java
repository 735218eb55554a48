package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;

/**
 * Other bytes take the place of what is moved.
 *
 * @param with the other bytes, may be none
 */
public record ReplaceFault(byte[] with) implements Fault {
    @Override
    public String word() {
        return "replace";
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
