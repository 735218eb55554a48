package dev.jinx.agent;

import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.weave.TaskWeaving;
import dev.jinx.agent.weave.Weaving;
import dev.jinx.agent.weave.call.CallWeaving;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.scope.Marks;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;

/** What is woven for the rules in force, into the JDK and into the application. One thread at a time but for what says otherwise. */
final class Woven {
    private final Instrumentation instrumentation;

    /** Whether there was ever a rule on calls, and with it the weaver for them. Any thread asks. */
    private volatile boolean calls;

    Woven(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /**
     * Has a plan find all that it needs.
     *
     * @param before what is in force so far; null for nothing
     */
    void weave(RulesFile rules, Plan plan, Run before) throws Exception {
        Weaving.install(instrumentation, plan);
        TaskWeaving.needed(instrumentation, plan.scoped());
        weaveCalls(rules, plan, before);
    }

    private void weaveCalls(RulesFile rules, Plan plan, Run before) {
        boolean others = before == null || !sameCalls(before.plan(), plan);
        if (!others || (!calls && !plan.table(Operation.CALL).used())) {
            return;
        }
        calls = true;
        try {
            CallWeaving.install(instrumentation, rules, plan);
        } catch (Throwable t) {
            if (before != null) {
                // Those that were there act again.
                CallWeaving.install(instrumentation, before.file(), before.plan());
                Hooks.install(before.plan());
            }
            throw t;
        }
    }

    /** Weaves classes that were being defined when the rules came; false where no rule was ever on calls. */
    boolean weaveLatecomers() {
        if (calls) {
            CallWeaving.weaveLatecomers(instrumentation);
        }
        return calls;
    }

    /** Whether the very same rules are on calls, so that what is woven for them can stay as it is. */
    @SuppressWarnings("ReferenceEquality") // two rules with equal words have counters of their own
    private static boolean sameCalls(Plan before, Plan now) {
        List<Rule> those = onCalls(before);
        List<Rule> these = onCalls(now);
        boolean same = those.size() == these.size();
        for (int i = 0; same && i < those.size(); i++) {
            same = those.get(i) == these.get(i);
        }
        return same;
    }

    private static List<Rule> onCalls(Plan plan) {
        List<Rule> on = new ArrayList<>();
        for (Rule rule : plan.rules()) {
            if (rule.onCalls()) {
                on.add(rule);
            }
        }
        return on;
    }

    /** Gives all of it back. */
    void giveBack(Ending ending) {
        ending.step(() -> Weaving.uninstall(instrumentation));
        ending.step(() -> TaskWeaving.needed(instrumentation, false));
        ending.step(Marks::endAll);
        if (calls) {
            ending.step(() -> CallWeaving.uninstall(instrumentation));
        }
    }
}
