package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Invocation;
import java.io.IOException;

/**
 * The operation happens later.
 *
 * @param async on application methods: the outcome of what is returned comes later, and nobody waits
 */
public record DelayFault(Distribution distribution, boolean async) implements Fault {
    /** The caller waits. */
    public DelayFault(Distribution distribution) {
        this(distribution, false);
    }

    @Override
    public String word() {
        return "delay";
    }

    @Override
    public boolean waits() {
        return !async;
    }

    @Override
    public long draw(double first, double second) {
        return distribution.nanos(first, second);
    }

    @Override
    public long hold(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.delay(drawn, bytes);
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return hold(crossing, bytes, drawn);
    }

    @Override
    public boolean onResult() {
        return async;
    }

    @Override
    public Object call(Invocation invocation, long drawn) {
        if (!async) {
            invocation.await(invocation.elapsed() + drawn);
        }
        return Invocation.PROCEED;
    }

    @Override
    public Object result(Invocation invocation, Object result, long drawn) {
        return async ? Outcome.later(result, drawn, invocation) : result;
    }
}
