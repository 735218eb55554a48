package dev.jinx;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The classes of a bundle one after the other, for who defines all of them: no more is in memory at once than a few, because nothing
 * is collected on the way to main. One thread.
 */
public final class ClassStream implements Closeable {
    private static final int FILE = 0x04034b50;
    private static final int METHOD = 8;
    private static final int SIZE = 22;
    private static final int NAME_LENGTH = 26;
    private static final int EXTRA_LENGTH = 28;
    private static final int HEADER = 30;

    private static final int BUFFER = 16 << 10;

    private final InputStream in;
    private byte[] bytes = new byte[BUFFER];
    private int from;
    private int to;
    private int length;

    ClassStream(InputStream in) {
        this.in = in;
    }

    /**
     * Goes on to the next class; false if there is none.
     *
     * @throws IOException if the jar cannot be read or is damaged
     */
    public boolean next() throws IOException {
        from += length;
        length = 0;
        need(HEADER);
        byte[] b = bytes;
        int at = from;
        if (number(b, at) != FILE) {
            return false;
        }
        if ((b[at + METHOD] | b[at + METHOD + 1]) != 0) {
            throw new IOException("jinx.jar is damaged: a bundle in it is compressed");
        }
        int before = HEADER + half(b, at + NAME_LENGTH) + half(b, at + EXTRA_LENGTH);
        int size = number(b, at + SIZE);
        need(before + size);
        from += before;
        length = size;
        return true;
    }

    /** Little endian, as all of a zip. */
    private static int number(byte[] b, int at) {
        return b[at] & 0xff | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | b[at + 3] << 24;
    }

    /** A number of two bytes: a header's last one ends with the header, and nothing need come after it yet. */
    private static int half(byte[] b, int at) {
        return b[at] & 0xff | (b[at + 1] & 0xff) << 8;
    }

    /** Reads until there are so many bytes. */
    private void need(int count) throws IOException {
        if (to - from >= count) {
            return;
        }
        byte[] target = count > bytes.length ? new byte[count + BUFFER] : bytes;
        System.arraycopy(bytes, from, target, 0, to - from);
        bytes = target;
        to -= from;
        from = 0;
        while (to < count) {
            int n = in.read(bytes, to, bytes.length - to);
            if (n < 0) {
                throw new EOFException("jinx.jar is damaged: a bundle in it has no end");
            }
            to += n;
        }
    }

    /** What the class is in, until {@link #next}; not to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the class begins in {@link #bytes}. */
    public int from() {
        return from;
    }

    /** How many bytes the class has. */
    public int length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
