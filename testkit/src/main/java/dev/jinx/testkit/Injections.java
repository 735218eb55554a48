package dev.jinx.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the rules of a test did: exact counters, by rule and by operation, live. They begin at zero with each test, as its rules do. Any
 * thread.
 */
public final class Injections {
    private final List<Scope> scopes;

    Injections(List<Scope> scopes) {
        this.scopes = List.copyOf(scopes);
    }

    /**
     * The counters of several scopes together, innermost first.
     *
     * @throws IllegalArgumentException if there is no scope
     */
    public static Injections of(List<Scope> scopes) {
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("counters are those of at least one scope");
        }
        return new Injections(scopes);
    }

    /** What the draws depend on; where scopes have different seeds, those of the innermost. */
    public long seed() {
        return scopes.get(0).seed();
    }

    /** The rules, in the order in which they are tried. */
    public List<RuleCounts> rules() {
        List<RuleCounts> rules = new ArrayList<>();
        for (Scope scope : scopes) {
            rules.addAll(rules(scope));
        }
        return rules;
    }

    @SuppressWarnings("unchecked") // as the agent writes it
    private static List<RuleCounts> rules(Scope scope) {
        List<RuleCounts> rules = new ArrayList<>();
        Map<String, Object> all = scope.figures(true);
        for (Object figures : (List<?>) all.get("rules")) {
            rules.add(new RuleCounts((Map<String, Object>) figures, (Map<?, ?>) all.get("operations"), scope.seed()));
        }
        return rules;
    }

    /**
     * The counters of one rule; of the innermost, where scopes have rules of the same name.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public RuleCounts rule(String name) {
        List<String> names = new ArrayList<>();
        for (RuleCounts rule : rules()) {
            if (rule.name().equals(name)) {
                return rule;
            }
            names.add(rule.name());
        }
        throw new IllegalArgumentException("there is no rule '" + name + "'; there are " + String.join(", ", names));
    }

    /**
     * The counters of one operation. Its calls are those of the whole JVM since the outermost of the scopes whose rules are on it was
     * opened, also where all of these say {@link Rule#onlyThisTest}; 0 where no rule is on it. What matched and was injected is of these
     * rules alone.
     */
    public Counts operation(Operation operation) {
        long calls = 0;
        long matched = 0;
        long injected = 0;
        long skipped = 0;
        for (Scope scope : scopes) {
            Map<?, ?> operations = (Map<?, ?>) scope.figures(false).get("operations");
            Map<?, ?> counts = (Map<?, ?>) operations.get(operation.word());
            if (counts != null) {
                calls = Math.max(calls, (Long) counts.get("calls"));
                matched += (Long) counts.get("matched");
                injected += (Long) counts.get("injected");
                skipped += (Long) counts.get("skipped");
            }
        }
        return new Counts(calls, matched, injected, skipped);
    }

    /** How often the JVM did that; see {@link #operation}. */
    public long calls(Operation operation) {
        return operation(operation).calls();
    }

    /** What all rules together concerned. */
    public long matched() {
        return rules().stream().mapToLong(RuleCounts::matched).sum();
    }

    /** What all rules together acted on. */
    public long injected() {
        return rules().stream().mapToLong(RuleCounts::injected).sum();
    }

    /** What all rules together concerned and did not act on. */
    public long skipped() {
        return rules().stream().mapToLong(RuleCounts::skipped).sum();
    }

    /** No rule acted. */
    public void assertNothingInjected() {
        if (injected() != 0) {
            throw new AssertionError("expected no injection: " + this);
        }
    }

    /**
     * Each rule matched something, unless it may be unused, and did what it expects of itself. Of the rules of one preset it is enough that
     * one matched: on a connection that is open already nobody connects.
     *
     * @throws AssertionError if that is not so; the message says why a rule never matched
     */
    public void verify() {
        List<String> wrong = new ArrayList<>();
        for (Scope scope : scopes) {
            verify(rules(scope), wrong);
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError(String.join("\n", wrong) + " (" + repeat() + ")");
        }
    }

    private static void verify(List<RuleCounts> rules, List<String> wrong) {
        Set<String> used = new HashSet<>();
        for (RuleCounts rule : rules) {
            if (rule.matched() > 0 && !rule.preset().isEmpty()) {
                used.add(rule.preset());
            }
        }
        for (RuleCounts rule : rules) {
            if (rule.matched() == 0 && !rule.mayBeUnused() && !used.contains(rule.preset())) {
                wrong.add("expected '" + rule.name() + "' to match something: " + rule.summary()
                        + ". If that is in order, give the rule `may-be-unused: true`");
            }
            rule.unmet().forEach(promise -> wrong.add(promise + ": " + rule.summary()));
        }
    }

    /** All rules, with the seed and how to repeat the run. */
    @Override
    public String toString() {
        return String.join("; ", rules().stream().map(RuleCounts::toString).toList()) + " (" + repeat() + ")";
    }

    /** The property sets one seed for all scopes: where they have different ones, it repeats nothing. */
    private String repeat() {
        if (scopes.stream().mapToLong(Scope::seed).distinct().count() == 1) {
            return Seeds.repeat(seed());
        }
        List<String> seeds = new ArrayList<>();
        for (Scope scope : scopes) {
            List<String> names = rules(scope).stream().map(RuleCounts::name).toList();
            seeds.add(scope.seed() + " for " + String.join(", ", names));
        }
        return "seeds: " + String.join("; ", seeds) + "; repeat it by giving each its `seed`, without -D" + Jinx.SEED;
    }
}
