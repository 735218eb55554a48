package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Invocation;
import java.io.IOException;

/**
 * The body runs, and its result is damaged.
 *
 * @param rate the share of values in it that are damaged, 0 to 1
 */
public record CorruptResultFault(double rate) implements Fault {
    @Override
    public String word() {
        return "corrupt-result";
    }

    @Override
    public boolean onResult() {
        return true;
    }

    @Override
    public long draw(double first, double second) {
        return Double.doubleToLongBits(first) ^ Long.rotateLeft(Double.doubleToLongBits(second), 32);
    }

    @Override
    public boolean drawsTime() {
        return false;
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return Crossing.proceed(bytes);
    }

    @Override
    public Object call(Invocation invocation, long drawn) {
        return Invocation.PROCEED;
    }

    @Override
    public Object result(Invocation invocation, Object result, long drawn) throws ClassNotFoundException {
        return new Damage(rate, drawn, invocation).to(result, invocation.result());
    }
}
