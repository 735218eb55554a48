package dev.jinx.runtime.plan;

import dev.jinx.runtime.stats.OperationStats;
import dev.jinx.runtime.stats.Seen;
import java.net.InetAddress;

/** The rules for one operation, and its counts. Any thread. */
public final class OperationTable {
    private final Operation operation;
    private final RuleIndex index;
    private final OperationStats stats;
    private final Seen seen;
    private final boolean used;
    private final RuleIndex delaying;
    private final RuleIndex asking;

    /** A table; {@code before} is that of an earlier plan whose counts go on, or null. */
    OperationTable(Operation operation, Rule[] all, int[] places, OperationTable before) {
        this.operation = operation;
        index = new RuleIndex(all, places, operation == Operation.ACCEPT);
        stats = before == null ? new OperationStats(operation.word()) : before.stats;
        seen = before == null ? new Seen() : before.seen;
        used = places.length > 0;
        int[] contents = asking(all, places);
        asking = contents.length == 0 ? null : new RuleIndex(all, contents, false);
        delaying = new RuleIndex(all, waiting(all, places), operation == Operation.ACCEPT);
    }

    public Operation operation() {
        return operation;
    }

    public OperationStats stats() {
        return stats;
    }

    /** Targets that the application used with it. */
    public Seen seen() {
        return seen;
    }

    /** Whether any rule is for it. */
    public boolean used() {
        return used;
    }

    /** Whether any rule can concern a call with that port: the local one for accept, else the remote one, 0 where there is none. */
    public boolean concerns(int port) {
        return index.concerns(port);
    }

    private static int[] waiting(Rule[] all, int[] places) {
        int[] waiting = new int[places.length];
        int n = 0;
        for (int place : places) {
            if (all[place].waits()) {
                waiting[n++] = place;
            }
        }
        return java.util.Arrays.copyOf(waiting, n);
    }

    private static int[] asking(Rule[] all, int[] places) {
        int[] asking = new int[places.length];
        int n = 0;
        for (int place : places) {
            if (all[place].target().asksForContent()) {
                asking[n++] = place;
            }
        }
        return java.util.Arrays.copyOf(asking, n);
    }

    /** Whether a rule on it asks what a connection with that remote port carried. */
    public boolean asksForContent(int port) {
        return asking != null && asking.concerns(port);
    }

    /** Whether any rule can make a call with that port wait. */
    public boolean delays(int port) {
        return delaying.concerns(port);
    }

    /** The one rule that concerns every call with that remote port, where nothing else decides; null where there is none such. */
    Rule lone(int port) {
        return operation == Operation.ACCEPT ? null : index.lone(port);
    }

    /**
     * The first place behind {@code last} that a call with that remote address and port can concern, {@code Integer.MAX_VALUE} for
     * none. Not for accept.
     */
    int next(InetAddress remote, int port, int last) {
        return index.next(remote, port, last);
    }

    int next(Endpoint endpoint, int last) {
        return index.next(endpoint, operation == Operation.ACCEPT ? endpoint.localPort() : endpoint.port(), last);
    }
}
