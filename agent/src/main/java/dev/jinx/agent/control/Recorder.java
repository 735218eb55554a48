package dev.jinx.agent.control;

import dev.jinx.runtime.stats.Event;
import dev.jinx.runtime.stats.InjectionListener;

/** Writes each injection into the flight recordings that run. Loaded only where there is JFR, and it is in use. */
final class Recorder implements InjectionListener {
    @Override
    public void injected(Event event) {
        InjectionEvent recorded = new InjectionEvent();
        if (!recorded.shouldCommit()) {
            return;
        }
        recorded.rule = event.rule();
        recorded.operation = event.operation();
        recorded.target = event.target();
        recorded.fault = event.fault();
        recorded.detail = event.detail();
        recorded.delay = event.delayNanos();
        recorded.commit();
    }
}
