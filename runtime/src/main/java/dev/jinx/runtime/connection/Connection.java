package dev.jinx.runtime.connection;

import dev.jinx.runtime.scope.Mark;
import java.io.FileDescriptor;
import java.lang.ref.WeakReference;
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
    private final List<Waiter> waiters = new ArrayList<>();
    private volatile State state = State.LIVE;
    private final Readiness readiness = new Readiness(this);
    private final Traffic traffic;
    private volatile Arrivals arrivals;
    private final Allowances allowances = new Allowances();
    private final WeakReference<FileDescriptor> descriptor;
    private volatile Custody custody;
    private boolean closing;
    private volatile boolean inKernel;
    private volatile boolean due;
    private volatile boolean inputShut;
    private volatile boolean outputShut;
    private boolean closed;
    private volatile Object verdicts;
    private volatile Throwable connectError;
    private volatile Mark mark;

    Connection(WeakReference<FileDescriptor> descriptor, boolean server, boolean unix) {
        this.descriptor = descriptor;
        this.server = server;
        this.unix = unix;
        traffic = new Traffic(this, server);
    }

    /** What it carried. */
    public Traffic traffic() {
        return traffic;
    }

    /** What is known of operations for which nobody waits. */
    public Readiness readiness() {
        return readiness;
    }

    boolean unix() {
        return unix;
    }

    /** Its number in this JVM, from 1. */
    public long number() {
        return number;
    }

    /** Whether it was accepted here. */
    public boolean server() {
        return server;
    }

    /** The scopes that it belongs to: of who opened it, or wrote to it last; null for none. */
    public Mark mark() {
        return mark;
    }

    /** It belongs to those from now on. */
    public void mark(Mark scopes) {
        mark = scopes;
    }

    /** What the plan remembers of this connection. */
    public Object verdicts() {
        return verdicts;
    }

    /** Remembers, in place of what was there. */
    public void verdicts(Object remembered) {
        verdicts = remembered;
    }

    /** The bandwidth of one direction for one fault of that rule: full when it is first asked for. */
    public synchronized Bucket bucket(Object owner, Object fault, Crossing.Kind kind, long rate) {
        Bucket known = (Bucket) allowances.of(fault, kind);
        if (known == null) {
            known = new Bucket(rate);
            allowances.put(owner, fault, kind, known);
        }
        return known;
    }

    /** The pace of one direction for one fault of that rule. */
    synchronized Pace pace(Object owner, Object fault, Crossing.Kind kind) {
        Pace known = (Pace) allowances.of(fault, kind);
        if (known == null) {
            known = new Pace();
            allowances.put(owner, fault, kind, known);
        }
        return known;
    }

    /** How many bandwidths and paces there are. */
    synchronized int allowances() {
        return allowances.size();
    }

    /** What it is subject to beyond one operation, from now on. */
    public Custody custody() {
        Custody known = custody;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            if (custody == null) {
                custody = new Custody(this);
                if (!closed) {
                    Connections.detains(1);
                }
            }
            return custody;
        }
    }

    /** The same; null where it is subject to nothing. */
    public Custody custodyOrNull() {
        return custody;
    }

    /** It can be read though the kernel has nothing for it, or not any more. */
    synchronized void announce(boolean now) {
        // Not once it was closed: nobody would take it out again.
        Connections.deliverable(this, now && !closed);
    }

    /** Whether its reading side was shut down. */
    boolean inputShut() {
        return inputShut;
    }

    /** Whether nobody is to wait for that any more, because that side was shut down. */
    boolean shut(Crossing.Kind kind) {
        return kind == Crossing.Kind.READ ? inputShut : kind == Crossing.Kind.WRITE && outputShut;
    }

    /** Its reading side was shut down: who waits to read goes on. */
    void shutInput() {
        inputShut = true;
        release(null, Crossing.Kind.READ);
        readiness.shutInput();
    }

    /** Its writing side was shut down: who waits for room goes on, and finds a broken pipe. */
    public void shutOutput() {
        outputShut = true;
        release(null, Crossing.Kind.WRITE);
        readiness.shutOutput();
    }

    int looked() {
        Custody known = custody;
        return known == null ? 0 : known.looked();
    }

    /** Whether there is something to be read, or the end. */
    public boolean readable(FileDescriptor fd) {
        Custody known = custody;
        return (known != null && known.readable()) || Kernel.readable(fd);
    }

    /** Whether there is something to be read, or the end, though the kernel may have nothing. */
    public boolean inHand() {
        Custody known = custody;
        return known != null && known.readable();
    }

    /** How many bytes can be read at once. */
    int available(FileDescriptor fd) {
        Custody known = custody;
        return Kernel.available(fd) + (known == null ? 0 : known.inHand());
    }

    /** It carried that many bytes in that direction. */
    public void carried(Crossing.Kind kind, long n) {
        if (n <= 0) {
            return;
        }
        traffic.carried(n);
        Custody known = custody;
        if (known != null) {
            known.carried(kind, n);
        }
    }

    /** Ends it, unless that has been done or the application is about to. */
    void end(Ending then) {
        FileDescriptor fd = descriptor.get();
        synchronized (this) {
            if (fd == null || closing || closed || answers()) {
                return;
            }
            if (then == Ending.RESET) {
                // In this order: who waits in the kernel wakes at once. If that is a read, the kernel tells it, past
                // us, and
                // nobody is to be told again.
                state(inKernel ? State.DEAD : State.RESET_AT_FIRST_IO);
                Kernel.reset(fd, unix);
            } else if (then == Ending.CLOSE) {
                end(fd);
            }
        }
    }

    /** The application is about to close it. */
    public void closing() {
        Custody known = custody;
        if (known != null) {
            known.closing();
        }
        synchronized (this) {
            closing = true;
        }
    }

    /** When what can be read arrived; it is watched from now on for a delay of so many nanoseconds. */
    Arrivals arrivals(FileDescriptor fd, long delay) {
        Arrivals known = arrivals;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            if (arrivals == null) {
                arrivals = new Arrivals(this, fd, delay);
                Timer.watch(this, arrivals.interval());
            }
            return arrivals;
        }
    }

    /** That many bytes were read. */
    public void consumed(long n) {
        Arrivals known = arrivals;
        if (known != null && n > 0) {
            known.consumed(n);
        }
    }

    /** Whether arrivals are watched, so that every read must be told. */
    public boolean watched() {
        return arrivals != null;
    }

    /** Looks what arrived; returns after how many nanoseconds to look again, 0 for not any more. */
    long watchAgain() {
        synchronized (this) {
            Arrivals known = arrivals;
            if (known == null) {
                return 0;
            }
            known.sample();
            if (known.forget()) {
                arrivals = null;
                return 0;
            }
            return known.complete() ? 0 : known.interval();
        }
    }

    /** Whether what waits to be accepted has been late already. */
    boolean due() {
        return due;
    }

    void due(boolean nowDue) {
        due = nowDue;
    }

    State state() {
        return state;
    }

    synchronized void state(State next) {
        if (!closed) {
            Connections.changed(state, next);
            state = next;
        }
    }

    /** Breaks it for both ends: RST to the peer, a broken pipe here. */
    void kill(FileDescriptor fd) {
        if (state != State.DEAD) {
            Kernel.reset(fd, unix);
            state(State.DEAD);
        }
    }

    /** A read goes to the kernel (true), or came back from it without an exception. */
    public void reads(boolean now) {
        inKernel = now;
    }

    /** Ends it in order for both ends: FIN to the peer, the end of the stream here. */
    void end(FileDescriptor fd) {
        Kernel.finish(fd);
        // A Unix-domain socket learns at once that its peer is gone, with TCP the first write has to find out.
        state(unix ? State.DEAD : State.ENDED);
    }

    /** Its connect, on a non-blocking channel, fails with that error when its outcome is asked for. */
    void failConnect(Throwable failure) {
        connectError = failure;
        state(State.CONNECT_FAILS);
    }

    /** How the pending connect ends; null where we have nothing to do with it. */
    Throwable connectError() {
        return connectError;
    }

    /** Whether it answers reads and writes by our doing, and not by the kernel's. */
    public boolean answers() {
        return state != State.LIVE && state != State.CONNECT_FAILS;
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
        arrivals = null;
        readiness.closed();
        state(State.LIVE);
        closed = true;
        if (custody != null) {
            Connections.detains(-1);
            Connections.deliverable(this, false);
            custody.closed();
        }
    }

    /** Those that wait for {@code owner}, or all where it is null, go on. */
    void release(Object owner) {
        release(owner, null);
        readiness.release(owner);
        Custody known = custody;
        if (known != null && known.release()) {
            readiness.resumeReads();
        }
    }

    private synchronized void release(Object owner, Crossing.Kind kind) {
        for (int i = 0; i < waiters.size(); i++) {
            Waiter waiter = waiters.get(i);
            if ((owner == null || waiter.owner() == owner) && (kind == null || waiter.kind() == kind)) {
                waiter.release();
            }
        }
    }

    /** The timer ended, and has forgotten what it was to look at: whoever needs it later asks anew. */
    void timerEnded() {
        synchronized (this) {
            arrivals = null;
        }
        readiness.timerEnded();
        Custody known = custody;
        if (known != null) {
            known.timerEnded();
        }
    }
}
