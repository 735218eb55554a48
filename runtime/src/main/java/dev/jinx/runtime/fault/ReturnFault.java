package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Invocation;
import java.io.IOException;

/**
 * The body is not run; the caller gets a given value.
 *
 * @param value as written, read by the declared type of the result
 */
public record ReturnFault(String value) implements Fault {
    @Override
    public String word() {
        return "return";
    }

    @Override
    public String detail() {
        return value;
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) throws IOException {
        return Crossing.proceed(bytes);
    }

    @Override
    public Object call(Invocation invocation, long drawn) throws ClassNotFoundException {
        Object result = Values.read(value, invocation.result());
        return result == null ? Invocation.NULL : result;
    }
}
