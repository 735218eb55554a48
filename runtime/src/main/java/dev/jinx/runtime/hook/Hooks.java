package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Invocation;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.stats.Seen;

/** The switch that woven code looks at first, and the plan behind it. Any thread. */
public final class Hooks {
    /**
     * Woven code goes on as if it were not there while this is false. Public and volatile because bytecode inside JDK classes reads it;
     * written here only.
     */
    public static volatile boolean armed;

    private static volatile Plan plan = Plan.EMPTY;
    private static final Seen UNSEEN = new Seen();

    private Hooks() {}

    /** The plan in force. */
    public static Plan plan() {
        return plan;
    }

    /** Puts a plan in force; threads that wait for a rule of the last one go on. */
    public static void install(Plan next) {
        plan = next;
        armed = next != Plan.EMPTY || Connections.faulted();
        CallHook.update();
        Connections.replaced();
        Invocation.releaseAll(null);
    }

    /** No rule applies any more, and nobody waits: the JVM is going down, or the agent is. */
    public static void disarm() {
        plan = Plan.EMPTY;
        armed = Connections.faulted();
        CallHook.update();
        Connections.replaced();
        Invocation.releaseAll(null);
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
