package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one connection is subject to beyond a single operation: the peer's state, a number of bytes, silence. Any thread.
 */
final class Bounds {
    private final Connection connection;
    private final List<Peer> peers = new ArrayList<>(1);
    private final List<Limit> limits = new ArrayList<>(1);
    private Cause silence;

    Bounds(Connection connection) {
        this.connection = connection;
    }

    /** So many bytes still pass. */
    private static final class Limit {
        final Object owner;
        final Crossing.Kind kind;
        final Ending then;
        long left;

        /** Of what both directions have in common: taken by one of them, and not carried yet. */
        long granted;

        /** It ends the connection; nothing passes by it any more, be it on its way already. */
        boolean reached;

        /** Somebody whom the silence behind it may not hold has gone on: it does not count any more. */
        boolean lifted;

        Limit(Object owner, Crossing.Kind kind, long left, Ending then) {
            this.owner = owner;
            this.kind = kind;
            this.left = left;
            this.then = then;
        }

        /** Whether it counts both directions. */
        boolean common() {
            return kind == null;
        }

        boolean counts(Crossing.Kind crossing) {
            return kind == null || kind == crossing;
        }
    }

    private static boolean gone(Object owner) {
        return owner instanceof Cause cause && !cause.inForce();
    }

    /** Whether it has a say in what passes: one that fell silent has none where nobody may be held, or the silence is over. */
    private boolean counts(Limit limit) {
        return !gone(limit.owner) && !limit.lifted && !(limit.reached && limit.then == Ending.HANG && silent() == null);
    }

    /** A thread goes on though that rule would hold it: its limits that are reached do not hold it either. */
    synchronized void lift(Cause withholder) {
        for (Limit limit : limits) {
            limit.lifted |= limit.reached && limit.owner == withholder;
        }
    }

    /** A rule about its peer concerns it. */
    synchronized void subject(Peer peer) {
        if (!peers.contains(peer)) {
            for (int i = peers.size() - 1; i >= 0; i--) {
                if (gone(peers.get(i))) {
                    peers.remove(i);
                }
            }
            peers.add(peer);
        }
    }

    /** Ends the connection after so many bytes, in one direction or (null) in both; once for each rule. */
    synchronized void limit(Object owner, Crossing.Kind kind, long bytes, Ending then) {
        for (Limit known : limits) {
            if (known.owner == owner && known.kind == kind) {
                return;
            }
        }
        limits.add(new Limit(owner, kind, bytes, then));
    }

    /** Nothing passes any more until that rule goes. */
    synchronized void silence(Cause cause) {
        silence = cause;
    }

    /** The rule that lets nothing pass; null for none. */
    private synchronized Cause silent() {
        if (silence != null && !silence.inForce()) {
            silence = null;
        }
        return Waiter.over() ? null : silence;
    }

    /** Whether a rule lets nothing pass. */
    boolean isSilent() {
        return silent() != null;
    }

    private synchronized Peer[] peers() {
        return peers.toArray(new Peer[0]);
    }

    /** The black hole that holds that direction; null for none. */
    Peer hole(boolean in) {
        if (Waiter.over()) {
            return null;
        }
        for (Peer peer : peers()) {
            if (!peer.down() && (in ? peer.in() : peer.out()) && peer.acts(connection) > 0) {
                return peer;
            }
        }
        return null;
    }

    /** The rule that swallows what is written; null for none. A peer that fell silent takes what its buffer takes, too. */
    Cause swallower() {
        Cause silent = silent();
        return silent != null ? silent : hole(false);
    }

    /** Nanoseconds for which it does, {@code Long.MAX_VALUE} for until it goes. */
    long swallowing(Cause swallower) {
        return swallower instanceof Peer hole && !hole.down() && hole.out() ? hole.acts(connection) : Long.MAX_VALUE;
    }

