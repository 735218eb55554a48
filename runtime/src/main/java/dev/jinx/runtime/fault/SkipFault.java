package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Invocation;

/** The body is not run; the caller gets 0, false or null. */
public record SkipFault() implements Fault {
    @Override
    public String word() {
        return "skip";
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }

    @Override
    public Object call(Invocation invocation, long drawn) throws ClassNotFoundException {
        return Values.zero(invocation.result());
    }
}
