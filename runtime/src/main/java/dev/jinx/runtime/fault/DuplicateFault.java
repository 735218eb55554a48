package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Crossing;

/** The bytes come twice. */
public record DuplicateFault() implements Fault {
    @Override
    public String word() {
        return "duplicate";
    }

    @Override
    public long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
