package dev.jinx.runtime.plan;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.stats.Events;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * All rules in force, compiled. It gives verdicts and applies nothing. Immutable but for the counters of its rules. Any thread.
 */
public final class Plan {
    /** No rules. */
    public static final Plan EMPTY = new Plan(0, new Rule[0], new int[Operation.count()][0], new Events());

    private final long seed;
    private final Rule[] rules;
    private final OperationTable[] tables;
    private final Events events;
    private final Notes notes;
    private final MethodCalls methods;
    private final Safety safety;
    private final boolean watchesTraffic;
    private final boolean scoped;
    private final boolean watchesSide;
    private final boolean watchesNames;
    private final boolean watchesPeers;
    private volatile Runnable watcher;

    /**
     * A plan.
     *
     * @param seed of the run
     * @param rules in the order in which they are tried
     * @param byOperation for each {@link Operation#ordinal()} the places of its rules, ascending
     * @param events where injections are noted
     */
    public Plan(long seed, Rule[] rules, int[][] byOperation, Events events) {
        this(seed, rules, byOperation, events, Safety.NONE, null);
    }

    /**
     * A plan that goes on counting where another one was.
     *
     * @param safety what no rule may go beyond
     * @param before whose counts of operations go on; null for none
     */
    public Plan(long seed, Rule[] rules, int[][] byOperation, Events events, Safety safety, Plan before) {
        this.safety = safety;
        this.seed = seed;
        this.rules = rules.clone();
        this.events = events;
        tables = new OperationTable[Operation.count()];
        Operation[] all = Operation.values();
        for (int i = 0; i < tables.length; i++) {
            tables[i] = new OperationTable(all[i], rules, byOperation[i], before == null ? null : before.tables[i]);
        }
        notes = new Notes(events);
        methods = new MethodCalls(tables[Operation.CALL.ordinal()].stats(), safety, notes);
        boolean traffic = false;
        boolean anyScoped = false;
        boolean side = safety.protectsSide();
        boolean names = safety.protectsNames();
        boolean peers = false;
        for (Rule rule : rules) {
            // Whom a connection belongs to is told by who writes to it.
            traffic |= rule.when().watchesTraffic() || rule.target().asksForContent() || rule.scoped();
            anyScoped |= rule.scoped();
            if (rule.onPeer()) {
                peers = true;
                rule.plan(this);
            }
            side |= rule.target().server() != null;
            names |= rule.target().hosts() != null && rule.target().hosts().byName();
        }
        watchesTraffic = traffic;
        scoped = anyScoped;
        watchesPeers = peers;
        watchesSide = side || traffic || peers;
        watchesNames = names;
    }

    public long seed() {
        return seed;
    }

    /** The rules, in the order in which they are tried. */
    public Rule[] rules() {
        return rules.clone();
    }

    /** The rule at that place of the order. */
    public Rule rule(int place) {
        return rules[place];
    }

    public Events events() {
        return events;
    }

    /** What no rule may go beyond. */
    public Safety safety() {
        return safety;
    }

    /** Those of its rules that another plan lacks: the very same, because two rules with equal words have counters of their own. */
    public List<Rule> lackedBy(Plan other) {
        IdentityHashMap<Rule, Boolean> there = new IdentityHashMap<>();
        for (Rule rule : other.rules) {
            there.put(rule, true);
        }
        List<Rule> lacked = new ArrayList<>();
        for (Rule rule : rules) {
            if (!there.containsKey(rule)) {
                lacked.add(rule);
            }
        }
        return lacked;
    }

    /** The rules for one operation. */
    public OperationTable table(Operation operation) {
        return tables[operation.ordinal()];
    }

    /** Whether a rule asks what connections carried, or counts exchanges or connections. */
    public boolean watchesTraffic() {
        return watchesTraffic;
    }

    /** Whether a rule reaches one scope only, so that who does what for whom has to be known. */
    public boolean scoped() {
        return scoped;
    }

    /** Whether a rule is about a peer, so that every connection must be known. */
    public boolean watchesPeers() {
        return watchesPeers;
    }

    /** Whether a rule asks what a connection with that remote port carried. */
    public boolean watchesContent(int port) {
        return watchesTraffic
                && (table(Operation.READ).asksForContent(port)
                        || table(Operation.WRITE).asksForContent(port));
    }

    /** Nanoseconds until a rule about a peer begins or ends to act; {@code Long.MAX_VALUE} for never. */
    public long peersChange() {
        long next = Long.MAX_VALUE;
        for (Rule rule : rules) {
            if (rule.onPeer()) {
                next = Math.min(next, rule.windowChange());
            }
        }
        return next;
    }

    /** Who is to be told when {@link #peersChange} is not what it was, because the first connection with a peer came; any thread tells. */
    public void watcher(Runnable told) {
        watcher = told;
    }

    void peersBegin() {
        Runnable told = watcher;
        if (told != null) {
            told.run();
        }
    }

    /** Notes each rule about a peer that concerns a connection to that endpoint. */
    public void subject(Connection connection, Endpoint endpoint) {
        OperationTable table = table(Operation.READ);
        for (int i = table.next(endpoint, -1); i != Integer.MAX_VALUE; i = table.next(endpoint, i)) {
            if (rules[i].onPeer()
                    && rules[i].concerns(endpoint)
                    && rules[i].reaches(connection, false)
                    && !spared(endpoint)) {
                rules[i].meet();
                connection.custody().subject(rules[i], endpoint.describe());
            }
        }
    }

