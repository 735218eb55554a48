package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.Channel;

/**
 * One operation of the application on its way through the kernel's border. The hook at the application's side makes it when a rule
 * acts; the hook at the border hands it the descriptor and lets the faults do their work there, so that everything behind them
 * (states, exceptions, locks, timeouts) is the JDK's own doing. One thread.
 *
 * <p>A fault answers with what the border call shall do: {@link #proceed} or {@link #skip}.
 */
public final class Crossing {
    /** What crosses. */
    public enum Kind {
        CONNECT,
        ACCEPT,
        READ,
        WRITE,
        CLOSE
    }

    /** {@code sun.nio.ch.IOStatus}: end of the stream. */
    private static final int EOF = -1;

    /** {@code sun.nio.ch.IOStatus}: the JDK is to look whether the socket is still open, and to wait for it. */
    private static final int UNAVAILABLE = -2;

    /** The closing thread is on its way; a second is far more than it needs. */
    private static final long LONGEST_INTERRUPT = 1_000_000_000L;

    private final Kind kind;
    private final Object socket;
    private final boolean unix;
    private final boolean blocking;
    private final boolean interruptible;
    private final boolean ownTimeouts;
    private final long timeout;
    private final long start = System.nanoTime();
    private Object owner;
    private FileDescriptor descriptor;
    private long arrival = -1;
    private boolean waited;
    private boolean delayed;
    private boolean past;
    private boolean released;

    /**
     * An operation begins.
     *
     * @param socket the Socket, ServerSocket or channel
     * @param unix whether it is a Unix-domain channel
     * @param blocking whether the calling thread may be made to wait
     * @param interruptible whether an interrupt ends the kernel's wait
     * @param ownTimeouts whether this API has a timeout exception of its own
     * @param timeout the caller's timeout in nanoseconds, {@code Long.MAX_VALUE} for none
     */
    public Crossing(
            Kind kind,
            Object socket,
            boolean unix,
            boolean blocking,
            boolean interruptible,
            boolean ownTimeouts,
            long timeout) {
        this.kind = kind;
        this.blocking = blocking;
        this.socket = socket;
        this.unix = unix;
        this.interruptible = interruptible || Kernel.isVirtual(Thread.currentThread());
        this.ownTimeouts = ownTimeouts;
        this.timeout = timeout;
    }

    /** Let the call through with that many bytes. */
    public static long proceed(long bytes) {
        return bytes;
    }

    /** Do not make the call; answer with {@code result}. */
    public static long skip(int result) {
        return Long.MIN_VALUE | (result & 0xffffffffL);
    }

    /** Whether an answer came from {@link #skip}; its result is then the lower 32 bits. */
    public static boolean skips(long answer) {
        return answer < 0;
    }

    public Kind kind() {
        return kind;
    }

    public Object socket() {
        return socket;
    }

    public boolean unix() {
        return unix;
    }

    /** The hook at the border was reached. */
    public void at(FileDescriptor fd) {
        descriptor = fd;
    }

    /** The rule whose faults come next; who waits for it goes on when it goes. */
    public void owner(Object rule) {
        owner = rule;
        arrival = -1;
        past = false;
    }

    /** What is known of this connection, from now on. */
    public Connection connection() {
        return Connections.of(descriptor, false, unix);
    }

    /**
     * The operation is to happen that much later. What is read was then received later; bytes that were late already pass.
     *
     * @return {@link #proceed} of {@code n} when the time has come
     */
    public long delay(long nanos, long n) throws IOException {
        delayed = kind == Kind.READ;
        if (past) {
            return proceed(n);
        }
        boolean arrives = kind == Kind.READ || kind == Kind.ACCEPT;
        if (arrives && arrival < 0) {
            if (!Kernel.readable(descriptor)) {
                connection().due(false);
                // The JDK waits for the arrival, with all that may happen meanwhile, and comes back.
                return skip(UNAVAILABLE);
            }
            if (kind == Kind.READ && connection().due()) {
                past = true;
                return proceed(n);
            }
            arrival = System.nanoTime() - start;
        }
        long from = arrives ? arrival : elapsedBefore();
        long answer = await(from + nanos, n);
        if (!skips(answer)) {
            past = true;
            if (kind == Kind.READ) {
                connection().due(true);
            }
        }
        return answer;
    }

    private long elapsedBefore() {
        if (arrival < 0) {
            arrival = System.nanoTime() - start;
        }
        return arrival;
    }

    /** Nothing happens for that long, counted from the beginning of the call; {@code Long.MAX_VALUE} for ever. */
    public long silence(long nanos, long n) throws IOException {
        return await(nanos, n);
    }

