package dev.jinx.agent.weave.call;

import dev.jinx.agent.rules.FaultSpec;
import dev.jinx.agent.rules.MethodPattern;
import dev.jinx.runtime.plan.Rule;
import java.util.ArrayList;
import java.util.List;

/** A rule on calls: where it applies as written, and the rule in force. */
final class CallRule {
    private final Rule rule;
    private final dev.jinx.agent.rules.Rule written;
    private final List<MethodMatcher> matchers = new ArrayList<>();

    CallRule(dev.jinx.agent.rules.Rule written, Rule rule) {
        this.written = written;
        this.rule = rule;
        for (MethodPattern pattern : written.target().methods()) {
            matchers.add(new MethodMatcher(pattern));
        }
    }

    Rule rule() {
        return rule;
    }

    String name() {
        return written.name();
    }

    List<MethodMatcher> matchers() {
        return matchers;
    }

    List<FaultSpec> faults() {
        return written.faults();
    }

    boolean needsArguments() {
        return !written.target().args().isEmpty();
    }

    /** Whether a fault of it needs the result of the method. */
    boolean needsResult() {
        for (FaultSpec fault : faults()) {
            if (fault instanceof FaultSpec.CorruptResult || (fault instanceof FaultSpec.Delay delay && delay.async())) {
                return true;
            }
        }
        return false;
    }
}
