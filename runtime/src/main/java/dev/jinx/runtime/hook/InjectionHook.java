package dev.jinx.runtime.hook;

/** The end of an operation, and its connect timeout: called by woven code with what the entry gave, null where there is nothing to do. */
public final class InjectionHook {
    private InjectionHook() {}

    /** The connect timeout that is left for the JDK, in milliseconds. */
    public static int remainingMillis(int timeout, Injection injection) {
        if (injection == null || timeout <= 0) {
            return timeout;
        }
        long left = timeout - injection.delay() / 1_000_000;
        // Where the delay takes all, the border ends it; a proxy's code would throw an exception without a message
        // before.
        return left > 0 ? (int) left : timeout;
    }

    /** The connect timeout that is left for the JDK, in nanoseconds. */
    public static long remainingNanos(long timeout, Injection injection) {
        if (injection == null || timeout <= 0 || timeout == Long.MAX_VALUE) {
            return timeout;
        }
        long left = timeout - injection.delay();
        return left > 0 ? left : timeout;
    }

    /** The operation is over. */
    public static void exit(Injection injection) throws Throwable {
        if (injection == null) {
            return;
        }
        injection.leave();
        injection.over(0);
        injection.throwPending();
    }

    /** The operation is over, and gave a number of bytes, or a boolean. */
    public static int exit(int result, Injection injection) {
        if (injection == null || injection.counts(result)) {
            return result;
        }
        injection.leave();
        injection.over(result);
        return result;
    }

    /** The operation is over, and gave a number of bytes. */
    public static long exit(long result, Injection injection) {
        if (injection == null || injection.counts(result)) {
            return result;
        }
        injection.leave();
        injection.over(result);
        return result;
    }

    /** A write of all that many bytes is over. */
    public static void wrote(int length, Injection injection) {
        if (injection == null) {
            return;
        }
        injection.leave();
        injection.over(length);
    }

    /** A connection was accepted, or (null) none was there. */
    public static void accepted(Object socket, Injection injection) {
        if (injection == null || injection.counts(socket == null ? 0 : 1)) {
            return;
        }
        injection.leave();
        if (socket != null) {
            injection.accepted(socket);
        }
    }

    /** The operation failed; returns what the application is to see. */
    public static Throwable fail(Throwable failure, Injection injection) {
        if (injection == null || injection.counts(1)) {
            return failure;
        }
        injection.leave();
        return injection.failed(failure);
    }
}
