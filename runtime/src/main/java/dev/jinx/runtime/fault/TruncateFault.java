package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Ending;

/**
 * A part of what is written is sent; all of it is reported as written.
 *
 * @param keep the share that is sent, from its beginning, 0 to 1; ignored where {@code dropLast} is not 0
 * @param dropLast how many bytes at the end are not sent; 0 where {@code keep} counts
 * @param then what becomes of the connection; not {@link Ending#RESET}
 */
public record TruncateFault(double keep, int dropLast, Ending then) implements Fault {
    @Override
    public String word() {
        return "truncate";
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
