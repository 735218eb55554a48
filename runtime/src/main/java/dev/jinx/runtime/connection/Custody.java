package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.io.IOException;

/**
 * What one connection is subject to beyond a single operation, and its bytes that are in our hands. There is one only where a rule
 * needs it. Reading and writing threads, and the timer's, may use it at once.
 */
public final class Custody {
    /** How often is looked whether there is room for the rest of a blocking write, in nanoseconds. */
    private static final long AGAIN = 2_000_000;

    private final Connection connection;
    private final Inlet inlet;
    private final Outlet outlet;
    private final Bounds bounds;
    private final Transcripts transcripts = new Transcripts();
    private volatile Lifetime lifetimes;
    private volatile String target = "";

    Custody(Connection connection) {
        this.connection = connection;
        inlet = new Inlet(connection, this);
        outlet = new Outlet(connection, this);
        bounds = new Bounds(connection);
    }

    /** A rule about its peer concerns it; {@code itsTarget} is what the report calls it. */
    public void subject(Peer peer, String itsTarget) {
        target = itsTarget;
        bounds.subject(peer);
    }

    /** What the report calls it. */
    public String target() {
        return target;
    }

    /** Its last bytes are remembered from now on. */
    public void transcribe() {
        transcripts.begin();
    }

    boolean transcribes() {
        return transcripts.on();
    }

    /** Another turn begins: the last bytes of that direction belong to an earlier one. */
    void turn(boolean reading) {
        transcripts.turn(reading);
    }

    /** The last bytes that it received since its last write; none where they are not remembered. */
    public byte[] received() {
        return transcripts.received();
    }

    /** The last bytes that it sent since its last read, with those that it is about to send. */
    public byte[] sent() {
        return transcripts.sent();
    }

    void received(byte[] bytes) {
        transcripts.received(bytes);
    }

    /**
     * The first so many bytes are about to be sent; {@link #sent(long)} tells how many were.
     *
     * @param whole whether all of them will be, if the connection does not break
     * @return how many may be at most, so that it is known which they were
     */
    public long sending(Memory memory, long n, boolean whole) {
        return transcripts.sending(memory, n, whole);
    }

    /** So many bytes were sent. */
    public void sent(long n) {
        transcripts.sent(n);
    }

    /** Looks at what is there to be read, at most so many bytes; it stays to be read. */
    public void look(FileDescriptor fd, long most) throws IOException {
        inlet.look(fd, most);
        announce();
    }

    int looked() {
        return inlet.looked();
    }

    boolean readable() {
        return inlet.deliverable() || inlet.looked() > 0;
    }

    /** Whether a read gives something that passed the changes already, or the end, though the kernel has nothing. */
    public boolean deliverable() {
        return inlet.deliverable() && !bounds.isSilent();
    }

    /** How many bytes were taken from the kernel and not read yet. */
    int inHand() {
        return inlet.available();
    }

    /** How many bytes can be read without waiting, if the kernel has so many. */
    public int available(int kernels) {
        return bounds.withheld() > 0 ? inlet.ready() : kernels + inlet.available();
    }

    /** A read of what passed the changes already; {@link Crossing#proceed} where there is nothing of it. */
    public long deliver(Memory memory, long n) {
        return inlet.readReady(memory, n);
    }

    /** The time of what changes hold back on its way in may be over: whoever waits to read looks again. */
    void remind() {
        if (!inlet.remind()) {
            return;
        }
        announce();
        // Where readiness is withheld he is woken when that is over, and not before.
        if (!connection.readiness().muted(Crossing.Kind.READ)) {
            connection.readiness().resumeReads();
        }
    }

    /** Whether bytes are to be read for which the kernel has no event. */
    void announce() {
        connection.announce(readable());
    }

    /**
     * A read at the border.
     *
     * @param crossing null where the operation is not known
     * @param n how many bytes may pass
     * @param changes that its bytes go through; null for none
     * @return {@link Crossing#proceed} where the kernel is to be asked, {@link Crossing#skip} where not
     */
    public long read(Crossing crossing, FileDescriptor fd, Memory memory, long n, Passage changes) throws IOException {
        return inlet.read(crossing, fd, memory, n, changes);
    }

    /** Waits for what changes hold back on its way in; {@link Crossing#skip} where there is none, and the JDK is to wait. */
    public long await(Crossing crossing, long n) throws IOException {
        return inlet.await(crossing, n);
    }

    /**
     * A write at the border. Where the calling thread may wait, all of it is taken, as the kernel takes it then.
     *
     * @param crossing null where the operation is not known
     * @param n how many bytes may pass
     * @param changes that its bytes go through; null for none
     * @param rest how many bytes of the operation are left; fewer than are taken where it ends with this call
     * @return {@link Crossing#proceed} where the kernel is to be asked, {@link Crossing#skip} where not
     */
    public long write(Crossing crossing, FileDescriptor fd, Memory memory, long n, Passage changes, long rest)
            throws IOException {
        boolean whole = crossing != null && crossing.blocking();
        long most = Math.min(n, Integer.MAX_VALUE);
        long done = 0;
        while (true) {
            long answer;
            try {
                answer = piece(crossing, fd, memory, done, most - done, changes, rest - done);
            } catch (IOException broken) {
                if (done == 0) {
                    throw broken;
                }
                // The kernel, too, says first what it took.
                outlet.broke(broken);
                return Crossing.skip((int) done);
            }
            if (!Crossing.skips(answer)) {
                return answer;
            }
            long taken = Crossing.result(answer);
            done += Math.max(0, taken);
            if (done == 0) {
                return answer;
            }
            // With nothing left of a limit there is nothing to wait for: it ends the connection when these bytes are
            // counted.
            boolean over = taken <= 0 && bounds.exhausted(Crossing.Kind.WRITE);
            if (!whole || done >= most || over || (taken <= 0 && !Waiting.gather(crossing, AGAIN))) {
                return Crossing.skip((int) done);
            }
        }
    }

