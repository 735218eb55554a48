package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Errno;
import java.io.IOException;

/**
 * The system reports an error.
 *
 * @param word {@code error}, or {@code refuse}
 */
public record ErrorFault(String word, Errno errno) implements Fault {
    @Override
    public String detail() {
        return errno.name();
    }

    @Override
    public boolean ends() {
        return true;
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.fail(errno);
    }
}
