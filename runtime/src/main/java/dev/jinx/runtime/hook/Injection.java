package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Custody;
import dev.jinx.runtime.connection.Flow;
import dev.jinx.runtime.connection.Passage;
import dev.jinx.runtime.connection.Raised;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.connection.Traces;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.Verdict;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;

/**
 * An operation of the application that something is to be done with, from its entry to its exit. Between the two it is found by its
 * thread at the kernel's border, where the faults act. One thread.
 */
public final class Injection {
    /** {@code sun.nio.ch.IOStatus}: nothing there. */
    private static final int UNAVAILABLE = -2;

    /** {@code sun.nio.ch.IOStatus}: the JDK makes the call again. */
    private static final int INTERRUPTED = -3;

    /** At readiness nobody has said how much is going to be read. */
    private static final int GLANCE = 8_192;

    private static final ThreadLocal<Injection> CURRENT = new ThreadLocal<>();

    private final Crossing crossing;
    private Flow flow;
    private final boolean asynchronous;
    private volatile Faults faults;
    private volatile Decision open;
    private long length;
    private long moved;
    private boolean finds = true;
    private Injection outer;
    private Throwable pending;

    /**
     * An operation.
     *
     * @param verdict null where it is only watched
     * @param flow where it is kept until it moves a byte, ends or fails; null where the calling thread may wait
     * @param asynchronous whether it is over when the border call was made, by whatever thread
     */
    Injection(Crossing crossing, Verdict verdict, Flow flow, boolean asynchronous) {
        this.crossing = crossing;
        this.flow = flow;
        this.asynchronous = asynchronous;
        if (flow != null) {
            flow.decide(this, crossing);
        }
        take(verdict);
    }

    private void take(Verdict verdict) {
        if (verdict != null) {
            faults = new Faults(crossing, verdict);
        }
    }

    /** It is decided upon at the border, when its bytes are known. */
    Injection open(Decision decision) {
        open = decision;
        return this;
    }

    /** How many bytes the application has for it in all. */
    Injection length(long bytes) {
        length = bytes;
        return this;
    }

    /** Whether it is not decided upon yet. */
    boolean isOpen() {
        return open != null;
    }

    /** Looks at its bytes, at most so many, and decides; once, though one thread may select while another one reads. */
    synchronized void decide(Custody custody, FileDescriptor fd, long most) throws IOException {
        Decision decision = open;
        if (decision == null) {
            return;
        }
        if (crossing.kind() == Crossing.Kind.READ) {
            custody.look(fd, most);
        }
        take(decision.verdict());
        open = null;
    }

    /** Whether its bytes do not simply pass. */
    boolean takesBytes() {
        return open != null || (faults != null && faults.takesBytes());
    }

    boolean unix() {
        return crossing.unix();
    }

    Crossing crossing(FileDescriptor fd) {
        crossing.at(fd);
        return crossing;
    }

    /** How many bytes of it are left when so many may pass; 0 where it is over with the border call, whatever that takes. */
    long rest(long n) {
        if (length > 0) {
            return Math.max(length - moved, n);
        }
        return crossing.blocking() ? n : 0;
    }

    /** The changes that its bytes go through; null for none. */
    Passage passage() {
        return faults == null ? null : faults.passage();
    }

    private static final Injection COUNTS_READ = counter(Crossing.Kind.READ);
    private static final Injection COUNTS_WRITE = counter(Crossing.Kind.WRITE);
    private static final Injection COUNTS_ACCEPT = counter(Crossing.Kind.ACCEPT);

    private static Injection counter(Crossing.Kind kind) {
        return new Injection(new Crossing(kind, null, false, false, false, false, 0), null, null, false);
    }

    /** For a call that was decided upon before, and on which no rule acts: it ends what was decided. */
    static Injection passing(Crossing.Kind kind, Flow flow) {
        Injection passing = new Injection(new Crossing(kind, null, false, false, false, false, 0), null, null, false);
        passing.flow = flow;
        return passing;
    }

    /** What a flow was decided to do next. */
    static Injection decided(Crossing.Kind kind, Flow flow) {
        Injection injection = (Injection) flow.operation();
        return begin(injection == null ? passing(kind, flow) : injection);
    }

    /** For a call that no rule concerns, and that is only counted if it does anything. */
    static Injection counting(Crossing.Kind kind) {
        return switch (kind) {
            case READ -> COUNTS_READ;
            case WRITE -> COUNTS_WRITE;
            default -> COUNTS_ACCEPT;
        };
    }

    /** For a call that finds nothing to do: what comes between our look and the kernel's is for the next call, which is decided upon. */
    static Injection idle(Crossing.Kind kind) {
        Injection idle = new Injection(new Crossing(kind, null, false, false, false, false, 0), null, null, false);
        idle.finds = false;
        return begin(idle);
    }

