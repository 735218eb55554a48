package dev.jinx.runtime.plan;

import dev.jinx.runtime.connection.Change;
import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Custody;
import dev.jinx.runtime.connection.Peer;
import dev.jinx.runtime.fault.BlackholeFault;
import dev.jinx.runtime.fault.DownFault;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.scope.Mark;
import dev.jinx.runtime.scope.Marks;
import dev.jinx.runtime.stats.Event;
import dev.jinx.runtime.stats.Events;
import dev.jinx.runtime.stats.InjectionListener;
import dev.jinx.runtime.stats.RuleStats;
import dev.jinx.runtime.stats.Skip;

/** A rule in force. Any thread. */
public final class Rule implements Peer {
    private static final Target[] NOTHING = {};

    private final String name;
    private final Target target;
    private final Trigger trigger;
    private final Fault[] faults;
    private final boolean continues;
    private final boolean waits;
    private final boolean byThread;
    private final boolean remoteOnly;
    private final RuleStats stats;
    private final long key;
    private volatile boolean enabled;
    private boolean applied;
    private volatile Plan plan;

    /** Both: what is asked on each call. */
    private volatile boolean inForce;

    private volatile boolean went;
    private volatile CallTarget callTarget;
    private volatile InjectionListener listener;
    private Object scope;
    private Target[] spared = NOTHING;

    /**
     * A rule.
     *
     * @param seed of the run
     * @param faults in the order in which they are carried out
     * @param continues whether the search goes on behind it when it acts
     */
    public Rule(
            String name,
            long seed,
            Target target,
            Trigger.Conditions when,
            Fault[] faults,
            boolean continues,
            boolean enabled) {
        this.name = name;
        this.target = target;
        this.trigger = new Trigger(when);
        this.faults = faults.clone();
        this.continues = continues;
        this.enabled = enabled;
        this.key = Draw.key(seed, Draw.hash(name));
        String[] words = new String[faults.length];
        boolean anyWaits = false;
        for (int i = 0; i < faults.length; i++) {
            words[i] = faults[i].word();
            anyWaits |= faults[i].waits();
        }
        waits = anyWaits;
        byThread = target.threads().length > 0;
        stats = new RuleStats(words, Operation.count() + 1, trigger.matches(), trigger.usual());
        remoteOnly = target.asksForRemoteOnly() && !when.watchesTraffic() && !onPeer();
    }

    public String name() {
        return name;
    }

    public Target target() {
        return target;
    }

    public RuleStats stats() {
        return stats;
    }

    public boolean continues() {
        return continues;
    }

    public boolean enabled() {
        return enabled;
    }

    /** Switches it on or off. */
    public synchronized void enabled(boolean on) {
        enabled = on;
        inForce = enabled && applied;
    }

    /** Whether it concerns a call of a method that it names, made by this thread. */
    boolean matchesCall(Object[] arguments) {
        return callTarget.matches(arguments) && (!byThread || target.matchesThread()) && reaches(null, true);
    }

    /** It reaches that scope only: the thread that opened it, and what that starts. Before it is in a plan. */
    public void scope(Object only) {
        scope = only;
    }

    /** It does not concern those, whatever its target says. Before it is in a plan. */
    public void spare(Target[] targets) {
        spared = targets.clone();
    }

