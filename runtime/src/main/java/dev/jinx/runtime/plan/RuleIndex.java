package dev.jinx.runtime.plan;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds the rules of one operation that a call can concern: first by port, then by host. That most calls concern none is known after
 * one look at a bitmap. Immutable.
 */
final class RuleIndex {
    /**
     * A rule whose ports cover more segments than this is not split by port, so that ranges that overlap by the thousand do not fill
     * the memory.
     */
    private static final int WIDE = 16;

    /** Of the indexes that know no port, which most are: each of its own would be 8 KB. Never written to. */
    private static final long[] NO_PORTS = new long[1024];

    private final long[] portsInUse;
    private final int[] starts;
    private final HostIndex[] byPort;
    private final HostIndex anyPort;
    private final boolean everyPort;
    private final Rule[] lone;

    /**
     * An index.
     *
     * @param all the rules of the plan
     * @param places of those that are for this operation, ascending
     * @param local whether ports are local ones, as for accept
     */
    RuleIndex(Rule[] all, int[] places, boolean local) {
        boolean without = false;
        long[] inUse = NO_PORTS;
        TreeSet<Integer> bounds = new TreeSet<>();
        for (int place : places) {
            Ports ports = ports(all[place], local);
            if (ports == null) {
                without = true;
                continue;
            }
            if (inUse == NO_PORTS) {
                inUse = new long[NO_PORTS.length];
            }
            int[] ranges = ports.bounds();
            for (int i = 0; i < ranges.length; i += 2) {
                bounds.add(ranges[i]);
                bounds.add(ranges[i + 1] + 1);
                mark(inUse, ranges[i], ranges[i + 1]);
            }
        }
        everyPort = without;
        portsInUse = inUse;
        starts = ints(new ArrayList<>(bounds));
        List<Integer> wide = new ArrayList<>();
        List<List<Integer>> segments = segments(all, places, wide, local);
        byPort = new HostIndex[starts.length];
        lone = new Rule[starts.length];
        for (int i = 0; i < starts.length; i++) {
            if (!segments.get(i).isEmpty()) {
                byPort[i] = new HostIndex(all, ints(segments.get(i)));
                lone[i] = lone(all, segments.get(i), wide.isEmpty());
            }
        }
        anyPort = wide.isEmpty() ? null : new HostIndex(all, ints(wide));
    }

    private static Ports ports(Rule rule, boolean local) {
        return local ? rule.target().localPorts() : rule.target().ports();
    }

    /** The rules of each segment; those that are not split by port are added to {@code wide}. */
    private List<List<Integer>> segments(Rule[] all, int[] places, List<Integer> wide, boolean local) {
        List<List<Integer>> segments = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            segments.add(new ArrayList<>(1));
        }
        for (int place : places) {
            Ports ports = ports(all[place], local);
            if (ports == null || width(ports.bounds()) > WIDE) {
                wide.add(place);
                continue;
            }
            int[] ranges = ports.bounds();
            for (int i = 0; i < ranges.length; i += 2) {
                for (int s = start(ranges[i]); s < start(ranges[i + 1] + 1); s++) {
                    List<Integer> segment = segments.get(s);
                    if (segment.isEmpty() || segment.get(segment.size() - 1) != place) {
                        segment.add(place);
                    }
                }
            }
        }
        return segments;
    }

    private int width(int[] ranges) {
        int width = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            width += start(ranges[i + 1] + 1) - start(ranges[i]);
        }
        return width;
    }

    private int start(int bound) {
        return Arrays.binarySearch(starts, bound);
    }

    private static int[] ints(List<Integer> list) {
        int[] ints = new int[list.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = list.get(i);
        }
        return ints;
    }

    private static void mark(long[] inUse, int first, int last) {
        for (int port = first; port <= last; port++) {
            inUse[port >>> 6] |= 1L << port;
        }
    }

    /** Whether any rule can concern that port; 0 is a call without one. */
    boolean concerns(int port) {
        return everyPort || (portsInUse[(port >>> 6) & 1023] & 1L << port) != 0;
    }

    /** The first place behind {@code last} that the call can concern; {@code Integer.MAX_VALUE} for none. */
    int next(Endpoint endpoint, int port, int last) {
        int next = anyPort == null ? Integer.MAX_VALUE : anyPort.next(endpoint, last);
        HostIndex index = byPort.length == 0 ? null : segment(port);
        return index == null ? next : Math.min(next, index.next(endpoint, last));
    }

    /** The same for a call of which only the remote address and port are known. */
    int next(InetAddress remote, int port, int last) {
        int next = anyPort == null ? Integer.MAX_VALUE : anyPort.next(remote, last);
        HostIndex index = byPort.length == 0 ? null : segment(port);
        return index == null ? next : Math.min(next, index.next(remote, last));
    }

    private static Rule lone(Rule[] all, List<Integer> places, boolean alone) {
        Rule rule = alone && places.size() == 1 ? all[places.get(0)] : null;
        return rule != null && rule.target().asksForPortsOnly() && rule.asksForRemoteOnly() ? rule : null;
    }

    /** The one rule that concerns every call with that port, where nothing else decides; null where there is none such. */
    Rule lone(int port) {
        int segment = starts.length == 0 ? -1 : place(port);
        return segment < 0 ? null : lone[segment];
    }

    private HostIndex segment(int port) {
        int segment = place(port);
        return segment < 0 ? null : byPort[segment];
    }

    private int place(int port) {
        int found = Arrays.binarySearch(starts, port);
        return found >= 0 ? found : -found - 2;
    }
}
