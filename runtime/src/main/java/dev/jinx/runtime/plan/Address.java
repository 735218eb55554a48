package dev.jinx.runtime.plan;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * An IP address as two longs, so that it can be compared without allocation; IPv4 is its IPv4-mapped form, which makes both spellings
 * equal.
 */
public record Address(long high, long low) {
    private static final long MAPPED = 0xffff00000000L;

    /** The length of the prefix that is the whole address. */
    static final int BITS = 128;

    /** That address. */
    public static Address of(InetAddress address) {
        if (address instanceof Inet4Address four) {
            return new Address(0, low(four));
        }
        byte[] bytes = address.getAddress();
        return new Address(eight(bytes, 0), eight(bytes, 8));
    }

    /** The lower half of that address; the upper one is 0. */
    static long low(Inet4Address address) {
        // Inet4Address says so in its Javadoc: the hash code is the address.
        return MAPPED | (address.hashCode() & 0xffffffffL);
    }

    // Written out, because a record's own link through java.lang.invoke, and this is a key inside intercepted calls.

    @Override
    public boolean equals(Object other) {
        return other instanceof Address address && address.high == high && address.low == low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high * 31 + low);
    }

    private static long eight(byte[] bytes, int from) {
        long value = 0;
        for (int i = from; i < from + 8; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }
}
