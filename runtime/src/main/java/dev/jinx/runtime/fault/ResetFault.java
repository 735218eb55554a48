package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Crossing;
import java.io.FileDescriptor;
import java.io.IOException;

/** The connection is reset. */
public record ResetFault() implements Fault {
    @Override
    public String word() {
        return "reset";
    }

    @Override
    public boolean ends() {
        return true;
    }

    @Override
    public String detail() {
        return "RST";
    }

    @Override
    public void accepted(Connection connection, FileDescriptor fd, Object rule, long drawn) {
        connection.resetAtFirstIo();
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.reset(bytes);
    }
}
