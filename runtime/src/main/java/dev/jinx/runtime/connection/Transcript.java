package dev.jinx.runtime.connection;

/**
 * The last bytes that a connection carried in one direction in the current turn. Guarded by the connection.
 */
final class Transcript {
    /** How many are kept. */
    static final int KEPT = 8192;

    private final Bytes bytes = new Bytes();
    private byte[] coming = Bytes.NONE;

    /** Those came by. */
    void add(byte[] more) {
        coming = Bytes.NONE;
        bytes.add(more);
        if (bytes.size() > KEPT) {
            bytes.drop(bytes.size() - KEPT);
        }
    }

    /** Those are about to come by, and belong to it for whoever looks. */
    void coming(byte[] more) {
        coming = more;
    }

    /** So many of them did. */
    void came(long n) {
        byte[] came = coming;
        if (n > 0 && came.length > 0) {
            add(n == came.length ? came : java.util.Arrays.copyOf(came, (int) Math.min(n, came.length)));
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
