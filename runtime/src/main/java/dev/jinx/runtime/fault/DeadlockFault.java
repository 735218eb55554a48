package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Deadlock;
import dev.jinx.runtime.connection.Invocation;
import java.io.IOException;

/** The caller and a thread of ours wait for each other, on locks of our own, until the rule goes. */
public record DeadlockFault() implements Fault {
    @Override
    public String word() {
        return "deadlock";
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return Crossing.proceed(bytes);
    }

    @Override
    public Object call(Invocation invocation, long drawn) {
        Deadlock.enter(invocation);
        return Invocation.PROCEED;
    }
}
