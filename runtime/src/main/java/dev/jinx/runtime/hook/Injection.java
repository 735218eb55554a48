package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Change;
import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Custody;
import dev.jinx.runtime.connection.Flow;
import dev.jinx.runtime.connection.Passage;
import dev.jinx.runtime.connection.Raised;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.connection.Traces;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.Rule;
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

    private static final Fault[] NONE = {};

    private static final ThreadLocal<Injection> CURRENT = new ThreadLocal<>();

    private final Crossing crossing;
    private Flow flow;
    private final boolean asynchronous;
    private Fault[] faults = NONE;
    private long[] drawn;
    private Verdict[] verdicts;
    private boolean[] done;
    private int changes;
    private boolean takesBytes;
    private Decision open;
    private Passage passage;
    private long length;
    private long moved;
    private int current = -1;
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
        if (verdict != null) {
            take(verdict);
        }
    }

    private void take(Verdict verdict) {
        int size = 0;
        for (Verdict v = verdict; v != null; v = v.next()) {
            size += v.size();
        }
        Fault[] taken = new Fault[size];
        drawn = new long[size];
        verdicts = new Verdict[size];
        done = new boolean[size];
        int at = 0;
        for (Verdict v = verdict; v != null; v = v.next()) {
            for (int i = 0; i < v.size(); i++, at++) {
                taken[at] = v.fault(i);
                drawn[at] = v.drawn(i);
                verdicts[at] = v;
                changes += taken[at] instanceof Change ? 1 : 0;
                takesBytes |= taken[at].lingers();
            }
        }
        takesBytes |= changes > 0;
        faults = taken;
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

    /** Looks at its bytes, at most so many, and decides. */
    void decide(Custody custody, FileDescriptor fd, long most) throws IOException {
        if (crossing.kind() == Crossing.Kind.READ) {
            custody.look(fd, most);
        }
        Decision decision = open;
        open = null;
        Verdict verdict = decision.verdict();
        if (verdict != null) {
            take(verdict);
        }
    }

    /** Whether its bytes do not simply pass. */
    boolean takesBytes() {
        return takesBytes || open != null;
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
        if (passage == null && changes > 0) {
            passage = new Passage(changes);
            for (int i = 0; i < faults.length; i++) {
                if (faults[i] instanceof Change change) {
                    passage.add(change, drawn[i], verdicts[i].rule());
                }
            }
        }
        return passage;
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

    private boolean counts(long result) {
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

    private void leave() {
        if (CURRENT.get() == this) {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** How long the faults will hold a connect up, in nanoseconds; the caller's timeout covers it. */
    private long delay() {
        long sum = 0;
        if (faults.length == 0) {
            return sum;
        }
        for (int i = 0; i < faults.length; i++) {
            // A lifetime is drawn too, and begins when the connection is there.
            sum += faults[i].drawsTime() ? drawn[i] : 0;
        }
        return sum;
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
        long left = bytes;
        for (int i = 0; i < faults.length; i++) {
            if (done[i] || gone(i)) {
                continue;
            }
            if (current != i) {
                current = i;
                crossing.owner(verdicts[i].rule());
            }
            long answer = act(i, left);
            if (Crossing.skips(answer)) {
                return answer;
            }
            left = answer;
            if (crossing.released()) {
                giveUp();
                return left;
            }
            done[i] = !faults[i].lasts();
        }
        return left;
    }

    /** Whether a rule that makes wait went; what another one decided, and is counted, is done. */
    private boolean gone(int i) {
        Rule rule = verdicts[i].rule();
        return rule.waits() && !rule.inForce();
    }

    /** Whether it is too early for the operation, so that the channel must not be seen to be ready for it. */
    boolean holds(FileDescriptor fd) {
        crossing.at(fd);
        try {
            if (open != null) {
                decide(Connections.of(fd, false, crossing.unix()).custody(), fd, GLANCE);
            }
            for (int i = 0; i < faults.length; i++) {
                if (done[i] || gone(i)) {
                    continue;
                }
                if (!faults[i].waits() || crossing.released()) {
                    return false;
                }
                if (current != i) {
                    current = i;
                    crossing.owner(verdicts[i].rule());
                }
                if (Crossing.skips(faults[i].hold(crossing, Long.MAX_VALUE, drawn[i]))) {
                    return crossing.muted();
                }
            }
        } catch (Throwable t) {
            Failures.record("hold", t);
        }
        return false;
    }

    /** Whether it ends by our doing, whatever the kernel has for it. */
    boolean endsByItself() {
        for (int i = 0; i < faults.length && !crossing.released(); i++) {
            if (!done[i] && !gone(i) && !faults[i].lasts()) {
                return faults[i].ends();
            }
        }
        return false;
    }

    /** Whether that is an exception of the user's choice, and no failure of ours. */
    boolean raises(Throwable t) {
        return crossing.raises(t);
    }

    private long act(int i, long bytes) throws IOException {
        Fault fault = faults[i];
        try {
            return fault.cross(crossing, bytes, drawn[i]);
        } catch (IOException | Raised injected) {
            Traces.strip(injected);
            throw injected;
        } catch (Throwable t) {
            if (crossing.raises(t)) {
                Traces.strip(t);
                throw t;
            }
            Failures.record(fault.word(), t);
            if (!fault.lasts()) {
                verdicts[i].fail();
            }
            return Crossing.proceed(bytes);
        }
    }

    private void giveUp() {
        for (int i = 0; i < faults.length; i++) {
            done[i] = true;
        }
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

    // What follows is called by woven code, with null where there is nothing to do.

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
        if (injection.pending != null) {
            Traces.strip(injection.pending);
            throw injection.pending;
        }
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
        if (injection.flow != null) {
            injection.flow.over();
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

    private void over(long result) {
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
            if (faults.length == 0 || crossing.released()) {
                return;
            }
            Connection connection = Connections.of(fd, true, crossing.unix());
            connection.readiness().channel(socket);
            for (int i = 0; i < faults.length; i++) {
                faults[i].accepted(connection, fd, verdicts[i].rule(), drawn[i]);
            }
        } catch (Throwable t) {
            Failures.record("accept", t);
        }
    }
}
