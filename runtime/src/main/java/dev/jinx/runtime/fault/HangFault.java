package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Invocation;
import java.io.IOException;

/** Nothing, until the caller gives up or the rule goes. */
public record HangFault() implements Fault {
    @Override
    public String word() {
        return "hang";
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public long hold(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.silence(Long.MAX_VALUE, bytes);
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return hold(crossing, bytes, drawn);
    }

    @Override
    public Object call(Invocation invocation, long drawn) {
        invocation.await(Long.MAX_VALUE);
        return Invocation.PROCEED;
    }
}
