package dev.jinx.runtime.plan;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.stats.Event;
import dev.jinx.runtime.stats.Events;
import dev.jinx.runtime.stats.OperationStats;

/**
 * All rules in force, compiled. It gives verdicts and applies nothing. Immutable but for the counters of its rules. Any thread.
 */
public final class Plan {
    /** No rules. */
    public static final Plan EMPTY = new Plan(0, new Rule[0], new int[Operation.count()][0], new Events());

    private static final int CALL = Operation.CALL.ordinal();

    private final long seed;
    private final Rule[] rules;
    private final OperationTable[] tables;
    private final Events events;
    private final boolean watchesTraffic;
    private final boolean watchesSide;
    private final boolean watchesNames;

    /**
     * A plan.
     *
     * @param seed of the run
     * @param rules in the order in which they are tried
     * @param byOperation for each {@link Operation#ordinal()} the places of its rules, ascending
     * @param events where injections are noted
     */
    public Plan(long seed, Rule[] rules, int[][] byOperation, Events events) {
        this.seed = seed;
        this.rules = rules.clone();
        this.events = events;
        tables = new OperationTable[Operation.count()];
        Operation[] all = Operation.values();
        for (int i = 0; i < tables.length; i++) {
            tables[i] = new OperationTable(all[i], rules, byOperation[i]);
        }
        boolean traffic = false;
        boolean side = false;
        boolean names = false;
        for (Rule rule : rules) {
            traffic |= rule.when().watchesTraffic();
            side |= rule.target().server() != null;
            names |= rule.target().hosts() != null && rule.target().hosts().byName();
        }
        watchesTraffic = traffic;
        watchesSide = side || traffic;
        watchesNames = names;
    }

    public long seed() {
        return seed;
    }

    /** The rules, in the order in which they are tried. */
    public Rule[] rules() {
        return rules.clone();
    }

    public Events events() {
        return events;
    }

    /** The rules for one operation. */
    public OperationTable table(Operation operation) {
        return tables[operation.ordinal()];
    }

    /** Whether a rule asks what connections carried, or counts exchanges or connections. */
    public boolean watchesTraffic() {
        return watchesTraffic;
    }

    /** Whether a rule asks which side opened a connection. */
    public boolean watchesSide() {
        return watchesSide;
    }

    /** Whether a rule asks for hosts by name. */
    public boolean watchesNames() {
        return watchesNames;
    }

    /** Whether some rule asks for that host by name. */
    public boolean asksFor(String name) {
        String normal = Endpoint.normal(name);
        for (Rule rule : rules) {
            Hosts hosts = rule.target().hosts();
            if (hosts != null && hosts.matchesName(normal)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Decides a call, counts it for each rule that it concerns, and notes what is injected.
     *
     * @param connection null where none is known
     * @param mayWait whether the operation can be made to wait; a close of a non-blocking channel cannot
     * @return the first verdict; null if no rule acts
     */
    public Verdict decide(OperationTable table, Endpoint endpoint, Connection connection, boolean mayWait) {
        Verdict first = null;
        Verdict last = null;
        boolean open = true;
        for (int i = table.next(endpoint, -1); i != Integer.MAX_VALUE; i = table.next(endpoint, i)) {
            Rule rule = rules[i];
            if (!rule.enabled() || !rule.target().matches(endpoint)) {
                continue;
            }
            if (!open) {
                rule.stats().shadow();
                continue;
            }
            Verdict verdict = rule.judge(connection, mayWait);
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
                note(table.operation(), endpoint.describe(), connection, verdict);
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
        Verdict first = null;
        Verdict last = null;
        boolean open = true;
        int matched = 0;
        for (Rule rule : site.rules()) {
            if (!rule.enabled()) {
                continue;
            }
            if (!rule.target().matchesThread() || !rule.callTarget().matches(arguments)) {
                rule.stats().pass();
                continue;
            }
            matched++;
            if (!open) {
                rule.stats().shadow();
                continue;
            }
            Verdict verdict = rule.judge(null, true);
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
            note(Operation.CALL, site.method(), null, verdict);
        }
        OperationStats stats = tables[CALL].stats();
        if (matched != 1) {
            stats.correct(1 - matched);
        }
        if (first != null) {
            stats.inject();
        }
        return first;
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

    private void note(Operation operation, String target, Connection connection, Verdict verdict) {
        StringBuilder words = new StringBuilder();
        String detail = "";
        for (int i = 0; i < verdict.size(); i++) {
            Fault fault = verdict.fault(i);
            words.append(i == 0 ? "" : ",").append(fault.word());
            detail = fault.detail().isEmpty() ? detail : fault.detail();
        }
        events.add(new Event(
                events.number(),
                System.currentTimeMillis(),
                verdict.rule().name(),
                operation.word(),
                words.toString(),
                detail,
                target,
                Thread.currentThread().getName(),
                verdict.number(),
                connection == null ? 0 : connection.number(),
                connection == null ? 0 : connection.call(),
                verdict.delay()));
    }
}
