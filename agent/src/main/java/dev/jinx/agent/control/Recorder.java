package dev.jinx.agent.control;

import dev.jinx.runtime.hook.CallHook;
import dev.jinx.runtime.stats.Event;
import dev.jinx.runtime.stats.InjectionListener;

/** Writes each injection into the flight recordings that run. Loaded only where there is JFR, and it is in use. */
final class Recorder implements InjectionListener {
    @Override
    public void injected(Event event) {
        // A rule may be on the methods of JFR itself.
        boolean entered = CallHook.enterOwn();
        try {
            record(event);
        } finally {
            if (entered) {
                CallHook.leaveOwn();
            }
        }
    }

    private static void record(Event event) {
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
