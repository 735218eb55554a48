package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
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
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.end(bytes);
    }
}
