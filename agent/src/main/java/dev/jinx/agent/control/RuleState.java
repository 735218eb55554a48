package dev.jinx.agent.control;

import dev.jinx.agent.report.Report.RuleFigures;

/** A rule and its counts, for JMX, which asks for getters. Immutable. */
public final class RuleState {
    private final RuleFigures figures;
    private final boolean enabled;

    RuleState(RuleFigures figures, boolean enabled) {
        this.figures = figures;
        this.enabled = enabled;
    }

    public String getName() {
        return figures.rule().name();
    }

    public boolean isEnabled() {
        return enabled;
    }

    public String getDefinition() {
        return figures.rule().definition();
    }

    public long getMatched() {
        return figures.matched();
    }

    public long getInjected() {
        return figures.injected();
    }

    public long getSkipped() {
        return figures.skipped();
    }

    public long getShadowed() {
        return figures.shadowed();
    }
}
