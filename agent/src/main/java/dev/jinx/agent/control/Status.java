package dev.jinx.agent.control;

import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.settings.Version;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Rule;

/** What is in force, for people. */
final class Status {
    private Status() {}

    /** A line for the whole, and one for each rule. */
    static String of(Subject subject) {
        RulesFile file = subject.run().file();
        Plan plan = subject.run().plan();
        StringBuilder text = new StringBuilder();
        int count = file.rules().size();
        text.append("jinx ").append(Version.text()).append(": ");
        String mode = Hooks.paused() ? "paused" : "active";
        text.append(plan.safety().untilExpiry() <= 0 ? "expired" : mode)
                .append(", ")
                .append(count);
        text.append(count == 1 ? " rule from " : " rules from ").append(file.source());
        text.append(", seed ").append(plan.seed());
        if (!plan.safety().tripped().isEmpty()) {
            text.append("\nstopped by safety, ").append(plan.safety().tripped());
        }
        if (!subject.reportProblem().isEmpty()) {
            text.append("\nwarning: ").append(subject.reportProblem());
        }
        Rule[] rules = plan.rules();
        for (int i = 0; i < rules.length; i++) {
            text.append("\n  ").append(rules[i].name()).append(rules[i].enabled() ? "" : " (disabled)");
            text.append(": matched ").append(rules[i].stats().matched());
            text.append(", injected ").append(rules[i].stats().injected());
        }
        return text.toString();
    }
}