    private long await(long until, long n) throws IOException {
        waited = true;
        Waiter waiter = new Waiter(owner);
        Connection connection = connection();
        connection.enter(waiter);
        try {
            // Closed between the JDK's own check and our entry: nobody would wake us.
            if (!Kernel.isOpen(socket)) {
                return skip(UNAVAILABLE);
            }
            switch (waiter.await(start, until, timeout, interruptible)) {
                case DUE -> {
                    return proceed(n);
                }
                case RELEASED -> {
                    released = true;
                    return proceed(n);
                }
                case TIMEOUT -> {
                    if (kind == Kind.CONNECT) {
                        throw new SocketTimeoutException("Connect timed out");
                    }
                    return skip(UNAVAILABLE);
                }
                case INTERRUPTED -> {
                    awaitClosedByInterrupt();
                    return skip(UNAVAILABLE);
                }
                default -> {
                    return skip(UNAVAILABLE);
                }
            }
        } finally {
            connection.leave(waiter);
        }
    }

    /**
     * An interrupt closes a channel, but the JDK wakes the thread first and closes then. In the kernel the thread would wait until it is
     * closed; if it went on now, it could find data, or a socket that never was connected. It cannot park: it is interrupted.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private void awaitClosedByInterrupt() {
        if (!(socket instanceof Channel channel)) {
            return;
        }
        long end = System.nanoTime() + LONGEST_INTERRUPT;
        while (channel.isOpen() && System.nanoTime() < end) {
            Thread.yield();
        }
    }

    /** Whether a wait ended because its rule went: what was to follow it does not. */
    public boolean released() {
        return released;
    }

    /** Fails with an error of the system, and leaves the connection as the kernel leaves it after that error. */
    public long fail(Errno errno) throws IOException {
        if ((kind == Kind.READ || kind == Kind.WRITE) && errno.breaks()) {
            connection().kill(descriptor);
        }
        if (kind == Kind.CONNECT && !blocking) {
            connection().failConnect(errno);
            return skip(UNAVAILABLE);
        }
        throw errno.at(kind);
    }

    /** Fails with the timeout exception of this API, or as a connection that timed out where it has none. */
    public long timeOut() throws IOException {
        if (ownTimeouts) {
            switch (kind) {
                case CONNECT -> throw new SocketTimeoutException("Connect timed out");
                case ACCEPT -> throw new SocketTimeoutException("Accept timed out");
                case READ -> throw new SocketTimeoutException("Read timed out");
                default -> {}
            }
        }
        return fail(Errno.ETIMEDOUT);
    }

    /** Fails with an exception of the user's choice. */
    public long raise(Throwable exception) throws IOException {
        if (kind == Kind.CONNECT && exception instanceof IOException iOException) {
            // The JDK closes the socket of a connect that failed, and lets its exception through.
            throw iOException;
        }
        throw new Raised(exception);
    }

    /** Resets the connection, or has it reset at its first read or write if it is only being made. */
    public long reset(long n) throws IOException {
        switch (kind) {
            case CONNECT -> {
                connection().resetAtFirstIo();
                return proceed(n);
            }
            case READ, WRITE -> {
                return fail(Errno.ECONNRESET);
            }
            case CLOSE -> {
                if (!unix) {
                    Kernel.resetOnClose(descriptor);
                }
                return proceed(n);
            }
            default -> {
                return proceed(n);
            }
        }
    }

    /** Ends the connection in order. */
    public long end(long n) throws IOException {
        if (kind == Kind.READ) {
            connection().end(descriptor);
            return skip(EOF);
        }
        if (kind == Kind.WRITE) {
            // As when the peer closed: this write is accepted and lost, the next one breaks.
            connection().end(descriptor);
            connection().state(Connection.State.DEAD);
            if (unix) {
                throw Errno.EPIPE.at(kind);
            }
            return skip((int) n);
        }
        return proceed(n);
    }

    /** The JDK's call is over; what it read may have been all there was. */
    public void done(long result) {
        if (delayed && result > 0 && !Kernel.readable(descriptor)) {
            connection().due(false);
        }
    }

    /** Whether it waited at all. */
    public boolean waited() {
        return waited;
    }

    /**
     * The outcome of a pending connect is asked for.
     *
     * @throws IOException if it was to fail
     */
    public static void outcome(Connection connection) throws IOException {
        Errno errno = connection.connectError();
        if (errno != null) {
            throw errno.at(Kind.CONNECT);
        }
    }

    /** What a connection that we broke answers, instead of the kernel. */
    public static long broken(Connection connection, FileDescriptor fd, Kind kind, long n) throws IOException {
        switch (connection.state()) {
            case RESET_AT_FIRST_IO -> {
                connection.kill(fd);
                throw Errno.ECONNRESET.at(kind);
            }
            case ENDED -> {
                if (kind == Kind.WRITE) {
                    connection.state(Connection.State.DEAD);
                    return skip((int) n);
                }
                return skip(EOF);
            }
            case DEAD -> {
                if (kind == Kind.WRITE) {
                    throw Errno.EPIPE.at(kind);
                }
                return skip(EOF);
            }
            default -> {
                return proceed(n);
            }
        }
    }
}
