package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Invocation;
import dev.jinx.runtime.connection.Traces;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * Nothing for a while, then a timeout.
 *
 * @param nanos how long, from the beginning of the call
 * @param exception what is thrown then; null for the operation's own timeout exception
 * @param async on application methods: the outcome of what is returned times out, and nobody waits
 */
public record TimeoutFault(long nanos, ThrowFault exception, boolean async) implements Fault {
    /** The caller waits. */
    public TimeoutFault(long nanos, ThrowFault exception) {
        this(nanos, exception, false);
    }

    @Override
    public String word() {
        return "timeout";
    }

    @Override
    public boolean ends() {
        return true;
    }

    @Override
    public boolean waits() {
        return !async;
    }

    @Override
    public long draw(double first, double second) {
        return nanos;
    }

    @Override
    public long hold(Crossing crossing, long bytes, long drawn) throws IOException {
        return crossing.silence(nanos, bytes);
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        long answer = hold(crossing, bytes, drawn);
        if (Crossing.skips(answer) || crossing.released()) {
            return answer;
        }
        return exception == null ? crossing.timeOut() : exception.cross(crossing, bytes, 0);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the caller of the application's method gets it
    public Object call(Invocation invocation, long drawn) throws Throwable {
        if (async && Outcome.isAsynchronous(invocation.result())) {
            Throwable timeout = exception == null ? new TimeoutException() : exception.make(invocation);
            Traces.strip(timeout);
            return Outcome.failing(timeout, nanos, invocation);
        }
        invocation.await(nanos);
        if (invocation.released()) {
            return Invocation.PROCEED;
        }
        Throwable timeout = exception == null ? new TimeoutException() : exception.makeThrowable(invocation);
        Traces.strip(timeout);
        throw invocation.raised(timeout);
    }
}
