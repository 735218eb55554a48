package dev.jinx.agent.report;

import dev.jinx.agent.report.Report.Contained;
import dev.jinx.agent.report.Report.OperationFigures;
import dev.jinx.agent.report.Report.Promise;
import dev.jinx.agent.report.Report.RuleFigures;
import dev.jinx.agent.rules.Expectation;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.OperationTable;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.stats.Failures;
import dev.jinx.runtime.stats.RuleStats;
import dev.jinx.runtime.stats.Skip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pulls the figures of a run. Nothing flows back. */
public final class Figures {
    private Figures() {}

    /**
     * The figures as they are now.
     *
     * @param complete whether the JVM is at its end
     * @param loaded the classes that the JVM has loaded, among which native transports are looked for; may be empty
     */
    public static Report pull(Run run, boolean complete, Class<?>[] loaded) {
        List<RuleFigures> rules = rules(run);
        return new Report(
                run,
                complete,
                System.currentTimeMillis(),
                operations(run),
                rules,
                run.plan().events().kept(),
                run.plan().events().dropped(),
                Unmatched.sentences(run, rules, loaded),
                refused(run),
                Unseen.sentences(rules, loaded),
                run.plan().safety().tripped(),
                promises(rules),
                contained());
    }

    /** The figures as they are now, with the reasons of a report that was made while it was known what is woven. */
    public static Report pull(Run run, Report before) {
        List<RuleFigures> rules = rules(run);
        return new Report(
                run,
                before.complete(),
                System.currentTimeMillis(),
                operations(run),
                rules,
                run.plan().events().kept(),
                run.plan().events().dropped(),
                before.unmatched(),
                refused(run),
                before.unseen(),
                run.plan().safety().tripped(),
                promises(rules),
                contained());
    }

    private static List<OperationFigures> operations(Run run) {
        List<OperationFigures> figures = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            OperationTable table = run.plan().table(operation);
            if (table.used()) {
                long injected = table.stats().injected();
                figures.add(new OperationFigures(
                        operation.word(), Math.max(injected, run.plan().calls(operation)), injected));
            }
        }
        return figures;
    }

    /** The figures of the rule at that place. */
    public static RuleFigures rule(Run run, int place) {
        return rule(run.file().rules().get(place), run.plan().rules()[place].stats());
    }

    /**
     * Why the rule at that place never matched.
     *
     * @param loaded the classes that the JVM has loaded, to find what was meant; may be empty
     * @param calls of each operation that it could have matched
     */
    public static String whyUnmatched(Run run, int place, RuleFigures figures, Class<?>[] loaded, long[] calls) {
        return Unmatched.why(run.plan(), place, figures, loaded, calls);
    }

    private static List<RuleFigures> rules(Run run) {
        List<RuleFigures> figures = new ArrayList<>();
        Rule[] compiled = run.plan().rules();
        for (int i = 0; i < compiled.length; i++) {
            figures.add(rule(run.file().rules().get(i), compiled[i].stats()));
        }
        return figures;
    }

    /** Each counter is read once, so that the sums of one report agree even while the application runs. */
    private static RuleFigures rule(dev.jinx.agent.rules.Rule rule, RuleStats stats) {
        Map<String, Long> skippedBy = new LinkedHashMap<>();
        long skipped = 0;
        for (Skip why : Skip.values()) {
            long count = stats.skipped(why);
            if (count > 0) {
                skippedBy.put(why.word(), count);
                skipped += count;
            }
        }
        long injected = stats.injected();
        Map<String, Long> faults = new LinkedHashMap<>();
        for (String word : stats.faultWords()) {
            // Not by a lambda, the only one on the way of a short run: the first costs 2 ms.
            faults.put(word, faults.getOrDefault(word, 0L) + injected);
        }
        Map<String, Long> operations = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            if (isOn(rule, operation)) {
                operations.put(operation.word(), stats.injectedOn(operation.ordinal()));
            }
        }
        if (rule.wholePeer()) {
            long refused = stats.injectedOn(Operation.CONNECT.ordinal());
            operations.put(Operation.CONNECT.word(), refused);
            operations.put("connection", injected - refused);
        }
        return new RuleFigures(
                rule,
                injected + skipped,
                injected,
                skipped,
                skippedBy,
                stats.shadowed(),
                faults,
                operations,
                stats.delayNanos(),
                stats.untouched());
    }

    private static boolean isOn(dev.jinx.agent.rules.Rule rule, Operation operation) {
        for (dev.jinx.agent.rules.Operation on : rule.on()) {
            if (on.word().equals(operation.word())) {
                return true;
            }
        }
        return false;
    }

    private static List<String> refused(Run run) {
        List<String> sentences = new ArrayList<>();
        for (Rule rule : run.plan().rules()) {
            List<String> kept = rule.stats().refused();
            for (String one : kept) {
                sentences.add(rule.name() + " " + one);
            }
            int more = rule.stats().refusals() - kept.size();
            if (more > 0) {
                sentences.add(rule.name() + " does not act on " + more + " more");
            }
        }
        return sentences;
    }

    private static List<Promise> promises(List<RuleFigures> rules) {
        List<Promise> promises = new ArrayList<>();
        for (RuleFigures figures : rules) {
            for (Expectation expectation : figures.rule().expectations()) {
                promises.add(new Promise(figures.rule().name(), expectation, figures.counter(expectation.counter())));
            }
        }
        return promises;
    }

    private static List<Contained> contained() {
        List<Contained> contained = new ArrayList<>();
        for (Failures.Failure failure : Failures.all()) {
            contained.add(new Contained(failure.where(), String.valueOf(failure.what()), failure.count()));
        }
        return contained;
    }
}
