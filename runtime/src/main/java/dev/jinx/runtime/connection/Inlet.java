package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.io.IOException;

/**
 * What was taken from the kernel on one connection, or made, and is not given to the application yet. It lies between the kernel and
 * the JDK: what the application reads comes from here first. One thread reads, others may have it released.
 */
final class Inlet {
    /** {@code sun.nio.ch.IOStatus}: end of the stream. */
    private static final int EOF = -1;

    /** {@code sun.nio.ch.IOStatus}: nothing there; the JDK looks whether the socket is still open, and waits for it. */
    private static final int UNAVAILABLE = -2;

    /** The most bytes of one system call. */
    private static final int CHUNK = 65_536;

    private final Connection connection;
    private final Custody custody;
    private final Reminder reminder;

    /** As they came, and looked at only. */
    private final Bytes raw = new Bytes();

    /** As the application gets them. */
    private final Bytes ready = new Bytes();

    private Passage passage;

    /** How much of it is raw; asked by who must not wait for us. */
    private volatile int looked;

    Inlet(Connection connection, Custody custody) {
        this.custody = custody;
        this.connection = connection;
        reminder = new Reminder(custody);
    }

    /** Whether a read gives something, or the end, without the kernel. */
    synchronized boolean deliverable() {
        return ready.size() > 0 || due();
    }

    private boolean due() {
        return passage != null && passage.holds() && passage.left() == 0;
    }

    /** How many bytes reads would give at once. */
    synchronized int available() {
        return ready() + raw.size();
    }

    /** Of those, how many passed the changes. */
    synchronized int ready() {
        return ready.size() + (due() ? passage.held() : 0);
    }

    /** How many bytes there are in all. */
    synchronized int held() {
        return ready.size() + raw.size() + (passage == null ? 0 : passage.held());
    }

    /** Bytes that were only looked at, and still wait for what is to be done with them. */
    int looked() {
        return looked;
    }

    /**
     * A read of what passed the changes; what they hold back for what follows stays with them.
     *
     * @return {@link Crossing#skip}; {@link Crossing#proceed} where there is nothing, be it that a rule came back meanwhile: the JDK
     *     must not wait in the kernel for what is here
     */
    synchronized long readReady(Memory memory, long n) {
        if (due()) {
            ready.add(passage.end());
        }
        if (ready.size() > 0) {
            return deliver(memory, n);
        }
        custody.announce();
        return Crossing.proceed(n);
    }

    /**
     * Takes from the kernel what is there, at most so much, to look at it before it is decided upon. What is taken and where it is put
     * is one step, here and in {@link #fetch}: another thread may read meanwhile.
     */
    synchronized void look(FileDescriptor fd, long most) throws IOException {
        int there = Kernel.available(fd);
        if (there == 0 || raw.size() > 0 || ready.size() > 0) {
            return;
        }
        byte[] bytes = Kernel.read(fd, (int) Math.min(Math.min(there, most), CHUNK));
        if (bytes != null) {
            raw.add(bytes);
            looked = raw.size();
            custody.received(bytes);
        }
    }

    /**
     * A read.
     *
     * @param crossing null where the operation is not known
     * @param n how many bytes may pass
     * @param next the changes that they go through; null for none
     * @return {@link Crossing#proceed} where the kernel is to be asked, {@link Crossing#skip} where not
     */
    long read(Crossing crossing, FileDescriptor fd, Memory memory, long n, Passage next) throws IOException {
        turn(next);
        while (true) {
            synchronized (this) {
                if (due()) {
                    ready.add(passage.end());
                }
                if (ready.size() > 0) {
                    return deliver(memory, n);
                }
                if (passage == null && raw.size() == 0) {
                    return custody.transcribes() || custody.common() ? copied(fd, memory, n) : Crossing.proceed(n);
                }
            }
            long answer = fill(crossing, fd, n);
            if (Crossing.skips(answer)) {
                return answer;
            }
        }
    }

    /** What another operation held goes before what is to come. */
    private synchronized void turn(Passage next) {
        Passage before = passage;
        if (next == before) {
            return;
        }
        if (before != null && before.holds() && (next == null || !next.follows(before))) {
            ready.add(before.end());
        }
        passage = next;
    }

