package dev.jinx.runtime.plan;

/**
 * A block of addresses.
 *
 * @param network its first address
 * @param prefix how many leading bits count, 0 to 128; an IPv4 block's are counted in the IPv4-mapped form, 96 more
 */
public record Cidr(Address network, int prefix) {
    /** Whether an address lies in it. */
    public boolean contains(Address address) {
        long highMask = prefix >= 64 ? -1L : prefix == 0 ? 0 : -1L << (64 - prefix);
        long lowMask = prefix <= 64 ? 0 : -1L << (128 - prefix);
        return (address.high() & highMask) == (network.high() & highMask)
                && (address.low() & lowMask) == (network.low() & lowMask);
    }
}
