package dev.jinx.agent;

import dev.jinx.AgentLoader;
import dev.jinx.agent.rules.EnvironmentRules;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.Problem;
import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.rules.RulesInput;
import dev.jinx.agent.rules.SafetySettings;
import dev.jinx.agent.settings.Bystander;
import dev.jinx.agent.settings.Settings;
import dev.jinx.agent.settings.SettingsException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The composition root: reads what is wanted, and puts the rooms together. */
public final class Jinx {
    private static final int INVALID = 2;

    private Jinx() {}

    /** Called by the entry class, once for each {@code -javaagent} and each attach. */
    public static void start(String arguments, Instrumentation instrumentation, boolean attached) {
        Settings settings;
        try {
            settings = Settings.read(arguments, System.getProperties(), System.getenv());
        } catch (SettingsException e) {
            say(e.getMessage());
            refuse(false);
            return;
        }
        if (settings.disabled() || isBystander(settings)) {
            return;
        }
        try {
            RulesFile rules = rules(settings);
            if (rules == null) {
                refuse(settings.continues());
                return;
            }
            Session.start(rules, settings, instrumentation);
        } catch (Throwable t) {
            say("could not start: " + t);
            settings.log().debug(t);
            refuse(settings.continues());
        }
    }

    private static boolean isBystander(Settings settings) {
        AgentLoader loader = (AgentLoader) Jinx.class.getClassLoader();
        return Bystander.is(
                System.getProperty("sun.java.command"),
                settings.main(),
                loader.file().getName());
    }

    /** The rules of this run; null if there are problems, which are then told. */
    private static RulesFile rules(Settings settings) {
        Map<String, String> environment = System.getenv();
        boolean fromEnvironment = EnvironmentRules.present(environment)
                && (settings.environmentRules() || settings.rules().isEmpty());
        if (settings.rules().isEmpty() && !fromEnvironment) {
            say("no rules file: -javaagent:jinx.jar=FILE, -Djinx.rules=FILE or JINX_RULES=FILE names one");
            return null;
        }
        List<Problem> problems = new ArrayList<>();
        RulesFile file = new RulesFile(
                "environment", OptionalLong.empty(), RulesFile.ReportSettings.DEFAULT, SafetySettings.NONE, List.of());
        if (settings.rules().isPresent()) {
            Parsed parsed = RulesInput.file(settings.rules().get(), environment);
            problems.addAll(parsed.problems());
            file = parsed.file().orElse(file);
        }
        List<Rule> rules = new ArrayList<>(file.rules());
        if (fromEnvironment) {
            rules.addAll(EnvironmentRules.read(environment, problems));
        }
        for (Problem problem : problems) {
            say(problem.toString());
        }
        return problems.isEmpty()
                ? new RulesFile(file.source(), file.seed(), file.report(), file.safety(), rules)
                : null;
    }

    /** A resilience test that silently runs without its faults would be the worst outcome. */
    private static void refuse(boolean continues) {
        if (continues) {
            say("no rule is in force; the application runs untouched");
        } else {
            say("stopped before main, because on-error is abort");
            System.exit(INVALID);
        }
    }

    static void say(String message) {
        System.err.println("jinx: " + message);
    }
}
