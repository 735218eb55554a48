package dev.jinx.runtime.connection;

import jdk.internal.misc.Unsafe;

/**
 * The memory of one border call: one buffer, or an array of {@code struct iovec}. One thread, while the call lasts.
 *
 * @param address of the buffer, or of the array
 * @param count of the array's elements; 0 for one buffer
 * @param size in bytes of all of it
 */
public record Memory(long address, int count, long size) {
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    private static final long ELEMENT = 16;
    private static final long BASE = base();

    /** An int on 17, a long on 25: a plain access fits one of them only. */
    private static long base() {
        try {
            return ((Number) Unsafe.class.getField("ARRAY_BYTE_BASE_OFFSET").get(null)).longValue();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One buffer. */
    public static Memory buffer(long address, int length) {
        return new Memory(address, 0, length);
    }

    /** An array of {@code struct iovec}; on 64-bit Linux {@code void *base, size_t len}. */
    public static Memory vector(long iovec, int count) {
        long size = 0;
        for (int i = 0; i < count; i++) {
            size += UNSAFE.getLong(iovec + i * ELEMENT + 8);
        }
        return new Memory(iovec, count, size);
    }

    /** A copy of bytes, from there on; at most so many. */
    byte[] copy(long from, long most) {
        byte[] copy = new byte[(int) Math.min(most, size - from)];
        move(copy, from, false);
        return copy;
    }

    /** Puts bytes at its beginning; not more than fit. */
    void fill(byte[] bytes) {
        move(bytes, 0, true);
    }

    private void move(byte[] bytes, long from, boolean in) {
        if (count == 0) {
            move(bytes, 0, bytes.length, address + from, in);
            return;
        }
        int done = 0;
        long before = from;
        for (int i = 0; i < count && done < bytes.length; i++) {
            long length = UNSAFE.getLong(address + i * ELEMENT + 8);
            int here = (int) Math.min(bytes.length - done, Math.max(0, length - before));
            move(bytes, done, here, UNSAFE.getLong(address + i * ELEMENT) + before, in);
            done += here;
            before = Math.max(0, before - length);
        }
    }

    static void move(byte[] bytes, int offset, int n, long address, boolean in) {
        long at = BASE + offset;
        if (in) {
            UNSAFE.copyMemory(bytes, at, null, address, n);
        } else {
            UNSAFE.copyMemory(null, address, bytes, at, n);
        }
    }
}
