package dev.jinx.agent.control;

import dev.jinx.agent.report.Report.OperationFigures;

/** An operation and its counts, for JMX, which asks for getters. Immutable. */
public final class OperationState {
    private final OperationFigures figures;

    OperationState(OperationFigures figures) {
        this.figures = figures;
    }

    public String getName() {
        return figures.word();
    }

    public long getCalls() {
        return figures.calls();
    }

    public long getInjected() {
        return figures.injected();
    }
}
