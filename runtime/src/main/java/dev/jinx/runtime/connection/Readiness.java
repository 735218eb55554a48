package dev.jinx.runtime.connection;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What is known of the next operations of a connection on which nobody may be made to wait: what was decided on them, and whether the
 * channel is seen to be ready for them. Any thread.
 */
public final class Readiness {
    private final Connection connection;
    private final Flow[] flows = new Flow[Crossing.Kind.values().length];
    private final List<WeakReference<SelectionKey>> keys = new ArrayList<>(1);
    private volatile WeakReference<Object> channel;
    private volatile boolean hungUp;

    Readiness(Connection connection) {
        this.connection = connection;
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
            Timer.wake(connection, kind, nanos);
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
            Timer.wake(connection, kind, again);
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
    void resumeReads() {
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
            connection.failConnect(failed);
        }
        if (flow.mutes() != before) {
            return false;
        }
        flow.over();
        flow.unmute();
        return true;
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

    /** The reading side was shut down: who waits to read goes on. */
    void shutInput() {
        Flow flow = flowOrNull(Crossing.Kind.READ);
        if (flow != null && flow.release(null) && flow.muted()) {
            goOn(flow, Crossing.Kind.READ);
        }
    }

    /** The writing side was shut down: who waits for room goes on. */
    void shutOutput() {
        Flow flow = flowOrNull(Crossing.Kind.WRITE);
        if (flow != null && flow.detained() && flow.muted()) {
            goOn(flow, Crossing.Kind.WRITE);
        }
    }

    /** The socket or channel was closed. */
    synchronized void closed() {
        for (Flow flow : flows) {
            if (flow != null) {
                flow.unmute();
                flow.over();
            }
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

    /** What is withheld for {@code owner}, or all where it is null, is no more. */
    void release(Object owner) {
        for (Crossing.Kind kind : Crossing.Kind.values()) {
            Flow flow = flowOrNull(kind);
            if (flow != null && flow.release(owner) && flow.muted()) {
                goOn(flow, kind);
            }
        }
    }

    /** The timer ended, and has forgotten what it was to look at. */
    void timerEnded() {
        for (Crossing.Kind kind : Crossing.Kind.values()) {
            Flow flow = flowOrNull(kind);
            if (flow != null) {
                flow.timerEnded();
            }
        }
    }
}
