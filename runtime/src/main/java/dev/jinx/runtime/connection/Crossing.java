package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.Channel;
import java.util.concurrent.locks.LockSupport;

/**
 * One operation of the application on its way through the kernel's border. The hook at the application's side makes it when a rule
 * acts; the hook at the border hands it the descriptor and lets the faults do their work there, so that everything behind them
 * (states, exceptions, locks, timeouts) is the JDK's own doing. One thread at a time.
 *
 * <p>A fault answers with what the border call shall do: {@link #proceed} or {@link #skip}. Where time has to pass, the calling
 * thread waits if the API blocks; if it does not, the call finds nothing to do, and the channel's readiness is withheld until the time
 * has come.
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
    static final int EOF = -1;

    /** {@code sun.nio.ch.IOStatus}: the JDK is to look whether the socket is still open, and to wait for it. */
    static final int UNAVAILABLE = -2;

    static final long FOR_EVER = Long.MAX_VALUE;

    /** The answer of {@link #detain} to who does not wait though its cause is still there: nothing is to hold him. */
    static final long FREE = Long.MAX_VALUE;

    /** How often is looked for more bytes where nobody tells, in nanoseconds. */
    private static final long GATHERING = 5_000_000;

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
    private final Lateness lateness = new Lateness(this);
    private Shaping shaping;
    private boolean waited;
    private Throwable raised;
    private volatile boolean released;

    /**
     * An operation begins.
     *
     * @param socket the Socket, ServerSocket or channel; null on a channel that is not to wait, where nobody asks for it
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

    /** What was answered with {@link #skip}. */
    public static long result(long answer) {
        return (int) answer;
    }

    public Kind kind() {
        return kind;
    }

    FileDescriptor descriptor() {
        return descriptor;
    }

    /** When it began, in {@code nanoTime}. */
    long start() {
        return start;
    }

    public Object socket() {
        return socket;
    }

    public boolean unix() {
        return unix;
    }

    public boolean blocking() {
        return blocking;
    }

    /** The hook at the border was reached. */
    public void at(FileDescriptor fd) {
        descriptor = fd;
    }

    /** The rule whose faults come next; who waits for it goes on when it goes. */
    public void owner(Object rule) {
        owner = rule;
        lateness.again();
    }

    /** What is known of this connection, from now on. */
    public Connection connection() {
        return Connections.of(descriptor, false, unix);
    }

    /** Whether the channel's readiness for this operation is withheld. */
    public boolean muted() {
        Connection connection = Connections.get(descriptor);
        return connection != null && connection.readiness().muted(kind);
    }

    /** Whether the rule went while the operation waited: what was to follow the wait does not. */
    public boolean released() {
        return released;
    }

    /** The rule whose faults act. */
    public Object owner() {
        return owner;
    }

    /** Whether the rule that acts went. */
    boolean gone() {
        return owner instanceof Cause cause && !cause.inForce();
    }

    /** The operation goes on as if there had been no rule, if it is that rule's, or any rule's where {@code ofRule} is null. */
    boolean release(Object ofRule) {
        if (ofRule != null && ofRule != owner) {
            return false;
        }
        released = true;
        return true;
    }

    /**
     * The operation is to happen that much later. What is read was then received later, byte by byte: what has been late for long
     * enough passes at once.
     *
     * @return {@link #proceed} with what may pass of {@code n} when the time has come
     */
    public long delay(long nanos, long n) throws IOException {
        if (released) {
            return proceed(n);
        }
        return switch (kind) {
            case READ -> lateness.read(nanos, n);
            case ACCEPT -> lateness.accept(nanos, n);
            default -> lateness.begin(nanos, n);
        };
    }

    /** Nothing happens for that long, counted from the beginning of the call; {@code Long.MAX_VALUE} for ever. */
    public long silence(long nanos, long n) throws IOException {
        return released ? proceed(n) : waitUntil(nanos, n);
    }

    /** As much passes as a bandwidth gives. */
    public long throttle(Bucket bandwidth, long n) throws IOException {
        return shaping().throttle(bandwidth, n);
    }

    /** Whether a bandwidth gives nothing yet; takes nothing of it. */
    public long dry(Bucket bandwidth, long n) throws IOException {
        return shaping().dry(bandwidth, n);
    }

    /** A piece passes, when the pause behind the last one is over. */
    public long slice(Object fault, int size, long pause, long n) throws IOException {
        return shaping().slice(fault, size, pause, n);
    }

    /** Whether the pause behind the last piece is not over yet. */
    public long pause(Object fault, long n) throws IOException {
        return shaping().pause(fault, n);
    }

    private Shaping shaping() {
        if (shaping == null) {
            shaping = new Shaping(this);
        }
        return shaping;
    }

    /** Nothing answers a connect: it times out as with the kernel, or is made when the peer is there again. */
    public long vanish(long n) throws IOException {
        return lateness.vanish(n);
    }

    /** Waits until that many nanoseconds after the start, or has the channel's readiness withheld so long. */
    long waitUntil(long until, long n) throws IOException {
        long left = until - (System.nanoTime() - start);
        if (until != FOR_EVER && left <= 0) {
            return proceed(n);
        }
        if (Waiter.over()) {
            released = true;
            return proceed(n);
        }
        if (blocking) {
            return await(until, n);
        }
        waited = true;
        Connection connection = connection();
        connection.readiness().mute(kind, until == FOR_EVER ? FOR_EVER : left);
        // Muted first, asked then: who releases does it the other way round, so that none is muted and forgotten.
        if (released || gone() || Waiter.over()) {
            released = true;
            connection.readiness().flow(kind).unmute();
            return proceed(n);
        }
        return skip(UNAVAILABLE);
    }

    private long await(long until, long n) throws IOException {
        return await(owner, until, n, true);
    }

    private long await(Object cause, long until, long n, boolean ofOperation) throws IOException {
        switch (awaitEnd(cause, until)) {
            case DUE -> {
                return proceed(n);
            }
            case RELEASED -> {
                if (kind == Kind.READ && connection().inputShut()) {
                    // What was withheld never came.
                    return skip(EOF);
                }
                released |= ofOperation;
                return ofOperation || !(cause instanceof Cause rule) || !rule.inForce() ? proceed(n) : FREE;
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
    }

    private Waiter.End awaitEnd(Object cause, long until) {
        Waiter waiter = new Waiter(cause, kind);
        Connection connection = connection();
        connection.enter(waiter);
        try {
            // Closed between the JDK's own check and our entry: nobody would wake us.
            if (!Sockets.isOpen(socket)) {
                return Waiter.End.CLOSED;
            }
            if (cause instanceof Cause rule && !rule.inForce()) {
                // It went between the verdict and this wait.
                return Waiter.End.RELEASED;
            }
            if (connection.shut(kind)) {
                // Likewise: who shuts a side down says so first, and looks then who waits.
                return Waiter.End.RELEASED;
            }
            return waiter.await(start, until, timeout, interruptible);
        } finally {
            connection.leave(waiter);
        }
    }

    /**
     * Nothing passes for that long, or as long as {@code cause} is in force, whatever was decided on this operation.
     *
     * @param crossing null where the operation is not known; it tries again soon then
     * @return {@link #skip} where it is not to pass yet, {@link #FREE} where it is not held though the cause is there
     */
    static long detain(Crossing crossing, Cause cause, long nanos, long n) throws IOException {
        if (crossing == null) {
            LockSupport.parkNanos(GATHERING);
            return skip(UNAVAILABLE);
        }
        return crossing.detain(cause, nanos, n);
    }

    private long detain(Cause cause, long nanos, long n) throws IOException {
        if (blocking) {
            long until = nanos == FOR_EVER ? FOR_EVER : System.nanoTime() - start + nanos;
            return await(cause, until, n, false);
        }
        Connection connection = connection();
        connection.readiness().detain(kind, nanos, cause);
        if (!cause.inForce() || Waiter.over()) {
            connection.readiness().flow(kind).unmute();
            return proceed(n);
        }
        return skip(UNAVAILABLE);
    }

    /**
     * More bytes are waited for, of which nobody tells.
     *
     * @param nanos how long at most
     * @return whether to look again; if not, the JDK is to wait
     */
    boolean gather(long nanos) {
        if (blocking) {
            Waiter.End end = awaitEnd(null, System.nanoTime() - start + Math.min(nanos, GATHERING));
            if (end == Waiter.End.RELEASED) {
                LockSupport.parkNanos(GATHERING / 5);
            }
            return end == Waiter.End.DUE || end == Waiter.End.RELEASED;
        }
        if (nanos != FOR_EVER) {
            connection().readiness().mute(kind, nanos);
        }
        return false;
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

    /** Fails with an error of the system, and leaves the connection as the kernel leaves it after that error. */
    public long fail(Errno errno) throws IOException {
        if ((kind == Kind.READ || kind == Kind.WRITE) && errno.breaks()) {
            connection().kill(descriptor);
        }
        if (kind == Kind.CONNECT && !blocking && (waited || (!unix && errno.answersConnect()))) {
            // It is under way, and its outcome is asked for later.
            connection().failConnect(errno.at(kind));
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
        boolean unwrapped = kind == Kind.CONNECT || !blocking;
        if (unwrapped && exception instanceof IOException failure) {
            if (kind == Kind.CONNECT && !blocking) {
                connection().failConnect(failure);
                return skip(UNAVAILABLE);
            }
            // The JDK closes the socket of a connect that failed, and lets its exception through.
            throw failure;
        }
        if (waited && kind == Kind.CONNECT) {
            // Its outcome is asked for later.
            connection().failConnect(exception);
            return skip(UNAVAILABLE);
        }
        if (!blocking && exception instanceof RuntimeException unchecked) {
            raised = unchecked;
            throw unchecked;
        }
        if (!blocking && exception instanceof Error error) {
            raised = error;
            throw error;
        }
        throw new Raised(exception);
    }

    /** Whether that is an exception of the user's choice, and no failure of ours. */
    public boolean raises(Throwable exception) {
        return exception == raised;
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
            return skip((int) Math.min(n, Integer.MAX_VALUE));
        }
        return proceed(n);
    }

    /** The border call was made and moved that many bytes, or none where it is 0 or less. */
    public void done(long result) {
        if (shaping != null) {
            shaping.done(result);
        }
    }

    /** A connection was accepted; what waits behind it may have been late already. */
    public void accepted() {
        lateness.accepted();
    }
}