    /** Whether its target is that endpoint, on this thread. */
    boolean concerns(Endpoint endpoint) {
        if (!target.matches(endpoint)) {
            return false;
        }
        for (Target one : spared) {
            if (one.matches(endpoint)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it reaches one scope only. */
    public boolean scoped() {
        return scope != null;
    }

    /** Whether the remote address and port of a call are all that decides if it concerns it. */
    boolean asksForRemoteOnly() {
        return remoteOnly && scope == null && spared.length == 0;
    }

    /**
     * Whether it reaches what the calling thread does.
     *
     * @param connection null where none is known
     * @param blocking whether the calling thread does it for itself; an event loop does it for whom the connection belongs to
     */
    boolean reaches(Connection connection, boolean blocking) {
        if (scope == null) {
            return true;
        }
        Mark its = connection == null ? null : connection.mark();
        Mark own = !blocking && its != null ? its : Marks.current();
        Mark mark = own == null ? its : own;
        return mark != null && mark.includes(scope);
    }

    /** From now on that one is told of each of its injections; null for nobody. */
    public void listener(InjectionListener next) {
        listener = next;
    }

    /** Tells who listens to it. */
    void tell(Event event) {
        InjectionListener told = listener;
        if (told != null) {
            Events.tell(told, event);
        }
    }

    /** Whether it is on calls of application methods. */
    public boolean onCalls() {
        return callTarget != null;
    }

    /** It asks that of a call beside its method. */
    public void callTarget(CallTarget asked) {
        callTarget = asked;
    }

    /** The rules apply of which it is one, or no more. */
    public synchronized void applied(boolean now) {
        applied = now;
        inForce = enabled && applied;
        went = !now;
    }

    @Override
    public boolean inForce() {
        return inForce;
    }

    /** Its conditions. */
    public Trigger.Conditions when() {
        return trigger.conditions();
    }

    /** What it does. */
    public Fault[] faults() {
        return faults.clone();
    }

    /** Whether it is about a peer, and not about single operations. */
    public boolean onPeer() {
        return faults.length == 1 && faults[0].onPeer();
    }

    /** Whether it changes bytes on their way. */
    public boolean changes() {
        for (Fault fault : faults) {
            if (fault instanceof Change) {
                return true;
            }
        }
        return false;
    }

    /** Whether it goes on with the connection behind the operation that it acts on, or has to see all of its bytes. */
    public boolean lingers() {
        boolean lingers = target.asksForContent();
        for (Fault fault : faults) {
            lingers |= fault.lingers();
        }
        return lingers;
    }

    /** The plan that has it. */
    void plan(Plan its) {
        plan = its;
    }

    @Override
    public long window() {
        return inForce ? trigger.windowLeft() : 0;
    }

    /** It is about a peer, and a connection with it is there. */
    void meet() {
        Plan its = plan;
        if (trigger.begin() && its != null) {
            its.peersBegin();
        }
    }

    /** Nanoseconds until it begins or ends to act; {@code Long.MAX_VALUE} for never. */
    public long windowChange() {
        return trigger.windowChange();
    }

    @Override
    public long acts(Connection connection) {
        long left = window();
        Plan its = plan;
        if (left == 0 || its == null) {
            return 0;
        }
        Verdict verdict = judgeFor(null, trigger.windowNumber(), connection, true, false, its.safety());
        if (verdict == null) {
            return 0;
        }
        if (!verdict.repeated()) {
            Custody custody = connection.custodyOrNull();
            its.noteOnPeer(custody == null ? "" : custody.target(), connection, verdict);
        }
        return left;
    }

    @Override
    public boolean down() {
        return faults[0] instanceof DownFault;
    }

    @Override
    public boolean in() {
        return faults[0] instanceof BlackholeFault hole && hole.in();
    }

    @Override
    public boolean out() {
        return faults[0] instanceof BlackholeFault hole && hole.out();
    }

    /** Whether it makes the calling thread wait. */
    public boolean waits() {
        return waits;
    }

    /**
     * Judges a call that matches.
     *
     * @param operation that it is a call of
     * @param connection null where none is known
     * @param mayWait whether the operation can be made to wait
     * @param blocking whether the calling thread itself waits then
     * @param safety what may not be gone beyond
     * @return the verdict if it acts; null if it does not
     */
    Verdict judge(Operation operation, Connection connection, boolean mayWait, boolean blocking, Safety safety) {
        if (connection == null || when().per() == Trigger.Per.CALL || onPeer()) {
            return judgeOnce(operation, connection, mayWait, blocking, safety);
        }
        long unit = when().per() == Trigger.Per.CONNECTION
                ? 1
                : connection.traffic().exchange();
        return judgeFor(operation, unit, connection, mayWait, blocking, safety);
    }

    /** One verdict for each number of an exchange, a connection, or a window; without an operation it is about a peer. */
    private Verdict judgeFor(
            Operation operation, long unit, Connection connection, boolean mayWait, boolean blocking, Safety safety) {
        synchronized (connection) {
            Kept kept = Kept.of(connection, this);
            if (kept != null && kept.unit == unit) {
                return kept.verdict == null ? null : kept.verdict.again();
            }
            Verdict verdict = judgeOnce(operation, connection, mayWait, blocking, safety);
            Kept.put(connection, this, unit, verdict);
            return verdict;
        }
    }

    private Verdict judgeOnce(
            Operation operation, Connection connection, boolean mayWait, boolean blocking, Safety safety) {
        long n = trigger.match();
        if (operation != null) {
            stats.match(operation.ordinal());
        }
        Skip why = waits && !mayWait ? Skip.NON_BLOCKING : trigger.judge(n, key, connection);
        if (why == null && !safety.permits(waits && blocking)) {
            trigger.giveBack();
            why = Skip.SAFETY;
        }
        if (why != null) {
            stats.skip(why);
            return null;
        }
        return injected(n);
    }

    private Verdict injected(long n) {
        long[] drawn = new long[faults.length];
        long total = 0;
        for (int i = 0; i < faults.length; i++) {
            drawn[i] = faults[i].draw(Draw.unit(key, n, 2 * i + 1), Draw.unit(key, n, 2 * i + 2));
            total += faults[i].drawsTime() ? drawn[i] : 0;
        }
        stats.inject();
        if (total > 0) {
            stats.delay(total);
        }
        return new Verdict(this, n, faults, drawn, total, false);
    }

    /** What a connection remembers of a rule that counts exchanges or connections. Guarded by the connection. */
    private static final class Kept {
        final Rule rule;
        Kept next;
        long unit;
        Verdict verdict;

        Kept(Rule rule, Kept next) {
            this.rule = rule;
            this.next = next;
        }

        static Kept of(Connection connection, Rule rule) {
            Kept kept = (Kept) connection.verdicts();
            while (kept != null && kept.rule != rule) {
                kept = kept.next;
            }
            return kept;
        }

        static void put(Connection connection, Rule rule, long unit, Verdict verdict) {
            Kept kept = of(connection, rule);
            if (kept == null) {
                kept = new Kept(rule, inForce((Kept) connection.verdicts()));
                connection.verdicts(kept);
            }
            kept.unit = unit;
            kept.verdict = verdict;
        }

        /** Without rules that went: a connection may outlive many reloads. */
        private static Kept inForce(Kept first) {
            Kept start = first;
            while (start != null && start.rule.went) {
                start = start.next;
            }
            for (Kept kept = start; kept != null; kept = kept.next) {
                while (kept.next != null && kept.next.rule.went) {
                    kept.next = kept.next.next;
                }
            }
            return start;
        }
    }
}
