package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.io.IOException;

/** What a connection answers that is broken, or failed to come about, by our doing. Any thread. */
public final class Aftermath {
    private Aftermath() {}

    /**
     * The outcome of a pending connect is asked for.
     *
     * @return {@link Crossing#skip} as long as there is none
     * @throws IOException if it was to fail
     */
    public static long outcome(Connection connection) throws IOException {
        Throwable failure = connection.connectError();
        if (failure != null) {
            // It was made when the connect began, and is thrown here.
            failure.fillInStackTrace();
        }
        if (failure instanceof IOException checked) {
            throw checked;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (connection.readiness().muted(Crossing.Kind.CONNECT)) {
            connection.readiness().pauseIfBlocking();
            return Crossing.skip(0);
        }
        return Crossing.proceed(0);
    }

    /** What a connection that we broke answers, instead of the kernel. */
    public static long broken(Connection connection, FileDescriptor fd, Crossing.Kind kind, long n) throws IOException {
        switch (connection.state()) {
            case RESET_AT_FIRST_IO -> {
                connection.kill(fd);
                throw Errno.ECONNRESET.at(kind);
            }
            case ENDED -> {
                if (kind == Crossing.Kind.WRITE) {
                    connection.state(Connection.State.DEAD);
                    return Crossing.skip((int) Math.min(n, Integer.MAX_VALUE));
                }
                return Crossing.skip(Crossing.EOF);
            }
            case DEAD -> {
                if (kind == Crossing.Kind.WRITE) {
                    throw Errno.EPIPE.at(kind);
                }
                return Crossing.skip(Crossing.EOF);
            }
            default -> {
                return Crossing.proceed(n);
            }
        }
    }
}
