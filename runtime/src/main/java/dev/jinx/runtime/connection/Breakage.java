package dev.jinx.runtime.connection;

import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * How one operation fails, or its connection ends in it, and what the connection is after that. Keeps nothing: what is to be
 * remembered is the {@link Crossing}'s and the {@link Connection}'s.
 */
final class Breakage {
    private Breakage() {}

    /** With an error of the system, and the connection left as the kernel leaves it after that error. */
    static long fail(Crossing crossing, Errno errno) throws IOException {
        Crossing.Kind kind = crossing.kind();
        if ((kind == Crossing.Kind.READ || kind == Crossing.Kind.WRITE) && errno.breaks()) {
            crossing.connection().kill(crossing.descriptor());
        }
        boolean postponed = crossing.postponed() || (!crossing.unix() && errno.answersConnect());
        if (kind == Crossing.Kind.CONNECT && !crossing.blocking() && postponed) {
            // It is under way, and its outcome is asked for later.
            crossing.connection().failConnect(errno.at(kind));
            return Crossing.skip(Crossing.UNAVAILABLE);
        }
        throw errno.at(kind);
    }

    /** With the timeout exception of this API, or as a connection that timed out where it has none. */
    static long timeOut(Crossing crossing) throws IOException {
        if (crossing.ownTimeouts()) {
            switch (crossing.kind()) {
                case CONNECT -> throw new SocketTimeoutException("Connect timed out");
                case ACCEPT -> throw new SocketTimeoutException("Accept timed out");
                case READ -> throw new SocketTimeoutException("Read timed out");
                default -> {}
            }
        }
        return fail(crossing, Errno.ETIMEDOUT);
    }

    /** With an exception of the user's choice. */
    static long raise(Crossing crossing, Throwable exception) throws IOException {
        boolean connects = crossing.kind() == Crossing.Kind.CONNECT;
        boolean unwrapped = connects || !crossing.blocking();
        if (unwrapped && exception instanceof IOException failure) {
            if (connects && !crossing.blocking()) {
                crossing.connection().failConnect(failure);
                return Crossing.skip(Crossing.UNAVAILABLE);
            }
            // The JDK closes the socket of a connect that failed, and lets its exception through.
            throw failure;
        }
        if (connects && crossing.postponed()) {
            // Its outcome is asked for later.
            crossing.connection().failConnect(exception);
            return Crossing.skip(Crossing.UNAVAILABLE);
        }
        if (!crossing.blocking() && exception instanceof RuntimeException unchecked) {
            crossing.raised(unchecked);
            throw unchecked;
        }
        if (!crossing.blocking() && exception instanceof Error error) {
            crossing.raised(error);
            throw error;
        }
        throw new Raised(exception);
    }

    /** By a reset; at its first read or write if the connection is only being made. */
    static long reset(Crossing crossing, long n) throws IOException {
        switch (crossing.kind()) {
            case CONNECT -> {
                crossing.connection().resetAtFirstIo();
                return Crossing.proceed(n);
            }
            case READ, WRITE -> {
                return fail(crossing, Errno.ECONNRESET);
            }
            case CLOSE -> {
                if (!crossing.unix()) {
                    Kernel.resetOnClose(crossing.descriptor());
                }
                return Crossing.proceed(n);
            }
            default -> {
                return Crossing.proceed(n);
            }
        }
    }

    /** In order. */
    static long end(Crossing crossing, long n) throws IOException {
        Connection connection = crossing.connection();
        if (crossing.kind() == Crossing.Kind.READ) {
            connection.end(crossing.descriptor());
            return Crossing.skip(Crossing.EOF);
        }
        if (crossing.kind() == Crossing.Kind.WRITE) {
            // As when the peer closed: this write is accepted and lost, the next one breaks.
            connection.end(crossing.descriptor());
            connection.state(Connection.State.DEAD);
            if (crossing.unix()) {
                throw Errno.EPIPE.at(crossing.kind());
            }
            return Crossing.skip((int) Math.min(n, Integer.MAX_VALUE));
        }
        return Crossing.proceed(n);
    }
}
