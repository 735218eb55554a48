package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;

/**
 * Fewer bytes than asked for.
 *
 * @param max how many at a time, at least 1
 */
public record ShortFault(int max) implements Fault {
    @Override
    public String word() {
        return "short";
    }

    @Override
    public boolean lasts() {
        return true;
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(Math.min(bytes, max));
    }
}