    private boolean spared(Endpoint endpoint) {
        return safety.protectsAny() && safety.protects(endpoint);
    }

    /** Whether a rule asks which side opened a connection. */
    public boolean watchesSide() {
        return watchesSide;
    }

    /** Whether a rule asks for hosts by name. */
    public boolean watchesNames() {
        return watchesNames;
    }

    /** Whether some rule, or what is protected, asks for that host by name. */
    public boolean asksFor(String name) {
        String normal = Endpoint.normal(name);
        if (safety.protectsName(normal)) {
            return true;
        }
        for (Rule rule : rules) {
            Hosts hosts = rule.target().hosts();
            if (hosts != null && hosts.matchesName(normal)) {
                return true;
            }
        }
        return false;
    }

    /** No verdict yet: {@link #quickly} cannot tell. */
    public static final Verdict UNDECIDED = new Verdict(null, 0, new Fault[0], new long[0], 0, false);

    /**
     * Decides a call of which only the remote address and port are known, where that is enough: at most one rule concerns them, and it
     * asks for nothing else. This is what most calls come to, and it makes nothing that has to be collected. Not for accept.
     *
     * @param remote null where there is none
     * @return null if no rule acts; {@link #UNDECIDED} where more has to be known; else the verdict, which {@link #accept} is to be told
     *     of
     */
    public Verdict quickly(OperationTable table, InetAddress remote, int port) {
        Rule rule = table.lone(port);
        if (rule == null) {
            int place = remote == null ? -1 : table.next(remote, port, -1);
            if (place == Integer.MAX_VALUE) {
                return null;
            }
            rule = place < 0 || table.next(remote, port, place) != Integer.MAX_VALUE ? null : rules[place];
            if (rule == null || !rule.asksForRemoteOnly() || !rule.target().matchesPort(port)) {
                return UNDECIDED;
            }
        }
        if (safety.protectsAny() || (rule.waits() && safety.limitsWaiting())) {
            return UNDECIDED;
        }
        return rule.enabled() ? rule.judge(table.operation(), null, true, true, safety) : null;
    }

    /** Whether no rule concerns a call with that remote address and port, whatever else there is to it. Not for accept. */
    public boolean ignores(OperationTable table, InetAddress remote, int port) {
        return !table.concerns(port)
                || (remote != null && table.lone(port) == null && table.next(remote, port, -1) == Integer.MAX_VALUE);
    }

    /** Notes a verdict of {@link #quickly}. */
    public void accept(OperationTable table, Endpoint endpoint, Connection connection, Verdict verdict) {
        notes.add(table.operation(), endpoint.describe(), connection, verdict);
        table.stats().inject();
    }

    /**
     * Decides a call, counts it for each rule that it concerns, and notes what is injected.
     *
     * @param connection null where none is known
     * @param mayWait whether the operation can be made to wait; a close of a non-blocking channel cannot
     * @param blocking whether it is then the calling thread that waits
     * @return the first verdict; null if no rule acts
     */
    public Verdict decide(
            OperationTable table, Endpoint endpoint, Connection connection, boolean mayWait, boolean blocking) {
        Verdict first = null;
        Verdict last = null;
        boolean open = true;
        if (spared(endpoint)) {
            return null;
        }
        for (int i = table.next(endpoint, -1); i != Integer.MAX_VALUE; i = table.next(endpoint, i)) {
            Rule rule = rules[i];
            if (!rule.enabled() || !rule.concerns(endpoint) || !rule.reaches(connection, blocking)) {
                continue;
            }
            if (rule.onPeer()) {
                rule.meet();
            }
            if (connection != null && rule.onPeer() && table.operation() != Operation.CONNECT) {
                connection.custody().subject(rule, endpoint.describe());
                continue;
            }
            if (!rule.target().matchesContent(connection)) {
                continue;
            }
            if (!open) {
                rule.stats().shadow();
                continue;
            }
            Verdict verdict = rule.judge(table.operation(), connection, mayWait, blocking, safety);
            if (verdict == null) {
                continue;
            }
            open = rule.continues();
            if (first == null) {
                first = verdict;
            } else {
                last.next(verdict);
            }
            last = verdict;
            if (!verdict.repeated()) {
                notes.add(table.operation(), endpoint.describe(), connection, verdict);
            }
        }
        if (first != null) {
            table.stats().inject();
        }
        return first;
    }

    /**
     * Decides a call of an application method, counts it for each rule that it concerns, and notes what is injected.
     *
     * @param arguments of the call; null where no rule asks for them
     * @return the first verdict; null if no rule acts
     */
    public Verdict decide(CallSite site, Object[] arguments) {
        return methods.decide(site, arguments);
    }

    /**
     * How often the application did that. Calls of methods are not counted one by one: they are what their rules counted, put right
     * for each call that not exactly one rule counted.
     */
    public long calls(Operation operation) {
        long calls = tables[operation.ordinal()].stats().calls();
        if (operation == Operation.CALL) {
            for (Rule rule : rules) {
                calls += rule.onCalls() ? rule.stats().matched() + rule.stats().shadowed() : 0;
            }
        }
        return calls;
    }

    void noteOnPeer(String target, Connection connection, Verdict verdict) {
        notes.onPeer(target, connection, verdict);
    }
}
