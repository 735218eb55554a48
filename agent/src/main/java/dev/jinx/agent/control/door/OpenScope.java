package dev.jinx.agent.control.door;

import dev.jinx.agent.report.Figures;
import dev.jinx.agent.report.Report.RuleFigures;
import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.Expectation;
import dev.jinx.agent.rules.Rule;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.stats.Event;
import dev.jinx.runtime.stats.InjectionListener;
import dev.jinx.runtime.stats.RuleStats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A scope that is open: its rules in force, and what the counters of the JVM were when it began. Any thread. */
final class OpenScope {
    private final List<Rule> written;
    private final dev.jinx.runtime.plan.Rule[] inForce;
    private final long[] callsBefore;
    private final long seed;

    /**
     * A scope.
     *
     * @param written its rules, in force since just now
     * @param run what is in force
     * @param callsBefore the calls of each operation before it
     * @param seed of its rules
     */
    OpenScope(List<Rule> written, Run run, long[] callsBefore, long seed) {
        this.written = written;
        this.callsBefore = callsBefore;
        this.seed = seed;
        inForce = new dev.jinx.runtime.plan.Rule[written.size()];
        for (int i = 0; i < inForce.length; i++) {
            inForce[i] = run.plan().rules()[place(run, written.get(i))];
        }
    }

    /** Where a rule stands among all that are in force. */
    @SuppressWarnings("ReferenceEquality") // a permanent rule may have the same words
    private static int place(Run run, Rule rule) {
        List<Rule> all = run.file().rules();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) == rule) {
                return i;
            }
        }
        throw new IllegalStateException(rule.name() + " is not in force");
    }

    /** How often the application did each thing so far. */
    static long[] calls(Plan plan) {
        long[] calls = new long[Operation.count()];
        for (Operation operation : Operation.values()) {
            calls[operation.ordinal()] = plan.table(operation).stats().calls();
        }
        return calls;
    }

    List<Rule> written() {
        return written;
    }

    long seed() {
        return seed;
    }

    /** Switches all its rules on or off. */
    void enable(boolean on) {
        for (dev.jinx.runtime.plan.Rule rule : inForce) {
            Hooks.enable(rule, on);
        }
    }

    /** From now on that one is told of each injection; null for nobody. */
    void listen(Consumer<Map<String, Object>> listener) {
        InjectionListener told = listener == null ? null : new Told(listener);
        for (dev.jinx.runtime.plan.Rule rule : inForce) {
            rule.listener(told);
        }
    }

    /** No lambda: it is called inside intercepted calls. */
    private static final class Told implements InjectionListener {
        private final Consumer<Map<String, Object>> listener;

        Told(Consumer<Map<String, Object>> listener) {
            this.listener = listener;
        }

        @Override
        public void injected(Event event) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("n", event.n());
            map.put("atMillis", event.atMillis());
            map.put("rule", event.rule());
            map.put("operation", event.operation());
            map.put("fault", event.fault());
            map.put("detail", event.detail());
            map.put("target", event.target());
            map.put("thread", event.thread());
            map.put("ruleCall", event.ruleCall());
            map.put("connection", event.connection());
            map.put("delayNanos", event.delayNanos());
            listener.accept(map);
        }
    }

    /**
     * Its figures.
     *
     * @param run in which it was in force
     * @param why whether to say of rules that never matched why
     */
    Map<String, Object> figures(Run run, boolean why, ScopedRules subject) {
        long[] calls = calls(run.plan());
        for (int i = 0; i < calls.length; i++) {
            calls[i] = Math.max(0, calls[i] - callsBefore[i]);
        }
        List<Object> rules = new ArrayList<>();
        long[] matched = new long[calls.length];
        long[] injected = new long[calls.length];
        long called = 0;
        for (int i = 0; i < inForce.length; i++) {
            int place = place(run, written.get(i));
            RuleFigures figures = Figures.rule(run, place);
            Map<String, Object> rule = rule(figures, inForce[i].stats(), matched, injected);
            if (why && figures.matched() == 0) {
                boolean onCalls = inForce[i].onCalls();
                Class<?>[] loaded = onCalls ? subject.loaded() : new Class<?>[0];
                rule.put(
                        "unmatched",
                        Hooks.paused()
                                ? "Jinx is paused: nothing acts, and nothing is counted, until `resume`"
                                : Figures.whyUnmatched(run, place, figures, loaded, calls));
            }
            if (inForce[i].onCalls()) {
                called += figures.matched()
                        + figures.shadowed()
                        + inForce[i].stats().passed();
            }
            rules.add(rule);
        }
        calls[Operation.CALL.ordinal()] = called;
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("seed", seed);
        map.put("operations", operations(calls, matched, injected));
        map.put("rules", rules);
        return map;
    }

    private Map<String, Object> operations(long[] calls, long[] matched, long[] injected) {
        Map<String, Object> operations = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            int at = operation.ordinal();
            if (uses(operation)) {
                Map<String, Object> counts = counts(matched[at], injected[at]);
                counts.put("calls", calls[at]);
                operations.put(operation.word(), counts);
            }
        }
        return operations;
    }

    private boolean uses(Operation operation) {
        for (Rule rule : written) {
            for (dev.jinx.agent.rules.Operation on : rule.operations()) {
                if (on.word().equals(operation.word())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Map<String, Object> counts(long matched, long injected) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("matched", matched);
        counts.put("injected", injected);
        counts.put("skipped", Math.max(0, matched - injected));
        return counts;
    }

    private static Map<String, Object> rule(RuleFigures figures, RuleStats stats, long[] matched, long[] injected) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", figures.rule().name());
        map.put("definition", figures.rule().definition());
        map.put("matched", figures.matched());
        map.put("injected", figures.injected());
        map.put("skipped", figures.skipped());
        map.put("skippedBy", figures.skippedBy());
        map.put("shadowed", figures.shadowed());
        map.put("delayNanos", figures.delayNanos());
        map.put("mayBeUnused", figures.rule().mayBeUnused());
        map.put("labels", Map.copyOf(figures.rule().labels()));
        map.put("refused", stats.refused());
        map.put("unmet", unmet(figures));
        Map<String, Object> operations = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            int at = operation.ordinal();
            if (on(figures.rule(), operation)) {
                long hits = stats.isSplit() ? stats.matchedOn(at) : figures.matched();
                long hurts = stats.injectedOn(at);
                matched[at] += hits;
                injected[at] += hurts;
                operations.put(operation.word(), counts(hits, hurts));
            }
        }
        map.put("operations", operations);
        return map;
    }

    private static boolean on(Rule rule, Operation operation) {
        for (dev.jinx.agent.rules.Operation on : rule.operations()) {
            if (on.word().equals(operation.word())) {
                return true;
            }
        }
        return false;
    }

    private static List<String> unmet(RuleFigures figures) {
        List<String> unmet = new ArrayList<>();
        for (Expectation expectation : figures.rule().expectations()) {
            long was = figures.counter(expectation.counter());
            if (!expectation.holds(was)) {
                unmet.add("expected " + figures.rule().name() + " " + expectation + ", was " + was);
            }
        }
        return unmet;
    }
}
