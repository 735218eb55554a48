package dev.jinx.agent;

import dev.jinx.agent.rules.EnvironmentRules;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.Problem;
import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.rules.RulesInput;
import dev.jinx.agent.rules.RulesParser;
import dev.jinx.agent.rules.SafetySettings;
import dev.jinx.agent.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the rules that the settings name: those of a file, and those that variables make. */
final class RulesSource {
    /** Before any rule of the environment was added. */
    private static final RulesFile NO_RULES = new RulesFile(
            "environment", OptionalLong.empty(), RulesFile.ReportSettings.DEFAULT, SafetySettings.NONE, List.of());

    private RulesSource() {}

    /** Whether the settings name any. */
    static boolean named(Settings settings) {
        return settings.rules().isPresent() || EnvironmentRules.present(System.getenv());
    }

    /** What is in a rules file; null where there is none, or none that can be read. */
    static byte[] content(Optional<String> path) {
        if (path.isEmpty()) {
            return null;
        }
        try {
            return RulesInput.content(path.get());
        } catch (IOException e) {
            return null;
        }
    }

    /** The same, of a file that can be read more than once. */
    static byte[] contentAgain(Optional<String> path) {
        return path.isPresent() && new File(path.get()).isFile() ? content(path) : null;
    }

    /** The rules of that file, or without one those that the variables make. */
    static Parsed read(Optional<String> path, byte[] content, Settings settings) {
        if (path.isEmpty()) {
            return with(new Parsed(Optional.of(NO_RULES), List.of(), List.of()), true);
        }
        return content == null ? RulesInput.file(path.get(), System.getenv()) : parse(settings, path.get(), content);
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
}
