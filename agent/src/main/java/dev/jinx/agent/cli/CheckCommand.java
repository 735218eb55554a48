package dev.jinx.agent.cli;

import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.Problem;
import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.rules.RulesInput;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code check FILE}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Versions.class,
        description = "Validates a rules file: prints every problem at once, or the rules in words.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:the rules are valid", "2:they are not"},
        footer = {"", "Examples:", "  jinx check faults.yaml", "  jinx check - < faults.yaml"})
final class CheckCommand implements Callable<Integer> {
    /** The rules are not valid. */
    static final int INVALID = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "the rules file; - is standard input")
    private Path file;

    @Override
    public Integer call() {
        Parsed parsed = RulesInput.argument(file.toString(), System.getenv());
        if (parsed.file().isEmpty()) {
            tell(parsed, spec.commandLine().getErr());
            return INVALID;
        }
        PrintWriter out = spec.commandLine().getOut();
        describe(parsed.file().get(), out);
        for (Problem warning : parsed.warnings()) {
            out.println("warning: " + warning);
        }
        return 0;
    }

    /** Prints all problems. */
    static void tell(Parsed parsed, PrintWriter to) {
        for (Problem problem : parsed.problems()) {
            to.println(problem);
        }
    }

    private static void describe(RulesFile rules, PrintWriter out) {
        int count = rules.rules().size();
        out.println(rules.source() + ": " + (count == 1 ? "1 rule" : count + " rules, tried in this order") + "; "
                + (rules.seed().isPresent() ? "seed " + rules.seed().getAsLong() : "a new seed for each run"));
        if (rules.safety().limits()) {
            out.println("  safety: " + SafetyWords.of(rules.safety()));
        }
        for (Rule rule : rules.rules()) {
            for (String line : RuleWords.of(rule)) {
                out.println("  " + line);
            }
        }
    }
}
