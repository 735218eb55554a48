package dev.jinx.agent.report;

import dev.jinx.agent.report.Report.RuleFigures;
import dev.jinx.agent.rules.Operation;
import dev.jinx.agent.rules.Rule;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/** Says why a rule never applied: the question that a user has who looks at a zero. */
final class Unmatched {
    /** What a rule with `scope: this-test` asks of who calls. */
    static final String OF_THIS_TEST =
            "a thread that does it for this test, because that started it or submitted the task";

    private Unmatched() {}

    /**
     * A sentence for each rule that matched nothing.
     *
     * @param loaded the classes that the JVM has loaded, to find what was meant; may be empty
     */
    static List<String> sentences(Run run, List<RuleFigures> rules, Class<?>[] loaded) {
        List<String> sentences = new ArrayList<>();
        long[] calls = new long[dev.jinx.runtime.plan.Operation.count()];
        for (dev.jinx.runtime.plan.Operation operation : dev.jinx.runtime.plan.Operation.values()) {
            calls[operation.ordinal()] = run.plan().calls(operation);
        }
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).matched() == 0) {
                sentences.add(rules.get(i).rule().name() + ": " + why(run.plan(), i, rules.get(i), loaded, calls));
            }
        }
        return sentences;
    }

    /** Why the rule at that place never matched, of that many calls of each operation. */
    static String why(Plan plan, int place, RuleFigures figures, Class<?>[] loaded, long[] all) {
        if (!plan.rule(place).enabled()) {
            return "it is disabled";
        }
        if (figures.shadowed() > 0) {
            return "always shadowed: an earlier rule acted on " + counted(figures.shadowed(), "call")
                    + " that it would have matched";
        }
        Rule rule = figures.rule();
        if (rule.on().contains(Operation.CALL)) {
            return new NeverCalled(rule, plan.rule(place), loaded).sentence();
        }
        long calls = 0;
        StringBuilder counts = new StringBuilder();
        for (Operation operation : rule.operations()) {
            long some = all[compiled(operation).ordinal()];
            calls += some;
            counts.append(counts.isEmpty() ? "" : " and ").append(counted(some, operation.word()));
        }
        if (calls == 0) {
            return "there were " + counts + (inForce(plan) ? "" : " while rules were in force");
        }
        return "0 of " + counts + " matched: " + reason(plan, place, rule);
    }

    private static String reason(Plan plan, int place, Rule rule) {
        List<SeenTarget> seen = new ArrayList<>();
        boolean listens = rule.on().contains(Operation.ACCEPT);
        if (listens) {
            add(plan, dev.jinx.runtime.plan.Operation.ACCEPT, seen);
        }
        if (!listens || rule.on().size() > 1) {
            // Reads, writes and closes go to where the connects went.
            add(plan, dev.jinx.runtime.plan.Operation.CONNECT, seen);
        }
        return new NeverSeen(rule, plan.rule(place).target(), seen, areProtected(plan, seen)).sentence();
    }

    /** Whether nothing else was seen. */
    private static boolean areProtected(Plan plan, List<SeenTarget> seen) {
        for (SeenTarget target : seen) {
            if (!plan.safety().protects(target.endpoint())) {
                return false;
            }
        }
        return !seen.isEmpty();
    }

    /** What happens while Jinx is paused, or its time is over, is not counted. */
    private static boolean inForce(Plan plan) {
        return !Hooks.paused() && plan.safety().untilExpiry() > 0;
    }

    private static void add(Plan plan, dev.jinx.runtime.plan.Operation operation, List<SeenTarget> to) {
        for (String target : plan.table(operation).seen().targets()) {
            to.add(SeenTarget.of(target));
        }
    }

    private static dev.jinx.runtime.plan.Operation compiled(Operation operation) {
        for (dev.jinx.runtime.plan.Operation one : dev.jinx.runtime.plan.Operation.values()) {
            if (one.word().equals(operation.word())) {
                return one;
            }
        }
        throw new IllegalArgumentException(operation.word());
    }

    private static String counted(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }
}
