package dev.jinx.agent;

import dev.jinx.agent.control.Subject;
import dev.jinx.agent.report.Report;
import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.settings.Settings;
import java.lang.instrument.Instrumentation;
import java.util.Optional;

/** What commands act on: the session. */
final class Controlled implements Subject {
    private final Instrumentation instrumentation;

    /** What was in the file that was read last; null for none. */
    private byte[] content;

    Controlled(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    @Override
    public boolean active() {
        return Session.current() != null;
    }

    @Override
    public Run run() {
        return Session.current().run();
    }

    @Override
    public Instrumentation instrumentation() {
        return instrumentation;
    }

    @Override
    public String reportProblem() {
        return Session.current().reportProblem();
    }

    @Override
    public Settings settings() {
        return Session.current().settings();
    }

    @Override
    public Optional<String> path() {
        return Session.current().path();
    }

    @Override
    public Parsed read(Optional<String> path, Settings settings) {
        content = RulesSource.contentAgain(path);
        return RulesSource.read(path, content, settings);
    }

    @Override
    public void install(RulesFile rules, Optional<String> path, Settings settings) throws Exception {
        Session.start(rules, path, settings, instrumentation);
        Session.watch(path.isPresent() ? content : null);
    }

    @Override
    public void pause() {
        Session.pause();
    }

    @Override
    public void resume() {
        Session.resume();
    }

    @Override
    public boolean enable(String rule, boolean on) {
        return Session.enable(rule, on);
    }

    @Override
    public long settle() throws Exception {
        return Session.settle();
    }

    @Override
    public Report detach() throws Exception {
        return Session.detach();
    }
}
