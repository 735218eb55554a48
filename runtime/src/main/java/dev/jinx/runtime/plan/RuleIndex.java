package dev.jinx.runtime.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds the rules of one operation that a call can concern: first by port, then by host. That most calls concern none is known after
 * one look at a bitmap. Immutable.
 */
final class RuleIndex {
    /** More entries than this (port ranges that overlap by the thousand), and the rules are not split by port. */
    private static final int MOST_ENTRIES = 2_000_000;

    private final long[] portsInUse = new long[1024];
    private final int[] starts;
    private final HostIndex[] byPort;
    private final HostIndex anyPort;

    /**
     * An index.
     *
     * @param all the rules of the plan
     * @param places of those that are for this operation, ascending
     * @param local whether ports are local ones, as for accept
     */
    RuleIndex(Rule[] all, int[] places, boolean local) {
        List<Integer> without = new ArrayList<>();
        TreeSet<Integer> bounds = new TreeSet<>();
        List<Integer> with = new ArrayList<>();
        for (int place : places) {
            Ports ports = ports(all[place], local);
            if (ports == null) {
                without.add(place);
                continue;
            }
            with.add(place);
            int[] ranges = ports.bounds();
            for (int i = 0; i < ranges.length; i += 2) {
                bounds.add(ranges[i]);
                bounds.add(ranges[i + 1] + 1);
            }
        }
        List<List<Integer>> segments = segments(all, with, bounds, local);
        if (segments == null) {
            without = new ArrayList<>();
            for (int place : places) {
                without.add(place);
            }
            segments = new ArrayList<>();
            bounds.clear();
        }
        starts = ints(new ArrayList<>(bounds));
        byPort = new HostIndex[starts.length];
        for (int i = 0; i < starts.length; i++) {
            if (!segments.get(i).isEmpty()) {
                byPort[i] = new HostIndex(all, ints(segments.get(i)));
                mark(starts[i], i + 1 < starts.length ? starts[i + 1] : 65536);
            }
        }
        anyPort = without.isEmpty() ? null : new HostIndex(all, ints(without));
    }

    private static Ports ports(Rule rule, boolean local) {
        return local ? rule.target().localPorts() : rule.target().ports();
    }

    private static List<List<Integer>> segments(
            Rule[] all, List<Integer> with, TreeSet<Integer> bounds, boolean local) {
        int[] starts = ints(new ArrayList<>(bounds));
        List<List<Integer>> segments = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            segments.add(new ArrayList<>(1));
        }
        long entries = 0;
        for (int place : with) {
            int[] ranges = ports(all[place], local).bounds();
            for (int i = 0; i < ranges.length; i += 2) {
                int first = Arrays.binarySearch(starts, ranges[i]);
                int end = Arrays.binarySearch(starts, ranges[i + 1] + 1);
                entries += end - first;
                if (entries > MOST_ENTRIES) {
                    return null;
                }
                for (int s = first; s < end; s++) {
                    List<Integer> segment = segments.get(s);
                    if (segment.isEmpty() || segment.get(segment.size() - 1) != place) {
                        segment.add(place);
                    }
                }
            }
        }
        return segments;
    }

    private static int[] ints(List<Integer> list) {
        int[] ints = new int[list.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = list.get(i);
        }
        return ints;
    }

    private void mark(int from, int to) {
        for (int port = from; port < to && port < 65536; port++) {
            portsInUse[port >>> 6] |= 1L << port;
        }
    }

    /** Whether any rule can concern that port; 0 is a call without one. */
    boolean concerns(int port) {
        return anyPort != null || (portsInUse[(port >>> 6) & 1023] & 1L << port) != 0;
    }

    /** The first place behind {@code last} that the call can concern; {@code Integer.MAX_VALUE} for none. */
    int next(Endpoint endpoint, int port, int last) {
        int next = anyPort == null ? Integer.MAX_VALUE : anyPort.next(endpoint, last);
        HostIndex index = byPort.length == 0 ? null : segment(port);
        return index == null ? next : Math.min(next, index.next(endpoint, last));
    }

    private HostIndex segment(int port) {
        int found = Arrays.binarySearch(starts, port);
        int segment = found >= 0 ? found : -found - 2;
        return segment < 0 ? null : byPort[segment];
    }
}