    /** Whether it is one of those that are only counted, and it is done with. */
    boolean counts(long result) {
        if (this == COUNTS_READ) {
            count(Operation.READ, result);
        } else if (this == COUNTS_WRITE) {
            count(Operation.WRITE, result);
        } else if (this == COUNTS_ACCEPT) {
            count(Operation.ACCEPT, result);
        } else {
            return false;
        }
        return true;
    }

    private static void count(Operation operation, long result) {
        if (result != 0) {
            Hooks.plan().table(operation).stats().call();
        }
    }

    /** From now on the border finds it, if there is one. */
    static Injection begin(Injection injection) {
        if (injection != null) {
            injection.outer = CURRENT.get();
            CURRENT.set(injection);
        }
        return injection;
    }

    /** The operation of this thread that is on its way to that kind of border call; null for none. */
    static Injection current(Crossing.Kind kind) {
        Injection injection = CURRENT.get();
        return injection != null && injection.crossing.kind() == kind ? injection : null;
    }

    /** The border does not find it any more. */
    void leave() {
        if (CURRENT.get() == this) {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** How long the faults will hold a connect up, in nanoseconds; the caller's timeout covers it. */
    long delay() {
        return faults == null ? 0 : faults.delay();
    }

    /**
     * The faults act.
     *
     * @param bytes that the border call is about to move
     * @return {@link Crossing#proceed} or {@link Crossing#skip}
     */
    long cross(FileDescriptor fd, long bytes) throws IOException {
        crossing.at(fd);
        if (!finds) {
            return Crossing.skip(UNAVAILABLE);
        }
        return faults == null ? bytes : faults.cross(bytes);
    }

    /** Whether it is too early for the operation, so that the channel must not be seen to be ready for it. */
    boolean holds(FileDescriptor fd) {
        crossing.at(fd);
        try {
            if (open != null) {
                decide(Connections.of(fd, false, crossing.unix()).custody(), fd, GLANCE);
            }
            return faults != null && faults.hold();
        } catch (Throwable t) {
            Failures.record("hold", t);
        }
        return false;
    }

    /** Whether it ends by our doing, whatever the kernel has for it. */
    boolean endsByItself() {
        return faults != null && faults.end();
    }

    /** Whether that is an exception of the user's choice, and no failure of ours. */
    boolean raises(Throwable t) {
        return crossing.raises(t);
    }

    /** Has the faults act on a close, which has no border call of its own; what they throw comes when the JDK has closed. */
    Injection closing(FileDescriptor fd) {
        try {
            cross(fd, 0);
        } catch (Raised raised) {
            pending = raised.exception();
        } catch (IOException e) {
            pending = e;
        }
        return this;
    }

    /** What its faults threw on a close comes now. */
    void throwPending() throws Throwable {
        if (pending != null) {
            Traces.strip(pending);
            throw pending;
        }
    }

    /** The operation failed; returns what the application is to see. */
    Throwable failed(Throwable failure) {
        if (flow != null) {
            flow.over();
        }
        if (failure instanceof Raised raised) {
            Throwable exception = raised.exception();
            Traces.strip(exception);
            return exception;
        }
        return failure;
    }

    /** The border call was made. */
    void crossed(long result) {
        crossing.done(result);
        moved += Math.max(0, result);
        if (flow != null && asynchronous && result != UNAVAILABLE && result != INTERRUPTED) {
            flow.over();
        }
    }

    /** It gave a number of bytes; 0 where it did nothing. */
    void over(long result) {
        try {
            if (flow != null && result != 0) {
                flow.over();
            }
            connected();
        } catch (Throwable t) {
            Failures.record("exit", t);
        }
    }

    private void connected() {
        if (crossing.kind() == Crossing.Kind.CONNECT
                && crossing.blocking()
                && (Hooks.plan().watchesTraffic() || Hooks.plan().watchesPeers())) {
            FileDescriptor fd = Sockets.descriptor(crossing.socket());
            if (fd != null) {
                Connections.of(fd, false, crossing.unix()).readiness().channel(crossing.socket());
            }
        }
    }

    /** A connection was accepted. */
    void accepted(Object socket) {
        try {
            over(1);
            crossing.accepted();
            FileDescriptor fd = Sockets.descriptor(socket);
            if (fd == null) {
                return;
            }
            if (Hooks.plan().watchesSide()) {
                Connections.of(fd, true, crossing.unix()).readiness().channel(socket);
            }
            if (faults == null || crossing.released()) {
                return;
            }
            Connection connection = Connections.of(fd, true, crossing.unix());
            connection.readiness().channel(socket);
            faults.accepted(connection, fd);
        } catch (Throwable t) {
            Failures.record("accept", t);
        }
    }
}