    /** Whether its peer is down. */
    boolean down() {
        for (Peer peer : peers()) {
            if (peer.down() && peer.acts(connection) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Nanoseconds for which nothing can be read; 0 if something can, {@code Long.MAX_VALUE} for until a rule goes. */
    long withheld() {
        if (connection.inputShut()) {
            return 0;
        }
        if (silent() != null) {
            return Long.MAX_VALUE;
        }
        Peer hole = hole(true);
        return hole == null ? 0 : hole.acts(connection);
    }

    /** The rule for which nothing can be read; null for none. */
    Cause withholder() {
        Cause silent = silent();
        return silent != null ? silent : hole(true);
    }

    /**
     * Bytes are to pass.
     *
     * @param crossing null where the operation is not known
     * @return {@link Crossing#proceed} with as many as may, or {@link Crossing#skip}
     */
    long pass(Crossing crossing, Crossing.Kind kind, FileDescriptor fd, long n) throws IOException {
        if (down()) {
            connection.kill(fd);
            throw Errno.ECONNRESET.at(kind);
        }
        if (kind == Crossing.Kind.READ && connection.inputShut()) {
            // It was withheld until then: the JDK asks no more.
            return Crossing.skip(Crossing.EOF);
        }
        long withheld = kind == Crossing.Kind.READ ? withheld() : 0;
        while (withheld > 0) {
            Cause withholder = withholder();
            if (withholder != null) {
                long answer = Waiting.detain(crossing, withholder, withheld, n);
                if (Crossing.skips(answer)) {
                    return answer;
                }
                if (answer == Waiting.FREE) {
                    lift(withholder);
                    break;
                }
            }
            withheld = withheld();
        }
        if (connection.broken()) {
            return Aftermath.broken(connection, fd, kind, n);
        }
        long least = least(kind, n);
        // The other direction has the last bytes, and the connection ends as soon as it has carried them.
        return least == 0 && n > 0 ? Crossing.skip(Crossing.UNAVAILABLE) : Crossing.proceed(least);
    }

    /** Whether both directions have a number of bytes in common: they are carried by us then, so that it is exact. */
    synchronized boolean common() {
        for (Limit limit : limits) {
            if (limit.common() && counts(limit)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Bytes are about to be carried by us.
     *
     * @return of {@code n} as many as may be; {@link #giveBack} or {@link #passed} follows
     */
    synchronized long grant(Crossing.Kind kind, long n) {
        long most = n;
        for (Limit limit : limits) {
            if (limit.counts(kind) && counts(limit)) {
                most = Math.min(most, Math.max(0, limit.left));
            }
        }
        take(most);
        return most;
    }

    /** Whether nothing more may be carried in that direction, though some of it may still be on its way. */
    synchronized boolean exhausted(Crossing.Kind kind) {
        for (Limit limit : limits) {
            if (limit.counts(kind) && counts(limit) && limit.left <= 0) {
                return true;
            }
        }
        return false;
    }

    /** So many of the bytes were not carried. */
    synchronized void giveBack(long n) {
        take(-n);
    }

    private void take(long n) {
        for (Limit limit : limits) {
            if (limit.common()) {
                limit.left -= n;
                limit.granted += n;
            }
        }
    }

    private synchronized long least(Crossing.Kind kind, long n) {
        long least = n;
        for (int i = limits.size() - 1; i >= 0; i--) {
            Limit limit = limits.get(i);
            if (gone(limit.owner)) {
                limits.remove(i);
            } else if (limit.counts(kind) && !limit.reached) {
                least = Math.min(least, limit.left);
            }
        }
        return least;
    }

    /** Bytes passed: the limit that they reached ends the connection. */
    void passed(Crossing.Kind kind, long n, Custody custody) {
        Limit reached = null;
        synchronized (this) {
            for (int i = limits.size() - 1; i >= 0; i--) {
                Limit limit = limits.get(i);
                if (limit.counts(kind) && !limit.reached && !gone(limit.owner)) {
                    long known = Math.min(n, limit.granted);
                    limit.granted -= known;
                    limit.left -= n - known;
                    if (limit.left <= 0 && limit.granted == 0) {
                        limit.reached = true;
                        reached = limit;
                        if (limit.then == Ending.HANG && limit.owner instanceof Cause cause) {
                            silence = cause;
                        }
                    }
                }
            }
        }
        if (reached != null) {
            custody.reached(reached.then, reached.owner, reached.counts(Crossing.Kind.READ));
        }
    }
}
