package dev.jinx.runtime.plan;

import java.util.List;
import java.util.Map;

/**
 * Places of rules by the address that they ask for. A hash table with open addressing, because one whose keys are objects would have to
 * be asked with a new one on each intercepted call. Immutable.
 */
final class AddressTable {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** High and low half of each address, one behind the other. */
    private final long[] keys;

    /** Null where nothing is. */
    private final int[][] places;

    private final int shift;

    AddressTable(Map<Address, List<Integer>> lists) {
        // At least half of it stays empty, so that a search ends soon.
        int bits = 64 - Long.numberOfLeadingZeros(2L * lists.size() - 1);
        shift = 64 - bits;
        keys = new long[2 << bits];
        places = new int[1 << bits][];
        for (Map.Entry<Address, List<Integer>> entry : lists.entrySet()) {
            Address address = entry.getKey();
            int slot = slot(address.high(), address.low());
            keys[2 * slot] = address.high();
            keys[2 * slot + 1] = address.low();
            places[slot] = HostIndex.ints(entry.getValue());
        }
    }

    /** Where that address is, or would be. */
    private int slot(long high, long low) {
        long hash = (high * 31 + low) * GOLDEN;
        int slot = (int) (hash >>> shift);
        while (places[slot] != null && (keys[2 * slot] != high || keys[2 * slot + 1] != low)) {
            slot = (slot + 1) & (places.length - 1);
        }
        return slot;
    }

    /** The places of the rules that ask for that address, ascending; null for none. */
    int[] get(long high, long low) {
        return places[slot(high, low)];
    }
}
