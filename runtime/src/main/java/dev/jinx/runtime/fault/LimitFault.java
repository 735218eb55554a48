package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Ending;

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
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
