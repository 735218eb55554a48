package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the kernel surely has for reads of a channel that does not block, so that it is not asked before each small one. A read that
 * finds nothing does not count, and whether it will has to be known before it is decided upon.
 *
 * <p>It is a lower bound. The kernel says how many bytes it holds, or a selector that there is something; nobody takes bytes from a
 * connection but its reads; and each read of the thread that asked is taken off with all that it could take, before it is made. What
 * that thread did not see is not reckoned with but excluded: when another thread reads, nothing is known of the channel ever after;
 * when other rules are in force, or reads went another way, it is asked for anew. Any thread.
 */
public final class Supply extends WeakReference<FileDescriptor> {
    /** Whoever has room for more takes most often all that is there: to ask how much would be for nothing. */
    private static final long SMALL = 1_024;

    private static final ConcurrentHashMap<Object, Supply> TABLE = new ConcurrentHashMap<>();
    private static final ReferenceQueue<FileDescriptor> GARBAGE = new ReferenceQueue<>();

    /** Changes with the rules in force. Between two changes every read of a channel goes the same way. */
    private static final AtomicInteger RULES = new AtomicInteger();

    private final int hash;
    private final WeakReference<Thread> reader;
    private volatile boolean shared;

    // Of the reader only.
    private int since;
    private long left;

    private Supply(FileDescriptor fd) {
        super(fd, GARBAGE);
        hash = System.identityHashCode(fd);
        reader = new WeakReference<>(Thread.currentThread());
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        // What is compared with what the table holds is a probe, or itself.
        return this == other;
    }

    /** What a descriptor is looked up by. */
    private static final class Probe {
        private final FileDescriptor fd;

        Probe(FileDescriptor fd) {
            this.fd = fd;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(fd);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Supply supply && supply.refersTo(fd);
        }
    }

    /**
     * Whether a read would do something at once, be it fail.
     *
     * @param most how many bytes it can take
     */
    public static boolean readable(FileDescriptor fd, long most) {
        Supply supply = TABLE.get(new Probe(fd));
        return (supply == null ? first(fd) : supply).has(fd, most);
    }

    /** One thread is the first, also if several come at once. */
    private static synchronized Supply first(FileDescriptor fd) {
        for (Object gone = GARBAGE.poll(); gone != null; gone = GARBAGE.poll()) {
            TABLE.remove(gone);
        }
        Supply there = TABLE.get(new Probe(fd));
        if (there == null) {
            there = new Supply(fd);
            TABLE.put(there, there);
        }
        return there;
    }

    private boolean has(FileDescriptor fd, long most) {
        if (shared || !isReader()) {
            return Kernel.readable(fd);
        }
        int now = RULES.get();
        if (since == now && left > 0) {
            left = Math.max(0, left - most);
            return true;
        }
        since = now;
        left = 0;
        if (most < SMALL) {
            int there = Kernel.available(fd);
            if (there > 0) {
                left = Math.max(0, there - most);
                return true;
            }
            // An end, or a failure, is something too.
        }
        return Kernel.readable(fd);
    }

    private boolean isReader() {
        if (reader.refersTo(Thread.currentThread())) {
            return true;
        }
        shared = true;
        return false;
    }

    /** A read of that channel goes another way. */
    public static void forget(SocketChannel channel) {
        if (!TABLE.isEmpty()) {
            forget(Sockets.descriptor(channel));
        }
    }

    /** A read of that descriptor goes another way. */
    public static void forget(FileDescriptor fd) {
        Supply supply = TABLE.isEmpty() ? null : TABLE.get(new Probe(fd));
        if (supply != null && supply.isReader()) {
            supply.left = 0;
        }
    }

    /** Other rules are in force, or none. */
    public static void renew() {
        RULES.incrementAndGet();
    }

    /** The agent goes: nothing is known, and nothing kept. */
    public static void forgetAll() {
        TABLE.clear();
    }

    static void closed(FileDescriptor fd) {
        if (!TABLE.isEmpty()) {
            TABLE.remove(new Probe(fd));
        }
    }
}
