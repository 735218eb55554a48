package dev.jinx.runtime.connection;

import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the application wrote on one connection and the kernel does not have yet: a piece of send buffer of our own. It holds what a
 * black hole or a silent peer swallowed and what is collected, and the rest of what was changed on its way. Nothing that it accepted is lost or
 * overtaken: the application's next bytes stand in line behind it, and so does the end of the stream. Any thread.
 */
final class Outlet implements Runnable {
    /** {@code sun.nio.ch.IOStatus}: no room; the JDK waits until there is. */
    private static final int UNAVAILABLE = -2;

    /** The most bytes of one border call. */
    private static final int CHUNK = 65_536;

    /** How often is looked whether the kernel takes more, in nanoseconds. */
    private static final long AGAIN = 2_000_000;

    /** With a black hole in front of it, likewise. */
    private static final long SELDOM = 20_000_000;

    /** As long as that after a close the rest is offered to the peer. */
    private static final long LINGER = 120_000_000_000L;

    /** Those whose connection the application has closed, while there is something to be sent. */
    private static final Set<Outlet> LINGERING = ConcurrentHashMap.newKeySet();

    private final Connection connection;
    private final Custody custody;
    private final Line queue = new Line();
    private Passage passage;

    /** The application's as long as something is held for it, and ours behind its close; else null. */
    private FileDescriptor descriptor;

    /** The application's socket, which is not to be collected, and its descriptor closed, before what is held went. */
    @SuppressWarnings("UnusedVariable") // it is there to be held
    private Object kept;

    private int room;
    private boolean pumping;
    private boolean finished;

    /** The application closes: nothing more is accepted, and its descriptor is not ours to use, as it may be another one soon. */
    private boolean closing;

    /** The rest goes on a descriptor of our own. */
    private boolean closed;

    private long closedAt;

    Outlet(Connection connection, Custody custody) {
        this.custody = custody;
        this.connection = connection;
    }

    /** How many bytes of connections that the application has closed are still to go. */
    static long lingering() {
        long sum = 0;
        for (Outlet outlet : LINGERING) {
            sum += outlet.held();
        }
        return sum;
    }

    /** How many bytes the kernel does not have yet. */
    synchronized int held() {
        return queue.size() + (passage == null ? 0 : passage.held());
    }

    synchronized boolean empty() {
        return queue.size() == 0 && (passage == null || !passage.holds());
    }

    /**
     * A write, or a further piece of one.
     *
     * @param socket the application's
     * @param from where in the memory it begins; what is before it was taken
     * @param n how many bytes may pass
     * @param next the changes that they go through; null for none
     * @param rest how many bytes of the operation are left, or fewer than are taken where it ends with this piece
     * @param free whether a black hole is not to hold it
     * @return {@link Crossing#proceed} where the kernel is to be asked, {@link Crossing#skip} where not
     */
    synchronized long write(
            Object socket, FileDescriptor fd, Memory memory, long from, long n, Passage next, long rest, boolean free)
            throws IOException {
        if (closing) {
            // The JDK finds out when it looks why there is no room.
            return Crossing.skip(UNAVAILABLE);
        }
        if (finished) {
            throw Errno.EPIPE.at(Crossing.Kind.WRITE);
        }
        descriptor = fd;
        kept = socket;
        try {
            return write(memory, from, n, next, rest, free ? null : custody.hole());
        } finally {
            letGo();
        }
    }

    /**
     * A byte of urgent data is to be sent, which no rule acts on.
     *
     * @return whether it is left to us: it does not overtake what is held
     */
    synchronized boolean urge(Object socket, FileDescriptor fd, byte data) {
        if (closing || finished || (empty() && custody.hole() == null)) {
            return false;
        }
        descriptor = fd;
        kept = socket;
        turn(null);
        queue.addUrgent(data);
        boolean ignored = drain();
        letGo();
        return true;
    }

    private long write(Memory memory, long from, long n, Passage next, long rest, Cause hole) throws IOException {
        turn(next);
        if (hole == null) {
            flush();
            if (queue.size() == 0 && passage == null && custody.common()) {
                return carry(memory, from, n);
            }
            if (queue.size() == 0 && passage == null && from == 0) {
                return Crossing.proceed(n);
            }
            if (queue.size() > 0) {
                // The kernel is full: the JDK waits for it.
                pump();
                return Crossing.skip(UNAVAILABLE);
            }
        } else if (queue.size() >= room()) {
            return FULL;
        }
        long most = hole == null ? CHUNK : Math.min(CHUNK, room() - queue.size());
        // Nobody counts what is swallowed.
        long granted = hole == null ? custody.grant(Crossing.Kind.WRITE, Math.min(n, most)) : Math.min(n, most);
        if (granted == 0) {
            return Crossing.skip(UNAVAILABLE);
        }
        byte[] bytes = memory.copy(from, granted);
        queue.add(passage == null ? bytes : passage.feed(bytes, Math.max(0, rest - bytes.length)));
        if (hole == null) {
            flush();
        }
        if (queue.size() == 0) {
            custody.ends(passage);
        }
        pump();
        return Crossing.skip(bytes.length);
    }

