package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Crossing;
import java.io.FileDescriptor;
import java.io.IOException;

/** The connection ends in order, as if the peer had closed it. */
public record CloseFault() implements Fault {
    @Override
    public String word() {
        return "close";
    }

    @Override
    public boolean ends() {
        return true;
    }

    @Override
    public String detail() {
        return "FIN";
    }

    @Override
    public void accepted(Connection connection, FileDescriptor fd, Object rule, long drawn) {
        connection.endAtOnce(fd);
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.end(bytes);
    }
}
