package dev.jinx.agent.control;

import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.Rule;
import dev.jinx.runtime.hook.CallHook;
import dev.jinx.runtime.stats.Event;
import dev.jinx.runtime.stats.InjectionListener;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Writes each injection into the flight recordings that run. Loaded only where there is JFR, and it is in use. */
final class Recorder implements InjectionListener {
    private final RulesInForce inForce;
    private volatile Labels labels = new Labels(null, Map.of());

    Recorder(RulesInForce inForce) {
        this.inForce = inForce;
    }

    /** The labels of those rules that have any, in words, by the rule's name. */
    private record Labels(Run of, Map<String, String> texts) {}

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

    private void record(Event event) {
        InjectionEvent recorded = new InjectionEvent();
        if (!recorded.shouldCommit()) {
            return;
        }
        recorded.rule = event.rule();
        recorded.labels = labels(event.rule());
        recorded.operation = event.operation();
        recorded.target = event.target();
        recorded.fault = event.fault();
        recorded.detail = event.detail();
        recorded.delay = event.delayNanos();
        recorded.commit();
    }

    @SuppressWarnings("ReferenceEquality") // each time that rules come into force there is another
    private String labels(String rule) {
        Run run = inForce.run();
        Labels known = labels;
        if (known.of() != run) {
            Map<String, String> texts = new HashMap<>();
            for (Rule one : run.file().rules()) {
                if (!one.labels().isEmpty()) {
                    StringJoiner text = new StringJoiner(", ");
                    one.labels().forEach((name, value) -> text.add(name + "=" + value));
                    // A scope's rule stands before one of the file that has its name.
                    texts.putIfAbsent(one.name(), text.toString());
                }
            }
            known = new Labels(run, texts);
            labels = known;
        }
        return known.texts().getOrDefault(rule, "");
    }
}
