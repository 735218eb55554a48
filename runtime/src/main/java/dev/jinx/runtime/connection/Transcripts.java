package dev.jinx.runtime.connection;

/** The last bytes of both directions of one connection, of the turn that is on. Remembered only where a rule asks for them. Any thread. */
final class Transcripts {
    private static final byte[] NONE = {};

    /** Of what may be sent in part so much is looked at, and sent, at once. */
    private static final int LOOKED = 65_536;

    private volatile boolean on;
    private Transcript received;
    private Transcript sent;

    /** They are remembered from now on. */
    synchronized void begin() {
        if (received == null) {
            received = new Transcript();
            sent = new Transcript();
            on = true;
        }
    }

    boolean on() {
        return on;
    }

    /** Another turn begins: the last bytes of that direction belong to an earlier one. */
    void turn(boolean reading) {
        if (on) {
            synchronized (this) {
                (reading ? received : sent).clear();
            }
        }
    }

    /** Those received; none where they are not remembered. */
    synchronized byte[] received() {
        return received == null ? NONE : received.text();
    }

    /** Those sent, with those that are about to be. */
    synchronized byte[] sent() {
        return sent == null ? NONE : sent.text();
    }

    void received(byte[] bytes) {
        if (on) {
            synchronized (this) {
                received.add(bytes);
            }
        }
    }

    /** The first so many bytes are about to be sent; see {@link Custody#sending}. */
    long sending(Memory memory, long n, boolean whole) {
        if (!on) {
            return n;
        }
        long most = whole ? n : Math.min(n, LOOKED);
        long before = whole ? Math.max(0, n - Transcript.KEPT) : 0;
        byte[] bytes = memory.copy(before, most - before);
        synchronized (this) {
            sent.coming(bytes, before);
        }
        return most;
    }

    /** So many bytes were sent. */
    void sent(long n) {
        if (on) {
            synchronized (this) {
                sent.came(n);
            }
        }
    }
}
