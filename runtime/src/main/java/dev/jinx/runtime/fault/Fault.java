package dev.jinx.runtime.fault;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Invocation;
import java.io.FileDescriptor;
import java.io.IOException;

/** What a rule does to an operation. Whether it does it is decided elsewhere. Immutable: one object serves all threads. */
public sealed interface Fault
        permits BlackholeFault,
                CloseFault,
                CorruptResultFault,
                DeadlockFault,
                DelayFault,
                DownFault,
                DropFault,
                ErrorFault,
                HangFault,
                LifetimeFault,
                LimitFault,
                PayloadFault,
                ResetFault,
                ReturnFault,
                ShortFault,
                SkipFault,
                SliceFault,
                ThrottleFault,
                ThrowFault,
                TimeoutFault {
    /** The word in the rules file and in the report. */
    String word();

    /** What exactly, for the report: {@code ECONNREFUSED}; may be empty. */
    default String detail() {
        return "";
    }

    /** Whether it makes the calling thread wait. */
    default boolean waits() {
        return false;
    }

    /** Whether it applies to every border call of an operation, and not only until it is over. */
    default boolean lasts() {
        return false;
    }

    /** Whether it is about everything that goes to a peer or comes from it. */
    default boolean onPeer() {
        return false;
    }

    /** Whether it goes on with the connection behind the operation. */
    default boolean lingers() {
        return false;
    }

    /** Acts on a connection that was just accepted. */
    default void accepted(Connection connection, FileDescriptor fd, Object rule, long drawn) {}

    /** Whether the operation ends by it, without the kernel. */
    default boolean ends() {
        return false;
    }

    /** Draws what it needs from two numbers in [0, 1): a delay in nanoseconds; 0 where nothing is drawn. */
    default long draw(double first, double second) {
        return 0;
    }

    /** Whether what it draws is a time by which something is late. */
    default boolean drawsTime() {
        return true;
    }

    /** Whether it needs the result of an application method. */
    default boolean onResult() {
        return false;
    }

    /**
     * Acts on a call of an application method, before its body.
     *
     * @return {@link Invocation#PROCEED}, or what the caller gets instead of what the body would give, {@link Invocation#NULL} for null
     * @throws Throwable the injected one
     */
    default Object call(Invocation invocation, long drawn) throws Throwable {
        throw new UnsupportedOperationException(word());
    }

    /**
     * Acts on the result of an application method; returns what the caller gets.
     *
     * @throws ClassNotFoundException if what the method declares to give cannot be found
     */
    default Object result(Invocation invocation, Object result, long drawn) throws ClassNotFoundException {
        return result;
    }

    /**
     * The waiting part of {@link #cross}, for a channel whose readiness may have to be withheld.
     *
     * @return {@link Crossing#skip} as long as it is too early
     * @throws IOException never, where nobody may be made to wait
     */
    default long hold(Crossing crossing, long bytes, long drawn) throws IOException {
        return Crossing.proceed(bytes);
    }

    /**
     * Acts at the kernel's border.
     *
     * @param bytes that the border call is about to move
     * @param drawn by {@link #draw}
     * @return {@link Crossing#proceed} or {@link Crossing#skip}
     * @throws IOException the injected one
     */
    long cross(Crossing crossing, long bytes, long drawn) throws IOException;
}
