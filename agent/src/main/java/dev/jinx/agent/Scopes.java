package dev.jinx.agent;

import dev.jinx.agent.compile.PlanCompiler;
import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.runtime.plan.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The scopes of a test kit that are open, innermost first; their rules are tried before the permanent ones. Immutable. */
final class Scopes {
    /** None is open. */
    static final Scopes NONE = new Scopes(List.of());

    private final List<One> open;

    private Scopes(List<One> open) {
        this.open = open;
    }

    /** A scope: the list of its rules, which is its identity, and their seed. */
    private record One(List<Rule> rules, long seed) {}

    /** With a scope further in. */
    Scopes with(List<Rule> rules, long seed) {
        List<One> more = new ArrayList<>();
        more.add(new One(rules, seed));
        more.addAll(open);
        return new Scopes(more);
    }

    /** Without that one, wherever it stands. */
    @SuppressWarnings("ReferenceEquality") // two scopes may have the same words
    Scopes without(List<Rule> rules) {
        List<One> rest = new ArrayList<>();
        for (One one : open) {
            if (one.rules != rules) {
                rest.add(one);
            }
        }
        return new Scopes(rest);
    }

    /** Whether that one is open. */
    @SuppressWarnings("ReferenceEquality") // two scopes may have the same words
    boolean has(List<Rule> rules) {
        for (One one : open) {
            if (one.rules == rules) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** What is tried: the rules of the scopes before those of the file. */
    RulesFile before(RulesFile file) {
        if (open.isEmpty()) {
            return file;
        }
        List<Rule> rules = new ArrayList<>();
        for (One one : open) {
            rules.addAll(one.rules);
        }
        rules.addAll(file.rules());
        return new RulesFile(file.source(), file.seed(), file.report(), file.safety(), rules);
    }

    /** The seeds and scopes of those rules, and what those of the scopes spare. */
    PlanCompiler.Each each(RulesFile file, long seed, Target[] spared) {
        long[] seeds = new long[before(file).rules().size()];
        Object[] scopes = new Object[seeds.length];
        boolean[] split = new boolean[seeds.length];
        Arrays.fill(seeds, seed);
        int at = 0;
        for (One one : open) {
            for (Rule rule : one.rules) {
                seeds[at] = one.seed;
                split[at] = true;
                scopes[at++] = rule.thisTest() ? one.rules : null;
            }
        }
        return new PlanCompiler.Each(seeds, scopes, split, spared);
    }
}
