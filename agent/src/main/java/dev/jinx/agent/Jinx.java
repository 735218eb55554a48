package dev.jinx.agent;

import dev.jinx.AgentLoader;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.Problem;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.settings.Bystander;
import dev.jinx.agent.settings.Settings;
import dev.jinx.agent.settings.SettingsException;
import java.lang.instrument.Instrumentation;
import java.util.Optional;

/** The start of a JVM with {@code -javaagent}: reads what is wanted, and has it put in force. */
final class Jinx {
    private static final int INVALID = 2;

    /** Whether a {@code -javaagent} before this one was here. */
    private static boolean again;

    private Jinx() {}

    /** Called by the entry class, once for each {@code -javaagent}. */
    static void start(String arguments, Instrumentation instrumentation) {
        boolean first = !again;
        again = true;
        Settings settings;
        try {
            settings = Settings.read(arguments, System.getProperties(), System.getenv());
        } catch (SettingsException e) {
            say(e.getMessage());
            refuse(Settings.continues(arguments, System.getProperties(), System.getenv()));
            return;
        }
        if (settings.disabled() || isBystander(settings)) {
            return;
        }
        try {
            String wrong = first ? "" : OtherJars.wrong(instrumentation);
            if (!wrong.isEmpty()) {
                say(wrong);
                refuse(settings.continues());
                return;
            }
            if (settings.testkit() && !RulesSource.named(settings)) {
                Session.start(RulesFile.NONE, Optional.empty(), settings, instrumentation);
                Session.watch(null);
                return;
            }
            if (!RulesSource.named(settings)) {
                say("no rules file: -javaagent:jinx.jar=FILE, -Djinx.rules=FILE or JINX_RULES=FILE names one");
                refuse(settings.continues());
                return;
            }
            byte[] content = RulesSource.content(settings.rules());
            Parsed parsed = RulesSource.read(settings.rules(), content, settings);
            for (Problem problem : parsed.problems()) {
                say(problem.toString());
            }
            if (parsed.file().isEmpty()) {
                refuse(settings.continues());
                return;
            }
            Session.start(parsed.file().get(), settings.rules(), settings, instrumentation);
            Session.watch(content);
        } catch (Throwable t) {
            say("could not start: " + t);
            settings.log().debug(t);
            refuse(settings.continues());
        }
    }

    private static boolean isBystander(Settings settings) {
        AgentLoader loader = (AgentLoader) Jinx.class.getClassLoader();
        return Bystander.is(System.getProperty("sun.java.command"), settings.main(), loader.file());
    }

    /** A resilience test that silently runs without its faults would be the worst outcome. */
    private static void refuse(boolean continues) {
        if (continues) {
            say(
                    Session.current() == null
                            ? "no rule is in force; the application runs untouched"
                            : "the rules so far stay in force");
        } else {
            say("stopped before main, because on-error is abort");
            System.exit(INVALID);
        }
    }

    static void say(String message) {
        System.err.println("jinx: " + message);
    }
}
