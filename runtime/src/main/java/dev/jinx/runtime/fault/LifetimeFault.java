package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Ending;

/**
 * The connection ends some time after its first data, whatever it does then.
 *
 * @param after in nanoseconds
 * @param jitter in nanoseconds, by which that may be less or more
 * @param then how it ends; not {@link Ending#CONTINUE}
 */
public record LifetimeFault(long after, long jitter, Ending then) implements Fault {
    @Override
    public String word() {
        return "lifetime";
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
