package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Ending;
import java.io.FileDescriptor;

/**
 * The connection ends after exactly that many bytes from where this was triggered.
 *
 * @param bytes that still pass, 0 or more
 * @param then what comes behind them; not {@link Ending#CONTINUE}
 */
public record LimitFault(long bytes, Ending then) implements Fault {
    @Override
    public String word() {
        return "limit";
    }

    @Override
    public String detail() {
        return bytes + " B";
    }

    @Override
    public boolean lingers() {
        return true;
    }

    @Override
    public void accepted(Connection connection, FileDescriptor fd, Object rule, long drawn) {
        connection.custody().limit(rule, null, bytes, then);
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        if (crossing.kind() != Crossing.Kind.ACCEPT) {
            Crossing.Kind kind = crossing.kind() == Crossing.Kind.CONNECT ? null : crossing.kind();
            crossing.connection().custody().limit(crossing.owner(), kind, this.bytes, then);
        }
        return Crossing.proceed(bytes);
    }
}