    private long piece(
            Crossing crossing, FileDescriptor fd, Memory memory, long from, long n, Passage changes, long rest)
            throws IOException {
        Object socket = crossing == null || crossing.socket() == null
                ? connection.readiness().channel()
                : crossing.socket();
        boolean free = false;
        while (true) {
            long answer = outlet.write(socket, fd, memory, from, n, changes, rest, free);
            if (answer != Outlet.FULL) {
                return answer;
            }
            Cause hole = hole();
            if (hole != null) {
                long waited = Waiting.detain(crossing, hole, bounds.swallowing(hole), n);
                if (Crossing.skips(waited)) {
                    return waited;
                }
                free = waited == Waiting.FREE;
                if (free) {
                    bounds.lift(hole);
                }
            }
        }
    }

    /** A byte of urgent data is to be sent; whether that is left to us. */
    public boolean urge(FileDescriptor fd, byte data) {
        return outlet.urge(connection.readiness().channel(), fd, data);
    }

    /** What may pass at the border, for all that it is subject to. */
    public long bounds(Crossing crossing, Crossing.Kind kind, FileDescriptor fd, long n) throws IOException {
        return bounds.pass(crossing, kind, fd, n);
    }

    /** What swallows what is written; null for nothing. */
    Cause hole() {
        return bounds.swallower();
    }

    /** Has the readiness to be read withheld if nothing can be read; whether it is. */
    public boolean withhold() {
        long nanos = bounds.withheld();
        if (nanos > 0) {
            connection.readiness().detain(Crossing.Kind.READ, nanos, bounds.withholder());
        }
        return nanos > 0;
    }

    /** Ends it after so many bytes, in one direction or (null) in both; once for each rule. */
    public void limit(Object owner, Crossing.Kind kind, long bytes, Ending then) {
        if (bytes == 0) {
            end(then, owner);
        } else {
            bounds.limit(owner, kind, bytes, then);
        }
    }

    /** Whether it ends after so many bytes in both directions together. */
    boolean common() {
        return bounds.common();
    }

    /** Bytes are about to be carried by us in that direction; of {@code n} as many as may be. */
    long grant(Crossing.Kind kind, long n) {
        return bounds.grant(kind, n);
    }

    /** So many of those were not carried. */
    void giveBack(long n) {
        bounds.giveBack(n);
    }

    /** It carried as many bytes as it was to. */
    void reached(Ending then, Object owner, boolean reads) {
        if (reads && then != Ending.HANG) {
            inlet.discard();
        }
        end(then, owner);
    }

    /** Ends it so many nanoseconds after its first data, or from now where it had some; once for each rule. */
    public void lifetime(Object owner, long nanos, Ending then) {
        Lifetime begins;
        synchronized (this) {
            for (Lifetime known = lifetimes; known != null; known = known.next) {
                if (known.owner() == owner) {
                    return;
                }
            }
            begins = new Lifetime(this, owner, nanos, then, lifetimes);
            lifetimes = begins;
        }
        if (connection.traffic().bytes() > 0) {
            begins.begin();
        }
    }

    /** It carried that many bytes in that direction. */
    void carried(Crossing.Kind kind, long n) {
        for (Lifetime begins = lifetimes; begins != null; begins = begins.next) {
            begins.begin();
        }
        bounds.passed(kind, n, this);
    }

    /** It was closed. */
    void closed() {
        Lifetime all = lifetimes;
        lifetimes = null;
        inlet.closed();
        for (Lifetime one = all; one != null; one = one.next) {
            one.forget();
        }
    }

    /** The timer ended, and has forgotten everything. */
    void timerEnded() {
        outlet.timerEnded();
        inlet.timerEnded();
    }

    void ends(Passage changes) {
        Stage ended = changes == null ? null : changes.ended();
        if (ended != null) {
            end(ended.ending(), ended.owner());
        }
    }

    /** Ends it, for a rule that is in force. */
    void end(Ending then, Object owner) {
        if (owner instanceof Cause cause && !cause.inForce()) {
            return;
        }
        if (then == Ending.HANG && owner instanceof Cause cause) {
            bounds.silence(cause);
        } else {
            connection.end(then);
        }
    }

    /** Its peer may be down, or there again. */
    public void peerChanged() {
        if (bounds.down()) {
            connection.end(Ending.RESET);
        }
        outlet.release();
    }

    /** The application is about to shut its writing side down; whether that is left to us. */
    public boolean finishes() {
        return outlet.finish();
    }

    void closing() {
        outlet.close();
    }

    /** Rules went; whether there is something to be read now. */
    boolean release() {
        outlet.release();
        announce();
        return inlet.deliverable();
    }

    /** Whether bytes of that direction are in our hands. */
    public boolean has(Crossing.Kind kind) {
        return kind == Crossing.Kind.READ ? inlet.held() > 0 : outlet.held() > 0;
    }

    /** What is in our hands cannot be relied upon any more: the connection is reset. */
    public void giveUp() {
        connection.end(Ending.RESET);
    }

    /** How many bytes that the application wrote are in our hands. */
    int unsent() {
        return outlet.held();
    }

    /** How many bytes are in our hands. */
    long held() {
        return inlet.held() + (long) outlet.held();
    }
}
