package dev.jinx.agent.control;

import dev.jinx.agent.report.Figures;
import dev.jinx.agent.report.Report;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.Problem;
import dev.jinx.agent.settings.Version;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.plan.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Answers what JMX asks. Any thread. */
final class JinxBean implements JinxMXBean {
    private static final String SOURCE = "<JMX>";

    private final RulesInForce inForce;

    JinxBean(RulesInForce inForce) {
        this.inForce = inForce;
    }

    @Override
    public String getVersion() {
        return Version.text();
    }

    @Override
    public String getState() {
        if (inForce.run().plan().safety().untilExpiry() <= 0) {
            return "expired";
        }
        return Hooks.paused() ? "paused" : "active";
    }

    @Override
    public long getSeed() {
        return inForce.run().plan().seed();
    }

    @Override
    public String getRulesFile() {
        return inForce.run().file().source();
    }

    @Override
    public String getSafetyTripped() {
        return inForce.run().plan().safety().tripped();
    }

    @Override
    public List<RuleState> getRules() {
        dev.jinx.agent.report.Run run = inForce.run();
        Rule[] rules = run.plan().rules();
        List<Report.RuleFigures> figures =
                Figures.pull(run, false, new Class<?>[0]).rules();
        List<RuleState> states = new ArrayList<>();
        for (int i = 0; i < rules.length; i++) {
            states.add(new RuleState(figures.get(i), rules[i].enabled()));
        }
        return states;
    }

    @Override
    public List<OperationState> getOperations() {
        List<OperationState> states = new ArrayList<>();
        for (Report.OperationFigures figures :
                Figures.pull(inForce.run(), false, new Class<?>[0]).operations()) {
            states.add(new OperationState(figures));
        }
        return states;
    }

    @Override
    public void pause() {
        inForce.pause();
    }

    @Override
    public void resume() {
        inForce.resume();
    }

    @Override
    public void enableRule(String name) {
        Hooks.enable(rule(name), true);
    }

    @Override
    public void disableRule(String name) {
        Hooks.enable(rule(name), false);
    }

    private Rule rule(String name) {
        List<String> names = new ArrayList<>();
        Rule last = null;
        for (Rule rule : inForce.run().plan().rules()) {
            // The last: a permanent rule before that of a scope.
            last = rule.name().equals(name) ? rule : last;
            names.add(rule.name());
        }
        if (last != null) {
            return last;
        }
        throw new IllegalArgumentException("there is no rule '" + name + "'; there are " + String.join(", ", names));
    }

    @Override
    public void reload(String yaml) {
        Parsed parsed = inForce.parse(SOURCE, yaml.getBytes(StandardCharsets.UTF_8));
        if (parsed.file().isEmpty()) {
            List<String> lines = new ArrayList<>();
            for (Problem problem : parsed.problems()) {
                lines.add(problem.toString());
            }
            throw new IllegalArgumentException(String.join("\n", lines));
        }
        try {
            inForce.replace(parsed.file().get());
        } catch (Exception e) {
            // Whoever called has none of our classes, and not all of them can be sent.
            throw new IllegalStateException("the rules cannot be put in force: " + e);
        }
    }
}
