package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Kernel;
import dev.jinx.runtime.connection.Raised;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.plan.Verdict;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;

/**
 * An operation of the application that something is to be done with, from its entry to its exit. Between the two it is found by its
 * thread at the kernel's border, where the faults act. One thread.
 */
public final class Injection {
    private static final ThreadLocal<Injection> CURRENT = new ThreadLocal<>();

    private final Crossing crossing;
    private final Connection watched;
    private final Fault[] faults;
    private final long[] drawn;
    private final Object[] owners;
    private final boolean[] done;
    private int current = -1;
    private Injection outer;
    private Throwable pending;

    /**
     * An operation.
     *
     * @param verdict null where it is only watched
     * @param watched the connection whose traffic is counted; null if it is not
     */
    Injection(Crossing crossing, Verdict verdict, Connection watched) {
        this.crossing = crossing;
        this.watched = watched;
        int size = 0;
        for (Verdict v = verdict; v != null; v = v.next()) {
            size += v.size();
        }
        faults = new Fault[size];
        drawn = new long[size];
        owners = new Object[size];
        done = new boolean[size];
        int at = 0;
        for (Verdict v = verdict; v != null; v = v.next()) {
            for (int i = 0; i < v.size(); i++, at++) {
                faults[at] = v.fault(i);
                drawn[at] = v.drawn(i);
                owners[at] = v.rule();
            }
        }
    }

    /** From now on the border finds it. */
    Injection begin() {
        outer = CURRENT.get();
        CURRENT.set(this);
        return this;
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
        for (long one : drawn) {
            sum += one;
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
        long left = bytes;
        for (int i = 0; i < faults.length; i++) {
            if (done[i]) {
                continue;
            }
            if (current != i) {
                current = i;
                crossing.owner(owners[i]);
            }
            long answer = act(faults[i], left, drawn[i]);
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

    private long act(Fault fault, long bytes, long draw) throws IOException {
        try {
            return fault.cross(crossing, bytes, draw);
        } catch (IOException | Raised injected) {
            Traces.strip(injected);
            throw injected;
        } catch (Throwable t) {
            Failures.record(fault.word(), t);
            return Crossing.proceed(bytes);
        }
    }

    private void giveUp() {
        for (int i = 0; i < done.length; i++) {
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
        return (int) Math.max(1, timeout - injection.delay() / 1_000_000);
    }

    /** The connect timeout that is left for the JDK, in nanoseconds. */
    public static long remainingNanos(long timeout, Injection injection) {
        if (injection == null || timeout <= 0 || timeout == Long.MAX_VALUE) {
            return timeout;
        }
        return Math.max(1, timeout - injection.delay());
    }

    /** The operation is over. */
    public static void exit(Injection injection) throws Throwable {
        if (injection == null) {
            return;
        }
        injection.leave();
        injection.connected();
        if (injection.pending != null) {
            Traces.strip(injection.pending);
            throw injection.pending;
        }
    }

    /** The operation is over, and gave a number of bytes, or a boolean. */
    public static int exit(int result, Injection injection) {
        if (injection == null) {
            return result;
        }
        injection.leave();
        injection.moved(result);
        return result;
    }

    /** The operation is over, and gave a number of bytes. */
    public static long exit(long result, Injection injection) {
        if (injection == null) {
            return result;
        }
        injection.leave();
        injection.moved(result);
        return result;
    }

    /** A write of all that many bytes is over. */
    public static void wrote(int length, Injection injection) {
        if (injection == null) {
            return;
        }
        injection.leave();
        injection.moved(length);
    }

    /** A connection was accepted, or (null) none was there. */
    public static void accepted(Object socket, Injection injection) {
        if (injection == null) {
            return;
        }
        injection.leave();
        if (socket != null) {
            injection.mark(socket);
        }
    }

    /** The operation failed; returns what the application is to see. */
    public static Throwable fail(Throwable failure, Injection injection) {
        if (injection == null) {
            return failure;
        }
        injection.leave();
        if (failure instanceof Raised raised) {
            Throwable exception = raised.exception();
            Traces.strip(exception);
            return exception;
        }
        return failure;
    }

    private void moved(long result) {
        try {
            crossing.done(result);
            if (watched != null) {
                watched.carried(result);
            }
            connected();
        } catch (Throwable t) {
            Failures.record("exit", t);
        }
    }

    private void connected() {
        if (crossing.kind() == Crossing.Kind.CONNECT && Hooks.plan().watchesTraffic()) {
            FileDescriptor fd = Kernel.descriptor(crossing.socket());
            if (fd != null) {
                Connections.of(fd, false, crossing.unix());
            }
        }
    }

    private void mark(Object socket) {
        try {
            FileDescriptor fd = Kernel.descriptor(socket);
            if (fd == null) {
                return;
            }
            if (Hooks.plan().watchesSide()) {
                Connections.of(fd, true, crossing.unix());
            }
            if (faults.length == 0 || crossing.released()) {
                return;
            }
            switch (faults[faults.length - 1].word()) {
                case "reset" -> Connections.of(fd, true, crossing.unix()).resetAtFirstIo();
                case "close" -> Connections.of(fd, true, crossing.unix()).endAtOnce(fd);
                default -> {}
            }
        } catch (Throwable t) {
            Failures.record("accept", t);
        }
    }
}
