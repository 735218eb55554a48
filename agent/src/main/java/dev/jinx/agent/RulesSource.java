package dev.jinx.agent;

import dev.jinx.agent.rules.EnvironmentRules;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.Position;
import dev.jinx.agent.rules.Problem;
import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.rules.RulesInput;
import dev.jinx.agent.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the rules that the settings name: those of a file, and those that variables make. */
final class RulesSource {
    private RulesSource() {}

    /** Whether the settings name any. */
    static boolean named(Settings settings) {
        return settings.rules().isPresent() || EnvironmentRules.present(System.getenv());
    }

    /** The rules of that file, or without one those that the variables make. */
    static Parsed read(Optional<String> path, Settings settings) {
        Map<String, String> environment = System.getenv();
        boolean fromEnvironment =
                EnvironmentRules.present(environment) && (settings.environmentRules() || path.isEmpty());
        if (path.isPresent() && !fromEnvironment) {
            return RulesInput.file(path.get(), environment);
        }
        List<Problem> problems = new ArrayList<>();
        List<Problem> warnings = new ArrayList<>();
        RulesFile file =
                new RulesFile("environment", OptionalLong.empty(), RulesFile.ReportSettings.DEFAULT, List.of());
        if (path.isPresent()) {
            Parsed parsed = RulesInput.file(path.get(), environment);
            problems.addAll(parsed.problems());
            warnings.addAll(parsed.warnings());
            file = parsed.file().orElse(file);
        }
        List<Rule> rules = new ArrayList<>(file.rules());
        if (fromEnvironment) {
            rules.addAll(EnvironmentRules.read(environment, problems));
        } else {
            problems.add(new Problem(new Position("environment", 0, 0), "", "there are no rules in it any more"));
        }
        return problems.isEmpty()
                ? new Parsed(
                        Optional.of(new RulesFile(file.source(), file.seed(), file.report(), rules)),
                        List.of(),
                        warnings)
                : new Parsed(Optional.empty(), problems, warnings);
    }
}
