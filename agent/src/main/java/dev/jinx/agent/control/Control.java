package dev.jinx.agent.control;

import dev.jinx.agent.report.Report;
import dev.jinx.agent.report.Reports;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.Problem;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.rules.RulesParser;
import dev.jinx.agent.settings.Settings;
import dev.jinx.agent.settings.SettingsException;
import dev.jinx.agent.settings.Version;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Carries out commands, and leaves the answers. One thread at a time. */
public final class Control {
    /** How long the end of a thread is waited for, in milliseconds. */
    private static final long PATIENCE = 1_000;

    private final Answers answers = new Answers();

    private final Parts parts = new Parts();
    private Publisher publisher;

    /** Whether a command is only half there. */
    public boolean expectsMore() {
        return !parts.isEmpty();
    }

    /** Carries out the command in an agent's argument. Whatever goes wrong is the answer. */
    public void carryOut(String argument, Subject subject) {
        Request request = Request.decode(argument);
        Answer answer;
        try {
            answer = answer(request, subject);
        } catch (Throwable t) {
            answer = Answer.failed(t instanceof IllegalArgumentException ? t.getMessage() : "failed: " + t);
        }
        answers.leave(request.id(), answer);
        if (!subject.active()) {
            answers.shrink();
        }
    }

    private Answer answer(Request request, Subject subject) throws Exception {
        if (!request.version().equals(Version.text())) {
            return Answer.failed("Jinx " + Version.text()
                    + (subject.active()
                            ? " is in this JVM"
                            : " was in this JVM before, and its classes stay until the JVM ends")
                    + ": use jinx.jar of that version, not " + request.version());
        }
        List<String> arguments = request.arguments();
        switch (request.command()) {
            case "part" -> {
                parts.add(arguments.get(0), arguments.get(1));
                return Answer.done("");
            }
            case "attach" -> {
                return attach(new Wanted(arguments), subject);
            }
            case "prepare" -> {
                return prepare(subject);
            }
            default -> {
                return subject.active()
                        ? command(request.command(), arguments, subject)
                        : Answer.failed("Jinx is not active in this JVM: `attach` puts rules in force");
            }
        }
    }

    private Answer command(String command, List<String> arguments, Subject subject) throws Exception {
        switch (command) {
            case "reload" -> {
                return reload(new Wanted(arguments), subject);
            }
            case "pause" -> subject.pause();
            case "resume" -> subject.resume();
            case "enable", "disable" -> {
                return enable(arguments.get(0), command.equals("enable"), subject);
            }
            case "status" -> {
                return Answer.done(Status.of(subject));
            }
            case "stats" -> {
                Reports form = Reports.valueOf(arguments.get(0).toUpperCase(Locale.ROOT));
                return Answer.done(form.of(subject.run(), subject.instrumentation()));
            }
            case "watch" -> {
                return watch(Long.parseLong(arguments.get(0)), subject);
            }
            case "explain" -> {
                return Answer.done(Explanation.of(subject.run(), arguments.get(0)));
            }
            case "detach" -> {
                return detach(subject);
            }
            default -> {
                return Answer.failed("unknown command '" + command + "'");
            }
        }
        return Answer.done(Status.of(subject));
    }

    private Answer attach(Wanted wanted, Subject subject) throws Exception {
        Settings settings;
        try {
            settings = Settings.read(wanted.options(), System.getProperties(), System.getenv());
        } catch (SettingsException e) {
            return Answer.failed(e.getMessage());
        }
        if (settings.disabled()) {
            return Answer.failed("JINX_DISABLED or -Djinx.disabled switches Jinx off in this JVM");
        }
        return install(parsed(wanted, settings, subject), wanted.path(), settings, subject);
    }

    /** For a test kit, which brings its own rules. */
    private static Answer prepare(Subject subject) throws Exception {
        if (subject.active()) {
            return Answer.done(Status.of(subject));
        }
        Settings settings;
        try {
            settings = Settings.read("testkit=true", System.getProperties(), System.getenv());
        } catch (SettingsException e) {
            return Answer.failed(e.getMessage());
        }
        if (settings.disabled()) {
            return Answer.failed("JINX_DISABLED or -Djinx.disabled switches Jinx off in this JVM");
        }
        Parsed parsed = settings.rules().isPresent()
                ? subject.read(settings.rules(), settings)
                : new Parsed(Optional.of(RulesFile.NONE), List.of(), List.of());
        return install(parsed, settings.rules(), settings, subject);
    }

    private Answer reload(Wanted wanted, Subject subject) throws Exception {
        Settings settings = subject.settings();
        if (!wanted.names()) {
            if (subject.path().isEmpty() && !subject.run().file().source().equals("environment")) {
                return Answer.failed("these rules came from "
                        + subject.run().file().source() + ", which cannot be read again: name a file");
            }
            Parsed parsed = subject.read(subject.path(), settings);
            return install(parsed, subject.path(), settings, subject);
        }
        return install(parsed(wanted, settings, subject), wanted.path(), settings, subject);
    }

    private Parsed parsed(Wanted wanted, Settings settings, Subject subject) {
        return wanted.path().isPresent()
                ? subject.read(wanted.path(), settings)
                : RulesParser.parse(wanted.source(), parts.take(wanted.parts(), wanted.length()), System.getenv());
    }

    private static Answer install(Parsed parsed, Optional<String> path, Settings settings, Subject subject)
            throws Exception {
        if (parsed.file().isEmpty()) {
            StringBuilder text = new StringBuilder();
            for (Problem problem : parsed.problems()) {
                text.append(problem).append('\n');
            }
            text.append(subject.active() ? "the rules so far stay in force" : "nothing was changed");
            return new Answer(Answer.INVALID, text.toString());
        }
        RulesFile rules = parsed.file().get();
        subject.install(rules, path, settings);
        StringBuilder text = new StringBuilder();
        for (Problem warning : parsed.warnings()) {
            text.append("warning: ").append(warning).append('\n');
        }
        return Answer.done(text.append(Status.of(subject)).toString());
    }

    private static Answer enable(String rule, boolean on, Subject subject) {
        if (subject.enable(rule, on)) {
            return Answer.done(Status.of(subject));
        }
        StringBuilder names = new StringBuilder();
        for (dev.jinx.agent.rules.Rule one : subject.run().file().rules()) {
            names.append(names.isEmpty() ? "" : ", ").append(one.name());
        }
        return Answer.failed("there is no rule '" + rule + "'; there are " + names);
    }

    private Answer watch(long watcher, Subject subject) throws InterruptedException {
        if (ProcessHandle.of(watcher).isEmpty()) {
            return Answer.failed("the one who watches is in another pid namespace");
        }
        endPublisher();
        publisher = new Publisher(subject, watcher);
        publisher.publish();
        publisher.start();
        return Answer.done("");
    }

    private void endPublisher() throws InterruptedException {
        if (publisher != null) {
            publisher.end(PATIENCE);
            publisher = null;
        }
    }

    private Answer detach(Subject subject) throws Exception {
        endPublisher();
        long left = subject.settle();
        if (left > 0) {
            return Answer.failed("paused, and not detached: " + left + (left == 1 ? " byte is" : " bytes are")
                    + " on the way that the application has not read, or its peer has not taken; `detach` again later");
        }
        Report last = subject.detach();
        // Who began to send rules and was killed must not keep the agent; who still sends is told to try again.
        parts.clear();
        return Answer.done((last == null ? "" : Reports.TABLE.of(last)) + "detached; the bytecode is what it was");
    }
}
