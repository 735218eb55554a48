package dev.jinx.runtime.plan;

import dev.jinx.runtime.stats.OperationStats;

/** How calls of application methods are decided: which rules concern one is known from where it is. Any thread. */
final class MethodCalls {
    private final OperationStats stats;
    private final Safety safety;
    private final Notes notes;

    MethodCalls(OperationStats stats, Safety safety, Notes notes) {
        this.stats = stats;
        this.safety = safety;
        this.notes = notes;
    }

    /**
     * Decides a call of an application method, counts it for each rule that it concerns, and notes what is injected.
     *
     * @param arguments of the call; null where no rule asks for them
     * @return the first verdict; null if no rule acts
     */
    Verdict decide(CallSite site, Object[] arguments) {
        Rule[] concerned = site.rules();
        return concerned.length == 1 ? decide(site, concerned[0], arguments) : decide(site, concerned, arguments);
    }

    /** The usual case, small enough to become one with the method that is called. */
    private Verdict decide(CallSite site, Rule rule, Object[] arguments) {
        if (!rule.inForce()) {
            return null;
        }
        if (!rule.matchesCall(arguments)) {
            rule.stats().pass();
            stats.correct(1);
            return null;
        }
        Verdict verdict = rule.judge(Operation.CALL, null, true, true, safety);
        if (verdict != null) {
            notes.add(Operation.CALL, site.method(), null, verdict);
            stats.inject();
        }
        return verdict;
    }

    private Verdict decide(CallSite site, Rule[] concerned, Object[] arguments) {
        Verdict first = null;
        Verdict last = null;
        boolean open = true;
        int asked = 0;
        int matched = 0;
        for (Rule rule : concerned) {
            // Also not while they are woven, and not in force yet.
            if (!rule.inForce()) {
                continue;
            }
            asked++;
            if (!rule.matchesCall(arguments)) {
                rule.stats().pass();
                continue;
            }
            matched++;
            if (!open) {
                rule.stats().shadow();
                continue;
            }
            Verdict verdict = rule.judge(Operation.CALL, null, true, true, safety);
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
            notes.add(Operation.CALL, site.method(), null, verdict);
        }
        if (asked > 0 && matched != 1) {
            stats.correct(1 - matched);
        }
        if (first != null) {
            stats.inject();
        }
        return first;
    }
}
