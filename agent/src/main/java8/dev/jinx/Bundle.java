package dev.jinx;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Map;

/**
 * Files in a zip that is not compressed, read at once: to look up and read each class as an entry of a jar costs the JVM more than to
 * define it. Immutable.
 */
final class Bundle {
    private static final int FILE = 0x04034b50;
    private static final int METHOD = 8;
    private static final int SIZE = 22;
    private static final int NAME_LENGTH = 26;
    private static final int EXTRA_LENGTH = 28;
    private static final int HEADER = 30;

    private static final Charset ASCII = Charset.forName("ISO-8859-1");

    private final byte[] bytes;
    private final Map<String, int[]> files = new HashMap<String, int[]>();

    Bundle(byte[] bytes) throws IOException {
        this.bytes = bytes;
        int at = 0;
        while (at + HEADER < bytes.length && number(at, 4) == FILE) {
            if (number(at + METHOD, 2) != 0) {
                throw new IOException("jinx.jar is damaged: a bundle in it is compressed");
            }
            int length = number(at + NAME_LENGTH, 2);
            int start = at + HEADER + length + number(at + EXTRA_LENGTH, 2);
            int size = number(at + SIZE, 4);
            files.put(new String(bytes, at + HEADER, length, ASCII), new int[] {start, size});
            at = start + size;
        }
    }

    /** Little endian. */
    private int number(int at, int length) {
        int number = 0;
        for (int i = length - 1; i >= 0; i--) {
            number = number << 8 | bytes[at + i] & 0xff;
        }
        return number;
    }

    /** Where a file begins in {@link #bytes}, and how many bytes it has; null if there is none. */
    int[] find(String path) {
        return files.get(path);
    }

    /** Of all files together; not to be written to. */
    byte[] bytes() {
        return bytes;
    }
}
