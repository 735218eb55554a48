package dev.jinx.runtime.connection;

/** A queue of bytes that grows as it must. Not for several threads. */
final class Bytes {
    static final byte[] NONE = {};

    private byte[] buffer = NONE;
    private int from;
    private int to;

    int size() {
        return to - from;
    }

    /** All of them behind those that are there. */
    void add(byte[] more) {
        if (more.length == 0) {
            return;
        }
        if (buffer.length - to < more.length) {
            byte[] wider = new byte[Math.max(size() + more.length, Math.min(2 * size(), 1 << 20))];
            System.arraycopy(buffer, from, wider, 0, size());
            to = size();
            from = 0;
            buffer = wider;
        }
        System.arraycopy(more, 0, buffer, to, more.length);
        to += more.length;
    }

    /** The first ones, which stay; at most so many. */
    byte[] peek(int most) {
        byte[] first = new byte[Math.min(most, size())];
        System.arraycopy(buffer, from, first, 0, first.length);
        return first;
    }

    /** The first ones, which go; at most so many. */
    byte[] take(int most) {
        byte[] first = peek(most);
        drop(first.length);
        return first;
    }

    /** So many of the first ones go. */
    void drop(int n) {
        from += n;
        if (from == to) {
            from = 0;
            to = 0;
            // What was large once does not stay with the connection.
            buffer = buffer.length > 65_536 ? NONE : buffer;
        }
    }
}
