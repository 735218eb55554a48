package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.io.IOException;

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
    private boolean postponed;
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

    /** Whether an interrupt ends the kernel's wait. */
    boolean interruptible() {
        return interruptible;
    }

    /** Whether this API has a timeout exception of its own. */
    boolean ownTimeouts() {
        return ownTimeouts;
    }

    /** The caller's timeout in nanoseconds after the start. */
    long timeout() {
        return timeout;
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

    /** It goes on as if there had been no rule. */
    void goOn() {
        released = true;
    }

    /** It is put off, on a channel for which nobody may be made to wait. */
    void postpone() {
        postponed = true;
    }

    boolean postponed() {
        return postponed;
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
        return Waiting.until(this, until, n);
    }

    /** Fails with an error of the system, and leaves the connection as the kernel leaves it after that error. */
    public long fail(Errno errno) throws IOException {
        return Breakage.fail(this, errno);
    }

    /** Fails with the timeout exception of this API, or as a connection that timed out where it has none. */
    public long timeOut() throws IOException {
        return Breakage.timeOut(this);
    }

    /** Fails with an exception of the user's choice. */
    public long raise(Throwable exception) throws IOException {
        return Breakage.raise(this, exception);
    }

    /** Whether that is an exception of the user's choice, and no failure of ours. */
    public boolean raises(Throwable exception) {
        return exception == raised;
    }

    void raised(Throwable exception) {
        raised = exception;
    }

    /** Resets the connection, or has it reset at its first read or write if it is only being made. */
    public long reset(long n) throws IOException {
        return Breakage.reset(this, n);
    }

    /** Ends the connection in order. */
    public long end(long n) throws IOException {
        return Breakage.end(this, n);
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
