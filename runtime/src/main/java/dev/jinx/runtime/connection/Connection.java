package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of one connection, or of one listening socket. There is one only where a rule needs it: none for a connection that no
 * rule concerns. Reading and writing threads may use it at once.
 */
public final class Connection {
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** What became of the connection by our doing. */
    enum State {
        /** As the kernel has it. */
        LIVE,
        /** Its connect was started and fails when it is asked for. */
        CONNECT_FAILS,
        /** To be reset at its first read or write. */
        RESET_AT_FIRST_IO,
        /** The peer closed in order: reads give the end, the first write is accepted and lost, the next finds a broken pipe. */
        ENDED,
        /** It broke and said so once: reads give the end, writes a broken pipe. */
        DEAD
    }

    private final long number = NUMBERS.incrementAndGet();
    private final boolean server;
    private final boolean unix;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final List<Waiter> waiters = new ArrayList<>();
    private volatile State state = State.LIVE;
    private volatile long lastTraffic = System.nanoTime();
    private volatile boolean due;
    private boolean wrote;
    private boolean read;
    private long exchange = 1;
    private volatile Object verdicts;
    private volatile Errno connectError;

    Connection(boolean server, boolean unix) {
        this.server = server;
        this.unix = unix;
    }

    /** Its number in this JVM, from 1. */
    public long number() {
        return number;
    }

    /** Whether it was accepted here. */
    public boolean server() {
        return server;
    }

    /** One more operation on it; returns its number, from 1. */
    public long call() {
        return calls.incrementAndGet();
    }

    /** Bytes that it carried, both ways, since it is known. */
    public long bytes() {
        return bytes.get();
    }

    /** Nanoseconds since it last carried something, or since it is known. */
    public long idleNanos() {
        return System.nanoTime() - lastTraffic;
    }

    /** It carried that many bytes. */
    public void carried(long n) {
        if (n > 0) {
            bytes.addAndGet(n);
            lastTraffic = System.nanoTime();
        }
    }

    /**
     * A read or a write begins. An exchange begins with the first read after a write here, and with the first write after a read on
     * the serving side.
     */
    public synchronized void turn(boolean reading) {
        if (reading) {
            if (wrote && !server) {
                exchange++;
            }
            read = true;
            wrote = false;
        } else {
            if (read && server) {
                exchange++;
            }
            wrote = true;
            read = false;
        }
    }

    /** The number of the current exchange, from 1. */
    public synchronized long exchange() {
        return exchange;
    }

    /** What the plan remembers of this connection. */
    public Object verdicts() {
        return verdicts;
    }

    /** Remembers, in place of what was there. */
    public void verdicts(Object remembered) {
        verdicts = remembered;
    }

    /** Whether what can be read now has been late already. */
    boolean due() {
        return due;
    }

    void due(boolean nowDue) {
        due = nowDue;
    }

    State state() {
        return state;
    }

    void state(State next) {
        Connections.changed(state, next);
        state = next;
    }

    /** Breaks it for both ends: RST to the peer, a broken pipe here. */
    void kill(FileDescriptor fd) {
        if (state != State.DEAD) {
            Kernel.reset(fd, unix);
            state(State.DEAD);
        }
    }

    /** Ends it in order for both ends: FIN to the peer, the end of the stream here. */
    void end(FileDescriptor fd) {
        Kernel.finish(fd);
        // A Unix-domain socket learns at once that its peer is gone, with TCP the first write has to find out.
        state(unix ? State.DEAD : State.ENDED);
    }

    /** Its connect, on a non-blocking channel, fails with that error when its outcome is asked for. */
    void failConnect(Errno errno) {
        connectError = errno;
        state(State.CONNECT_FAILS);
    }

    /** How the pending connect ends; null where we have nothing to do with it. */
    Errno connectError() {
        return connectError;
    }

    /** Whether it is broken by our doing, so that no rule concerns it any more. */
    public boolean broken() {
        return state == State.DEAD || state == State.ENDED;
    }

    /** It will be reset at its first read or write. */
    public void resetAtFirstIo() {
        state(State.RESET_AT_FIRST_IO);
    }

    /** It was accepted, and the peer is gone again. */
    public void endAtOnce(FileDescriptor fd) {
        end(fd);
    }

    synchronized void enter(Waiter waiter) {
        waiters.add(waiter);
    }

    synchronized void leave(Waiter waiter) {
        waiters.remove(waiter);
    }

    /** The socket or channel was closed: waiting threads find out. */
    synchronized void closed() {
        for (int i = 0; i < waiters.size(); i++) {
            waiters.get(i).close();
        }
    }

    /** Those that wait for {@code owner}, or all where it is null, go on. */
    synchronized void release(Object owner) {
        for (int i = 0; i < waiters.size(); i++) {
            Waiter waiter = waiters.get(i);
            if (owner == null || waiter.owner() == owner) {
                waiter.release();
            }
        }
    }
}
