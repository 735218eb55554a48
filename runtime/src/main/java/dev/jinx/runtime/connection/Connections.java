package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections that some rule has to do with, by the JDK's descriptor object, of which each socket and channel has exactly one. An
 * entry goes when its connection is closed, and at the latest when it is garbage. Any thread.
 */
public final class Connections {
    private static final ConcurrentHashMap<Object, Connection> TABLE = new ConcurrentHashMap<>();
    private static final ReferenceQueue<FileDescriptor> GARBAGE = new ReferenceQueue<>();
    private static final AtomicInteger FAULTED = new AtomicInteger();
    private static final AtomicInteger DETAINED = new AtomicInteger();
    private static final ConcurrentHashMap<Connection, Boolean> DELIVERABLE = new ConcurrentHashMap<>();

    private Connections() {}

    /** Equal when they are for the same object. */
    private static final class Key extends WeakReference<FileDescriptor> {
        private final int hash;

        Key(FileDescriptor fd, ReferenceQueue<FileDescriptor> queue) {
            super(fd, queue);
            hash = System.identityHashCode(fd);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            if (!(other instanceof Key key)) {
                return false;
            }
            FileDescriptor mine = get();
            return mine != null && mine == key.get();
        }
    }

    /** What a descriptor is looked up by: no reference that the collector has to be told of, for each read and write. */
    private static final class Probe {
        private final FileDescriptor fd;

        Probe(FileDescriptor fd) {
            this.fd = fd;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(fd);
        }

        /** The table asks what is looked up, never what it holds. */
        @Override
        public boolean equals(Object other) {
            return fd != null && other instanceof Key key && key.refersTo(fd);
        }
    }

    /** Whether any is known. */
    public static boolean any() {
        return !TABLE.isEmpty();
    }

    /** The connection with that descriptor, if a rule has to do with it; else null. */
    public static Connection get(FileDescriptor fd) {
        return TABLE.isEmpty() ? null : TABLE.get(new Probe(fd));
    }

    /** The same, but from now on it is known. */
    public static Connection of(FileDescriptor fd, boolean server, boolean unix) {
        Connection known = get(fd);
        if (known != null) {
            return known;
        }
        expunge();
        Key key = new Key(fd, GARBAGE);
        Connection fresh = new Connection(key, server, unix);
        Connection other = TABLE.putIfAbsent(key, fresh);
        return other == null ? fresh : other;
    }

    /** The socket or channel with that descriptor was closed: its waiting threads go on, and it is forgotten. */
    public static void closed(FileDescriptor fd) {
        Supply.closed(fd);
        if (TABLE.isEmpty()) {
            return;
        }
        forget(TABLE.remove(new Probe(fd)));
    }

    private static void forget(Connection gone) {
        if (gone != null) {
            gone.closed();
        }
    }

    private static void expunge() {
        for (Object key = GARBAGE.poll(); key != null; key = GARBAGE.poll()) {
            forget(TABLE.remove(key));
        }
    }

    /** The reading side was shut down: who waits to read goes on. */
    public static void shutInput(FileDescriptor fd) {
        Connection connection = get(fd);
        if (connection != null) {
            connection.shutInput();
        }
    }

    /** Other rules are in force: what was decided without them, and waits for none, is to be decided anew. */
    public static void replaced() {
        for (Connection connection : TABLE.values()) {
            connection.readiness().replaced();
        }
    }

    /** Threads that wait for {@code owner}, or for any rule where it is null, go on. */
    public static void releaseAll(Object owner) {
        for (Connection connection : TABLE.values()) {
            connection.release(owner);
        }
    }

    /** The JVM goes down: every thread that waits goes on, and no thread will wait again. */
    public static void endWaits() {
        Waiter.endAll();
        releaseAll(null);
    }

    /**
     * Nobody waits, and nothing is to be looked at later: the thread that did so ends.
     *
     * @param millis how long is waited for its end
     */
    public static void endTimer(long millis) throws InterruptedException {
        Timer.end(millis);
        for (Connection connection : TABLE.values()) {
            connection.timerEnded();
        }
    }

    /**
     * Waits until no byte of any connection is in our hands; rules are to be paused, so that none comes to it.
     *
     * @param millis how long at most
     * @return how many bytes are left, which the application does not read or the peer does not take
     */
    public static long settle(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        long left = inHand();
        while (left > 0 && System.nanoTime() < end) {
            Thread.sleep(10);
            left = inHand();
        }
        return left;
    }

    /**
     * Waits until what was written and accepted is on its way, as that of a process that ended is.
     *
     * @param millis how long at most
     */
    public static void send(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (unsent() && System.nanoTime() < end) {
            Thread.sleep(2);
        }
    }

    private static boolean unsent() {
        if (Outlet.lingering() > 0) {
            return true;
        }
        for (Connection connection : TABLE.values()) {
            Custody custody = connection.custodyOrNull();
            if (custody != null && custody.unsent() > 0) {
                return true;
            }
        }
        return false;
    }

    private static long inHand() {
        long sum = Outlet.lingering();
        for (Connection connection : TABLE.values()) {
            Custody custody = connection.custodyOrNull();
            sum += custody == null ? 0 : custody.held();
        }
        return sum;
    }

    /** How many are known. */
    public static int size() {
        expunge();
        return TABLE.size();
    }

    /** Whether some connection is subject to something beyond its single operations, or has bytes in our hands. */
    public static boolean detained() {
        return DETAINED.get() > 0;
    }

    static void detains(int more) {
        DETAINED.addAndGet(more);
    }

    /** Those that can be read though the kernel has nothing for them, or (false) not any more. */
    static void deliverable(Connection connection, boolean now) {
        if (now) {
            DELIVERABLE.put(connection, Boolean.TRUE);
        } else if (!DELIVERABLE.isEmpty()) {
            DELIVERABLE.remove(connection);
        }
    }

    /** Those that can be read, or could a moment ago, though the kernel has nothing for them. */
    public static Set<Connection> deliverable() {
        return DELIVERABLE.isEmpty() ? Set.of() : DELIVERABLE.keySet();
    }

    /** Whether the connection with that descriptor's number is known. */
    public static boolean isKnown(int number) {
        for (Object key : TABLE.keySet()) {
            FileDescriptor fd = ((Key) key).get();
            if (fd != null && Kernel.number(fd) == number) {
                return true;
            }
        }
        return false;
    }

    /** All that are known. */
    public static Collection<Connection> all() {
        return TABLE.values();
    }

    /** Somebody is to be run by the timer's thread after so many nanoseconds; he must not block. */
    public static void later(Runnable task, long nanos) {
        Timer.run(task, nanos);
    }

    /** Whether some connection is broken by our doing, so that its reads and writes must be answered even when no rule is left. */
    public static boolean faulted() {
        return FAULTED.get() > 0;
    }

    static void changed(Connection.State from, Connection.State to) {
        int before = from == Connection.State.LIVE ? 0 : 1;
        int after = to == Connection.State.LIVE ? 0 : 1;
        if (before != after) {
            FAULTED.addAndGet(after - before);
        }
    }
}
