package dev.jinx.runtime.connection;

import dev.jinx.runtime.scope.Mark;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

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
    private final Flow[] flows = new Flow[Crossing.Kind.values().length];
    private volatile Arrivals arrivals;
    private final Allowances allowances = new Allowances();
    private final WeakReference<FileDescriptor> descriptor;
    private volatile Custody custody;
    private boolean closing;
    private volatile WeakReference<Object> channel;
    private volatile boolean hungUp;
    private volatile boolean inKernel;
    private volatile boolean due;
    private volatile boolean inputShut;
    private final List<WeakReference<SelectionKey>> keys = new ArrayList<>(1);
    private boolean closed;
    private boolean wrote;
    private boolean read;
    private long exchange = 1;
    private volatile Object verdicts;
    private volatile Throwable connectError;
    private volatile Mark mark;

    Connection(WeakReference<FileDescriptor> descriptor, boolean server, boolean unix) {
        this.descriptor = descriptor;
        this.server = server;
        this.unix = unix;
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

    /**
     * A read or a write begins. An exchange begins with the first read after a write here, and with the first write after a read on
     * the serving side.
     */
    public synchronized void turn(boolean reading) {
        if (reading) {
            if (wrote && !server) {
                exchange++;
            }
            if (wrote && custody != null) {
                custody.turn(true);
            }
            read = true;
            wrote = false;
        } else {
            if (read && server) {
                exchange++;
            }
            if (read && custody != null) {
                custody.turn(false);
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

    /** What is known of the next operation of that kind, where nobody may be made to wait for it. */
    public synchronized Flow flow(Crossing.Kind kind) {
        Flow flow = flows[kind.ordinal()];
        if (flow == null) {
            flow = new Flow();
            flows[kind.ordinal()] = flow;
        }
        return flow;
    }

    /** The same; null where nothing is known. */
    public Flow flowOrNull(Crossing.Kind kind) {
        return flows[kind.ordinal()];
    }

    /** Nothing is decided on the next operation of that kind. */
    public void settle(Crossing.Kind kind) {
        Flow flow = flowOrNull(kind);
        if (flow != null && (flow.decided() || flow.muted())) {
            flow.unmute();
            flow.over();
        }
    }

    /** Whether the readiness for that kind of operation is withheld. */
    public boolean muted(Crossing.Kind kind) {
        Flow flow = flows[kind.ordinal()];
        return flow != null && flow.muted();
    }

    /** The channel, which can be woken as long as the application holds it. */
    public void channel(Object itsChannel) {
        WeakReference<Object> known = channel;
        if (known == null || known.get() != itsChannel) {
            channel = new WeakReference<>(itsChannel);
        }
    }

    /** The peer hung up or the connection broke: the kernel reports that whatever it was asked for. */
    public boolean hungUp() {
        return hungUp;
    }

    /** The kernel reported a hang-up or an error. */
    public void hangUp() {
        hungUp = true;
    }

    /** Withholds the readiness for that kind of operation for so many nanoseconds, {@code Long.MAX_VALUE} for ever. */
    void mute(Crossing.Kind kind, long nanos) {
        if (flow(kind).mute(nanos)) {
            Timer.wake(this, kind, nanos);
        }
    }

    /** Has the operation of that kind tried, as if there were an event for it, by another thread. */
    public void wakeSoon(Crossing.Kind kind) {
        mute(kind, 0);
    }

    /** The timer is due: readiness is seen again if its time has come. */
    void wake(Crossing.Kind kind) {
        Flow flow = flow(kind);
        long again = flow.timerCame();
        if (again > 0) {
            Timer.wake(this, kind, again);
        } else if (flow.due()) {
            goOn(flow, kind);
        }
    }

    private void goOn(Flow flow, Crossing.Kind kind) {
        WeakReference<Object> known = channel;
        Object itsChannel = known == null ? null : known.get();
        if (kind != Crossing.Kind.CONNECT) {
            flow.unmute();
        } else if (itsChannel == null || !connectNow(flow, itsChannel)) {
            return;
        }
        if (itsChannel != null) {
            Loops.resume(itsChannel, keys(), kind);
        }
    }

    /** Whoever waits for something to read looks again. */
    private void resumeReads() {
        Object itsChannel = channel();
        if (itsChannel instanceof SelectableChannel selectable) {
            Loops.lookAgain(selectable);
        } else if (itsChannel != null) {
            Loops.resume(itsChannel, List.of(), Crossing.Kind.READ);
        }
    }

    /** The channel, if it is known and still there. */
    public Object channel() {
        WeakReference<Object> known = channel;
        return known == null ? null : known.get();
    }

    /**
     * A selector leaves out what is withheld from that key; it is told when that is over. The channel's own list will not do: a new
     * key is in use before it is in there.
     *
     * @return whether it was not known yet, so that what is withheld may have changed before
     */
    public synchronized boolean withheldFrom(SelectionKey key) {
        for (int i = keys.size() - 1; i >= 0; i--) {
            SelectionKey known = keys.get(i).get();
            if (known == key) {
                return false;
            }
            if (known == null || !known.isValid()) {
                keys.remove(i);
            }
        }
        keys.add(new WeakReference<>(key));
        return true;
    }

    private synchronized List<WeakReference<SelectionKey>> keys() {
        return keys.isEmpty() ? List.of() : new ArrayList<>(keys);
    }

    /**
     * The connect that was put off is made, or fails as it was to: it comes to the border again, with what is left to be done there.
     * Until then it counts as put off, for whoever asks for its outcome.
     *
     * @return whether it was; not if it is put off once more
     */
    private boolean connectNow(Flow flow, Object itsChannel) {
        long before = flow.mutes();
        // A socket that is not connected is reported as hung up.
        hungUp = false;
        IOException failed = Loops.connectLate(itsChannel);
        if (failed != null) {
            failConnect(failed);
        }
        if (flow.mutes() != before) {
            return false;
        }
        flow.over();
        flow.unmute();
        return true;
    }

    /** The bandwidth of one direction for one fault: full when it is first asked for. */
    public synchronized Bucket bucket(Object fault, Crossing.Kind kind, long rate) {
        Bucket known = (Bucket) allowances.of(fault, kind);
        if (known == null) {
            known = new Bucket(rate);
            allowances.put(fault, kind, known);
        }
        return known;
    }

    /** The pace of one direction for one fault. */
    synchronized Pace pace(Object fault, Crossing.Kind kind) {
        Pace known = (Pace) allowances.of(fault, kind);
        if (known == null) {
            known = new Pace();
            allowances.put(fault, kind, known);
        }
        return known;
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

    /** Its reading side was shut down: who waits to read goes on. */
    void shutInput() {
        inputShut = true;
        release(null, Crossing.Kind.READ);
        Flow flow = flowOrNull(Crossing.Kind.READ);
        if (flow != null && flow.release(null) && flow.muted()) {
            goOn(flow, Crossing.Kind.READ);
        }
    }

    /** Its writing side was shut down: who waits for room goes on, and finds a broken pipe. */
    public void shutOutput() {
        release(null, Crossing.Kind.WRITE);
        Flow flow = flowOrNull(Crossing.Kind.WRITE);
        if (flow != null && flow.detained() && flow.muted()) {
            goOn(flow, Crossing.Kind.WRITE);
        }
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
        bytes.addAndGet(n);
        lastTraffic = System.nanoTime();
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

    /** Withholds readiness for what the whole connection is subject to. */
    void detain(Crossing.Kind kind, long nanos, Object cause) {
        mute(kind, nanos);
        flow(kind).detainer(cause);
    }

    /** There is room again for what is written. */
    void resumeWrites() {
        Flow flow = flowOrNull(Crossing.Kind.WRITE);
        if (flow != null && flow.muted()) {
            goOn(flow, Crossing.Kind.WRITE);
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

    /**
     * Somebody asks again and again whether it is connected because the channel was made a blocking one meanwhile, and the kernel does
     * not hold him up: its socket is not connecting yet.
     */
    void pauseIfBlocking() {
        WeakReference<Object> known = channel;
        if (known != null && known.get() instanceof SelectableChannel itsChannel && itsChannel.isBlocking()) {
            LockSupport.parkNanos(1_000_000);
        }
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
        for (Flow flow : flows) {
            if (flow != null) {
                flow.unmute();
                flow.over();
            }
        }
        state(State.LIVE);
        closed = true;
        if (custody != null) {
            Connections.detains(-1);
            Connections.deliverable(this, false);
            custody.closed();
        }
    }

    /** Other rules are in force: what waits for none that is left is decided upon by them. */
    void replaced() {
        for (Crossing.Kind kind : Crossing.Kind.values()) {
            Flow flow = flowOrNull(kind);
            if (flow != null && kind != Crossing.Kind.CONNECT) {
                flow.forgetIfStale();
            }
        }
    }

    /** Those that wait for {@code owner}, or all where it is null, go on. */
    void release(Object owner) {
        release(owner, null);
        for (Crossing.Kind kind : Crossing.Kind.values()) {
            Flow flow = flowOrNull(kind);
            if (flow != null && flow.release(owner) && flow.muted()) {
                goOn(flow, kind);
            }
        }
        Custody known = custody;
        if (known != null && known.release()) {
            resumeReads();
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
        for (Crossing.Kind kind : Crossing.Kind.values()) {
            Flow flow = flowOrNull(kind);
            if (flow != null) {
                flow.timerEnded();
            }
        }
        Custody known = custody;
        if (known != null) {
            known.timerEnded();
        }
    }
}
