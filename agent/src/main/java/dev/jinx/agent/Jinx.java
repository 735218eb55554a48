package dev.jinx.agent;

import dev.jinx.AgentLoader;
import dev.jinx.agent.rules.EnvironmentRules;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.Problem;
import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.rules.RulesInput;
import dev.jinx.agent.rules.RulesParser;
import dev.jinx.agent.rules.SafetySettings;
import dev.jinx.agent.settings.Bystander;
import dev.jinx.agent.settings.Settings;
import dev.jinx.agent.settings.SettingsException;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The composition root: reads what is wanted, and puts the rooms together. */
public final class Jinx {
    private static final int INVALID = 2;

    /** Before any rule of the environment was added. */
    private static final RulesFile NO_RULES = new RulesFile(
            "environment", OptionalLong.empty(), RulesFile.ReportSettings.DEFAULT, SafetySettings.NONE, List.of());

    private static final Parsed EMPTY = new Parsed(Optional.of(NO_RULES), List.of(), List.of());

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
            byte[] content = content(settings);
            RulesFile rules = rules(settings, content);
            if (rules == null) {
                refuse(settings.continues());
                return;
            }
            Session.start(rules, settings, instrumentation);
            Session.watch(settings, content);
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

    /** What is in the rules file; null where there is none, or none that can be read. */
    private static byte[] content(Settings settings) {
        if (settings.rules().isEmpty()) {
            return null;
        }
        try {
            return RulesInput.content(settings.rules().get());
        } catch (IOException e) {
            return null;
        }
    }

    /** The rules of this run; null if there are problems, which are then told. */
    private static RulesFile rules(Settings settings, byte[] content) {
        Map<String, String> environment = System.getenv();
        boolean fromEnvironment = EnvironmentRules.present(environment)
                && (settings.environmentRules() || settings.rules().isEmpty());
        if (settings.rules().isEmpty() && !fromEnvironment) {
            say("no rules file: -javaagent:jinx.jar=FILE, -Djinx.rules=FILE or JINX_RULES=FILE names one");
            return null;
        }
        Parsed parsed;
        if (settings.rules().isEmpty()) {
            parsed = with(EMPTY, true);
        } else if (content == null) {
            parsed = RulesInput.file(settings.rules().get(), environment);
        } else {
            parsed = parse(settings, settings.rules().get(), content);
        }
        for (Problem problem : parsed.problems()) {
            say(problem.toString());
        }
        return parsed.file().orElse(null);
    }

    /** The rules of that text, with those of the environment where they are wanted too. */
    static Parsed parse(Settings settings, String source, byte[] content) {
        Parsed parsed = RulesParser.parse(source, content, System.getenv());
        return with(parsed, settings.environmentRules() && EnvironmentRules.present(System.getenv()));
    }

    /** With the environment's rules behind the others, if they are wanted. */
    private static Parsed with(Parsed parsed, boolean environment) {
        if (!environment) {
            return parsed;
        }
        List<Problem> problems = new ArrayList<>(parsed.problems());
        RulesFile file = parsed.file().isPresent() ? parsed.file().get() : NO_RULES;
        List<Rule> rules = new ArrayList<>(file.rules());
        rules.addAll(EnvironmentRules.read(System.getenv(), problems));
        if (!problems.isEmpty()) {
            return new Parsed(Optional.empty(), problems, parsed.warnings());
        }
        RulesFile all = new RulesFile(file.source(), file.seed(), file.report(), file.safety(), rules);
        return new Parsed(Optional.of(all), problems, parsed.warnings());
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
