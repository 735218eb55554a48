package dev.jinx.agent;

import dev.jinx.agent.control.door.ScopedRules;
import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.Rule;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a test kit acts on: the session. */
final class Kit implements ScopedRules {
    private final Instrumentation instrumentation;

    Kit(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    @Override
    public Optional<Run> run() {
        InForce current = Session.current();
        return current == null ? Optional.empty() : Optional.of(current.run());
    }

    @Override
    public boolean open(List<Rule> rules, OptionalLong seed) throws Exception {
        return Session.open(rules, seed);
    }

    @Override
    public void close(List<Rule> rules) throws Exception {
        Session.close(rules);
    }

    @Override
    public Class<?>[] loaded() {
        return instrumentation.getAllLoadedClasses();
    }
}
