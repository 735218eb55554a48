package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import java.io.IOException;

/**
 * Nothing for a while, then a timeout.
 *
 * @param nanos how long, from the beginning of the call
 * @param exception what is thrown then; null for the operation's own timeout exception
 */
public record TimeoutFault(long nanos, ThrowFault exception) implements Fault {
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
        return true;
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
}
