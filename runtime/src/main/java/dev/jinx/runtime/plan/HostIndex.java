package dev.jinx.runtime.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds among many rules those that a host can concern, without asking each. It may find too many, never too few. Immutable.
 */
final class HostIndex {
    /** Up to this many rules, asking each is quicker. */
    private static final int FEW = 8;

    private static final int[] NOTHING = {};

    private final int[] always;
    private final Map<String, int[]> byName;
    private final Map<Address, int[]> byAddress;
    private final int[] prefixes;
    private final List<Map<Address, int[]>> byPrefix;

    /** An index of those rules, by their place in {@code all}, ascending. */
    HostIndex(Rule[] all, int[] places) {
        Map<String, List<Integer>> names = new HashMap<>();
        Map<Address, List<Integer>> addresses = new HashMap<>();
        Map<Integer, Map<Address, List<Integer>>> blocks = new HashMap<>();
        List<Integer> rest = new ArrayList<>();
        for (int place : places) {
            Hosts hosts = all[place].target().hosts();
            if (places.length <= FEW || hosts == null || hosts.globs().length > 0) {
                rest.add(place);
                continue;
            }
            for (String name : hosts.names()) {
                put(names, name, place);
            }
            for (Address address : hosts.addresses()) {
                put(addresses, address, place);
            }
            for (Cidr block : hosts.blocks()) {
                Map<Address, List<Integer>> same = blocks.get(block.prefix());
                if (same == null) {
                    same = new HashMap<>();
                    blocks.put(block.prefix(), same);
                }
                put(same, masked(block.network(), block.prefix()), place);
            }
        }
        always = ints(rest);
        byName = frozen(names);
        byAddress = frozen(addresses);
        prefixes = new int[blocks.size()];
        byPrefix = new ArrayList<>();
        int i = 0;
        for (Map.Entry<Integer, Map<Address, List<Integer>>> entry : blocks.entrySet()) {
            prefixes[i++] = entry.getKey();
            byPrefix.add(frozen(entry.getValue()));
        }
    }

    private static <K> void put(Map<K, List<Integer>> map, K key, int place) {
        List<Integer> list = map.get(key);
        if (list == null) {
            list = new ArrayList<>();
            map.put(key, list);
        }
        if (list.isEmpty() || list.get(list.size() - 1) != place) {
            list.add(place);
        }
    }

    private static <K> Map<K, int[]> frozen(Map<K, List<Integer>> map) {
        Map<K, int[]> frozen = new HashMap<>();
        for (Map.Entry<K, List<Integer>> entry : map.entrySet()) {
            frozen.put(entry.getKey(), ints(entry.getValue()));
        }
        return frozen;
    }

    private static int[] ints(List<Integer> list) {
        int[] ints = new int[list.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = list.get(i);
        }
        return ints;
    }

    private static Address masked(Address address, int prefix) {
        long high = prefix >= 64 ? -1L : prefix == 0 ? 0 : -1L << (64 - prefix);
        long low = prefix <= 64 ? 0 : -1L << (128 - prefix);
        return new Address(address.high() & high, address.low() & low);
    }

    /** The first place behind {@code last} that this endpoint can concern; {@code Integer.MAX_VALUE} for none. */
    int next(Endpoint endpoint, int last) {
        int next = behind(always, last);
        if (!byName.isEmpty()) {
            next = Math.min(next, nextByName(endpoint, last));
        }
        Address address = byAddress.isEmpty() && prefixes.length == 0 ? null : endpoint.address();
        if (address == null) {
            return next;
        }
        next = Math.min(next, behind(byAddress.get(address), last));
        for (int i = 0; i < prefixes.length; i++) {
            next = Math.min(next, behind(byPrefix.get(i).get(masked(address, prefixes[i])), last));
        }
        return next;
    }

    private int nextByName(Endpoint endpoint, int last) {
        if (endpoint.name() != null) {
            return behind(byName.get(endpoint.name()), last);
        }
        int next = Integer.MAX_VALUE;
        for (String name : endpoint.resolved()) {
            next = Math.min(next, behind(byName.get(name), last));
        }
        return next;
    }

    private static int behind(int[] ascending, int last) {
        int[] list = ascending == null ? NOTHING : ascending;
        if (list.length == 0 || list[list.length - 1] <= last) {
            return Integer.MAX_VALUE;
        }
        if (list[0] > last) {
            return list[0];
        }
        int found = Arrays.binarySearch(list, last + 1);
        return list[found >= 0 ? found : -found - 1];
    }
}
