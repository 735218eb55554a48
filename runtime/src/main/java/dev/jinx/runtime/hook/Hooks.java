package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Invocation;
import dev.jinx.runtime.connection.Supply;
import dev.jinx.runtime.connection.Waiter;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.stats.Seen;

/** The switch that woven code looks at first, and the plan behind it. Any thread. */
public final class Hooks {
    /**
     * Woven code goes on as if it were not there while this is false. Public and volatile because bytecode inside JDK classes reads it;
     * written here only.
     */
    public static volatile boolean armed;

    /** What decides: the installed plan, or none while paused. */
    private static volatile Plan plan = Plan.EMPTY;

    private static Plan installed = Plan.EMPTY;
    private static boolean paused;
    private static final Seen UNSEEN = new Seen();

    private Hooks() {}

    /** The plan that decides; the empty one while paused. */
    public static Plan plan() {
        return plan;
    }

    /** The plan in force, paused or not. */
    public static synchronized Plan installed() {
        return installed;
    }

    /** Puts a plan in force; who waits for a rule that it does not have goes on. */
    public static synchronized void install(Plan next) {
        Plan last = installed;
        installed = next;
        if (next.safety() != last.safety()) {
            Waiter.atMost(next.safety().maxWaiting());
        }
        apply();
        for (Rule rule : last.lackedBy(next)) {
            release(rule);
        }
        Connections.replaced();
    }

    /** No rule acts, nothing is counted and nobody waits until {@link #resume}. */
    public static synchronized void pause() {
        paused = true;
        apply();
        release(null);
        Connections.replaced();
    }

    /** The rules act again. */
    public static synchronized void resume() {
        paused = false;
        apply();
        Connections.replaced();
    }

    /** Whether the rules are paused. */
    public static synchronized boolean paused() {
        return paused;
    }

    /** Switches a rule on or off; who waits for it goes on when it is off. */
    public static synchronized void enable(Rule rule, boolean on) {
        rule.enabled(on);
        apply();
        if (!on) {
            release(rule);
        }
        Connections.replaced();
    }

    /** No rule applies any more, and nobody waits: the agent goes. The next one finds nothing paused. */
    public static synchronized void disarm() {
        installed = Plan.EMPTY;
        paused = false;
        apply();
        Supply.forgetAll();
        release(null);
        Connections.replaced();
    }

    private static void apply() {
        Plan last = plan;
        Plan next = paused ? Plan.EMPTY : installed;
        // Who waits asks after he began; who releases says so before he looks who waits. So no rule that comes is taken
        // for one that
        // went, and nobody waits for one that went.
        for (Rule rule : next.rules()) {
            rule.applied(true);
        }
        // Before as well: what was known by the last plan is nothing to go by for who sees the next one at once.
        Supply.renew();
        plan = next;
        Supply.renew();
        for (Rule rule : last.lackedBy(next)) {
            rule.applied(false);
        }
        // A connection that a fault broke stays broken, whatever becomes of the rule. And what was decided, and is
        // counted, just
        // before a pause is still done at the kernel's border.
        armed = installed != Plan.EMPTY || Connections.faulted();
        CallHook.update();
        Sweep.begin(next);
    }

    private static void release(Rule rule) {
        Connections.releaseAll(rule);
        Invocation.releaseAll(rule);
    }

    /**
     * The JVM goes down: nobody waits any more, so that an injected hang does not keep it alive. Rules that do not wait still act, and
     * everything is still counted: the application's own shutdown is part of the experiment.
     */
    public static void endWaits() {
        Connections.endWaits();
        Invocation.endWaits();
    }

    /** Traffic that is known to go by the hooks. */
    public static Seen unseen() {
        return UNSEEN;
    }
}
