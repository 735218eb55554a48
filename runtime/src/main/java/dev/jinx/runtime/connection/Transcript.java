package dev.jinx.runtime.connection;

/**
 * The last bytes that a connection carried in one direction in the current turn. Guarded by the connection.
 */
final class Transcript {
    /** How many are kept. */
    static final int KEPT = 8192;

    private final Bytes bytes = new Bytes();
    private byte[] coming = Bytes.NONE;
    private long before;

    /** Those came by. */
    void add(byte[] more) {
        coming = Bytes.NONE;
        bytes.add(more);
        if (bytes.size() > KEPT) {
            bytes.drop(bytes.size() - KEPT);
        }
    }

    /** Those are about to come by behind so many others, and belong to it for whoever looks. */
    void coming(byte[] more, long behind) {
        coming = more;
        before = behind;
    }

    /** So many did, with the others. */
    void came(long n) {
        byte[] came = coming;
        long ofThem = Math.min(n - before, came.length);
        if (ofThem > 0) {
            add(ofThem == came.length ? came : java.util.Arrays.copyOf(came, (int) ofThem));
        }
        coming = Bytes.NONE;
    }

    /** Another turn begins. */
    void clear() {
        bytes.drop(bytes.size());
        coming = Bytes.NONE;
    }

    /** What there is, oldest first; at most {@link #KEPT}. */
    byte[] text() {
        byte[] all = Stage.concat(bytes.peek(KEPT), coming);
        return all.length <= KEPT ? all : java.util.Arrays.copyOfRange(all, all.length - KEPT, all.length);
    }
}
