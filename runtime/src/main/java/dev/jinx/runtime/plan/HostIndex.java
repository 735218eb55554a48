package dev.jinx.runtime.plan;

import dev.jinx.runtime.connection.Sockets;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds among many rules those that a host can concern, without asking each. It may find too many, never too few. Immutable.
 */
final class HostIndex {
    private static final int[] NOTHING = {};

    private final int[] always;
    private final Map<String, int[]> byName;

    /** Whether any rule asks for an address or a block. */
    private final boolean asksForAddress;

    private final int[] prefixes;
    private final AddressTable[] byPrefix;

    /** An index of those rules, by their place in {@code all}, ascending. */
    HostIndex(Rule[] all, int[] places) {
        Map<String, List<Integer>> names = new HashMap<>();
        Map<Integer, Map<Address, List<Integer>>> blocks = new HashMap<>();
        List<Integer> rest = new ArrayList<>();
        for (int place : places) {
            Hosts hosts = all[place].target().hosts();
            if (hosts == null || hosts.globs().length > 0) {
                rest.add(place);
                continue;
            }
            for (String name : hosts.names()) {
                put(names, name, place);
            }
            for (Address address : hosts.addresses()) {
                put(blocks, Address.BITS, address, place);
            }
            for (Cidr block : hosts.blocks()) {
                put(blocks, block.prefix(), masked(block.network(), block.prefix()), place);
            }
        }
        always = ints(rest);
        byName = names.isEmpty() ? Map.of() : frozen(names);
        asksForAddress = !blocks.isEmpty();
        prefixes = new int[blocks.size()];
        byPrefix = new AddressTable[prefixes.length];
        int i = 0;
        for (Map.Entry<Integer, Map<Address, List<Integer>>> entry : blocks.entrySet()) {
            prefixes[i] = entry.getKey();
            byPrefix[i++] = new AddressTable(entry.getValue());
        }
    }

    /** An address is a block of one. */
    private static void put(Map<Integer, Map<Address, List<Integer>>> blocks, int prefix, Address network, int place) {
        Map<Address, List<Integer>> same = blocks.get(prefix);
        if (same == null) {
            same = new HashMap<>();
            blocks.put(prefix, same);
        }
        put(same, network, place);
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

    private static Map<String, int[]> frozen(Map<String, List<Integer>> map) {
        Map<String, int[]> frozen = new HashMap<>();
        for (Map.Entry<String, List<Integer>> entry : map.entrySet()) {
            frozen.put(entry.getKey(), ints(entry.getValue()));
        }
        return frozen;
    }

    static int[] ints(List<Integer> list) {
        int[] ints = new int[list.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = list.get(i);
        }
        return ints;
    }

    private static Address masked(Address address, int prefix) {
        return new Address(address.high() & highMask(prefix), address.low() & lowMask(prefix));
    }

    private static long highMask(int prefix) {
        return prefix >= 64 ? -1L : prefix == 0 ? 0 : -1L << (64 - prefix);
    }

    private static long lowMask(int prefix) {
        return prefix <= 64 ? 0 : -1L << (128 - prefix);
    }

    /** The first place behind {@code last} that this endpoint can concern; {@code Integer.MAX_VALUE} for none. */
    int next(Endpoint endpoint, int last) {
        int next = behind(always, last);
        if (!byName.isEmpty()) {
            next = Math.min(
                    next,
                    endpoint.name() == null
                            ? nextByName(endpoint.resolved(), last)
                            : behind(byName.get(endpoint.name()), last));
        }
        Address address = asksForAddress ? endpoint.address() : null;
        return address == null ? next : Math.min(next, nextByAddress(address.high(), address.low(), last));
    }

    /** The same for an address alone, without making an endpoint of it. */
    int next(InetAddress remote, int last) {
        int next = behind(always, last);
        if (!byName.isEmpty()) {
            String name = Sockets.originalName(remote);
            next = Math.min(
                    next,
                    name == null
                            ? nextByName(ResolvedNames.of(Address.of(remote)), last)
                            : behind(byName.get(Endpoint.normal(name)), last));
        }
        if (!asksForAddress) {
            return next;
        }
        if (remote instanceof Inet4Address four) {
            return Math.min(next, nextByAddress(0, Address.low(four), last));
        }
        Address address = Address.of(remote);
        return Math.min(next, nextByAddress(address.high(), address.low(), last));
    }

    private int nextByName(String[] resolved, int last) {
        int next = Integer.MAX_VALUE;
        for (String name : resolved) {
            next = Math.min(next, behind(byName.get(name), last));
        }
        return next;
    }

    private int nextByAddress(long high, long low, int last) {
        int next = Integer.MAX_VALUE;
        for (int i = 0; i < prefixes.length; i++) {
            int[] places = byPrefix[i].get(high & highMask(prefixes[i]), low & lowMask(prefixes[i]));
            next = Math.min(next, behind(places, last));
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