    /** What the kernel takes now, and no more: both directions are counted together, and none of them may be held up meanwhile. */
    private long carry(Memory memory, long from, long n) throws IOException {
        if (!Kernel.writable(descriptor)) {
            return Crossing.skip(UNAVAILABLE);
        }
        long granted = custody.grant(Crossing.Kind.WRITE, Math.min(n, atOnce()));
        long carried = 0;
        try {
            int written = granted == 0 ? UNAVAILABLE : Kernel.write(descriptor, memory.copy(from, granted));
            carried = Math.max(0, written);
            return Crossing.skip(written);
        } finally {
            custody.giveBack(granted - carried);
        }
    }

    /** How much does not block, whatever the mode, when the kernel says that it is writable: a third is free then. */
    private int atOnce() {
        return Math.max(1024, room() / 8);
    }

    /** Of what is not needed nothing is kept: an application may forget a socket without closing it. */
    private void letGo() {
        if (empty()) {
            descriptor = null;
            kept = null;
        }
    }

    /** The answer of {@link #write} when nothing more is accepted as long as the black hole is there. */
    static final long FULL = Long.MAX_VALUE;

    private void turn(Passage next) {
        Passage before = passage;
        if (next == before) {
            return;
        }
        if (before != null && before.holds() && (next == null || !next.follows(before))) {
            queue.add(before.end());
        }
        passage = next;
    }

    /** As much as the kernel itself would have held. */
    private int room() {
        if (room == 0) {
            room = Kernel.sendBuffer(descriptor);
        }
        return room;
    }

    private void flush() throws IOException {
        queue.flush(descriptor, atOnce());
    }

    /** Somebody comes again as long as there is something that goes without the application. */
    private void pump() {
        if (pumping) {
            return;
        }
        long left = queue.size() > 0 ? AGAIN : passage == null ? Long.MAX_VALUE : passage.left();
        if (left == Long.MAX_VALUE) {
            return;
        }
        pumping = true;
        Timer.run(this, custody.hole() == null ? Math.max(left, 1) : SELDOM);
    }

    /** The timer came. */
    @Override
    public void run() {
        boolean more;
        synchronized (this) {
            pumping = false;
            more = drain();
            letGo();
        }
        if (more) {
            connection.readiness().resumeWrites();
        }
    }

    /** What is held and may go goes: a rule went, or its time is over. */
    synchronized void release() {
        boolean ignored = drain();
        letGo();
    }

    /** The timer ended, and has forgotten us. */
    synchronized void timerEnded() {
        pumping = false;
    }

    private boolean drain() {
        if (descriptor == null) {
            return false;
        }
        boolean full = queue.size() >= room();
        try {
            if (passage != null && passage.holds() && (passage.left() == 0 || finished || closed)) {
                queue.add(passage.end());
            }
            if (custody.hole() == null || Waiter.over()) {
                flush();
            }
        } catch (IOException e) {
            passage = null;
            broke(e);
        } catch (Throwable t) {
            Failures.record("outlet", t);
        }
        if (queue.size() == 0) {
            emptied();
        } else if (closed && System.nanoTime() - closedAt > LINGER) {
            // The kernel, too, gives a connection up that nobody has any more.
            queue.clear();
            Kernel.reset(descriptor, connection.unix());
            emptied();
        }
        pump();
        return full && queue.size() < room();
    }

    /** The kernel says so once, and it was not the application that asked: its next call is told. */
    synchronized void broke(IOException e) {
        if (!closed && !connection.answers() && !Errno.EPIPE.text().equals(e.getMessage())) {
            connection.resetAtFirstIo();
        }
    }

    private void emptied() {
        if (closed) {
            Kernel.close(descriptor);
            LINGERING.remove(this);
            descriptor = null;
            passage = null;
            return;
        }
        if (finished) {
            finished = false;
            Kernel.finishOutput(descriptor);
        }
        custody.ends(passage);
    }

    /**
     * The writing side is to be shut down.
     *
     * @return whether that is left to us: it comes behind what is held
     */
    synchronized boolean finish() {
        if (closing || empty()) {
            return closed;
        }
        finished = true;
        boolean ignored = drain();
        letGo();
        return finished;
    }

    /** The application is about to close: the rest goes on a descriptor of its own, and the end of the stream behind it. */
    synchronized void close() {
        if (closing) {
            return;
        }
        closing = true;
        finished = false;
        if (!empty()) {
            closeBehind();
        }
        if (!closed) {
            queue.clear();
            descriptor = null;
            passage = null;
        }
        kept = null;
    }

    private void closeBehind() {
        if (!connection.unix() && Kernel.closesHard(descriptor)) {
            return;
        }
        if (passage != null) {
            queue.add(passage.end());
            passage = null;
        }
        if (custody.hole() == null) {
            try {
                flush();
            } catch (IOException e) {
                // Nobody is there to be told.
                return;
            }
        }
        if (queue.size() > 0) {
            FileDescriptor own = Kernel.duplicate(descriptor);
            if (own != null) {
                descriptor = own;
                closed = true;
                closedAt = System.nanoTime();
                LINGERING.add(this);
                pump();
            }
        }
    }
}
