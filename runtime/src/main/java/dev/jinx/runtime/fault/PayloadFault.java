package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Change;
import dev.jinx.runtime.connection.Crossing;

/** A fault that changes the bytes of each border call of an operation, and lets all of them pass. */
public sealed interface PayloadFault extends Fault, Change
        permits CoalesceFault, CorruptFault, DuplicateFault, PadFault, ReplaceFault, SubstituteFault, TruncateFault {
    @Override
    default boolean lasts() {
        return true;
    }

    @Override
    default long cross(Crossing crossing, long bytes, long drawn) {
        return Crossing.proceed(bytes);
    }
}
