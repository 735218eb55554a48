package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Ending;
import java.io.FileDescriptor;

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
    public long draw(double first, double second) {
        return Math.max(0, after + (long) ((2 * first - 1) * jitter));
    }

    @Override
    public boolean drawsTime() {
        return false;
    }

    @Override
    public boolean lingers() {
        return true;
    }

    @Override
    public void accepted(Connection connection, FileDescriptor fd, Object rule, long drawn) {
        connection.custody().lifetime(rule, drawn, then);
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        if (crossing.kind() != Crossing.Kind.ACCEPT) {
            crossing.connection().custody().lifetime(crossing.owner(), drawn, then);
        }
        return Crossing.proceed(bytes);
    }
}