    /** For who looks at it: what the kernel gives, through our hands. */
    private long copied(FileDescriptor fd, Memory memory, long n) throws IOException {
        if (!Kernel.readable(fd)) {
            return Crossing.skip(UNAVAILABLE);
        }
        // Asked for first: what may not pass stays in the kernel, which tells whoever waits for it.
        long granted = custody.grant(Crossing.Kind.READ, Math.min(n, CHUNK));
        byte[] bytes = null;
        try {
            bytes = granted == 0 ? null : Kernel.read(fd, (int) granted);
        } finally {
            custody.giveBack(granted - (bytes == null ? 0 : bytes.length));
        }
        if (bytes == null) {
            return Crossing.skip(UNAVAILABLE);
        }
        if (bytes.length == 0) {
            return Crossing.skip(EOF);
        }
        custody.received(bytes);
        memory.fill(bytes);
        connection.carried(Crossing.Kind.READ, bytes.length);
        connection.consumed(bytes.length);
        custody.announce();
        return Crossing.skip(bytes.length);
    }

    /** The connection ended before what is here. */
    synchronized void discard() {
        ready.drop(ready.size());
        raw.drop(raw.size());
        looked = 0;
        passage = null;
        custody.announce();
    }

    private long deliver(Memory memory, long n) {
        long granted = custody.grant(Crossing.Kind.READ, Math.min(Math.min(n, CHUNK), ready.size()));
        if (granted == 0) {
            if (connection.answers()) {
                // It ended meanwhile: that is what the next look gives.
                discard();
            }
            return Crossing.skip(UNAVAILABLE);
        }
        byte[] bytes = ready.take((int) granted);
        memory.fill(bytes);
        connection.carried(Crossing.Kind.READ, bytes.length);
        custody.announce();
        return Crossing.skip(bytes.length);
    }

    private long fill(Crossing crossing, FileDescriptor fd, long n) throws IOException {
        byte[] bytes;
        try {
            bytes = fetch(fd, (int) Math.min(n, CHUNK));
        } catch (IOException broken) {
            synchronized (this) {
                ready.add(passage == null ? Bytes.NONE : passage.end());
                if (ready.size() == 0) {
                    throw broken;
                }
            }
            // What came before it is read first.
            connection.resetAtFirstIo();
            return Crossing.proceed(n);
        }
        if (bytes == null) {
            return await(crossing, n);
        }
        synchronized (this) {
            if (bytes.length > 0) {
                ready.add(passage == null ? bytes : passage.feed(bytes, 0));
                custody.ends(passage);
                remindLater();
            } else {
                ready.add(passage == null ? Bytes.NONE : passage.end());
                return ready.size() == 0 ? Crossing.skip(EOF) : Crossing.proceed(n);
            }
        }
        return Crossing.proceed(n);
    }

    /** What is held goes on by itself, and whoever waits for it then may have no thread here. */
    private void remindLater() {
        long left = passage == null || !passage.holds() ? Long.MAX_VALUE : passage.left();
        if (left != Long.MAX_VALUE) {
            reminder.in(Math.max(left, 1));
        }
    }

    /** The timer came; returns whether there is something to be read. If it is too early, it comes again. */
    synchronized boolean remind() {
        if (deliverable()) {
            return true;
        }
        remindLater();
        return false;
    }

    /** It was closed. */
    void closed() {
        reminder.forget();
    }

    /** The timer ended, and has forgotten everything. */
    void timerEnded() {
        reminder.timerEnded();
    }

    /** Null for nothing there, no bytes for the end. */
    private byte[] fetch(FileDescriptor fd, int most) throws IOException {
        byte[] bytes = take(fd, most);
        if (bytes != null) {
            connection.consumed(bytes.length);
        }
        return bytes;
    }

    private synchronized byte[] take(FileDescriptor fd, int most) throws IOException {
        if (raw.size() > 0) {
            byte[] bytes = raw.take(most);
            looked = raw.size();
            return bytes;
        }
        byte[] bytes = Kernel.readable(fd) ? Kernel.read(fd, most) : null;
        if (bytes != null) {
            custody.received(bytes);
        }
        return bytes;
    }

    /** Waits for what is held, a little; {@link Crossing#skip} where there is none, and the JDK is to wait. */
    long await(Crossing crossing, long n) throws IOException {
        long left;
        synchronized (this) {
            if (passage == null || !passage.holds()) {
                return Crossing.skip(UNAVAILABLE);
            }
            left = passage.left();
        }
        if (left == 0) {
            return Crossing.proceed(n);
        }
        return crossing != null && Waiting.gather(crossing, left) ? Crossing.proceed(n) : Crossing.skip(UNAVAILABLE);
    }
}
