package dev.jinx.agent.cli;

import dev.jinx.AgentLoader;
import dev.jinx.agent.report.Counters;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.RulesInput;
import dev.jinx.agent.rules.RulesParser;
import dev.jinx.agent.settings.Settings;
import dev.jinx.agent.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code run FILE -- CMD…}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Versions.class,
        customSynopsis = "jinx run [-hV] [--launcher-only] FILE -- CMD [ARGUMENT...]",
        description = "Runs a command with rules in force in every JVM that it starts.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "N:that of the command; 128 + N if signal N ended it",
            "2:the rules are not valid, and the command was not started",
            "3:the command ended, and an `expect` of a rule was not met",
            "125:Jinx itself failed",
            "126:the command cannot be executed",
            "127:there is no such command"
        },
        footer = {
            "",
            "Examples:",
            "  jinx run faults.yaml -- java -jar app.jar",
            "  jinx run faults.yaml -- mvn verify",
            "  jinx run --launcher-only faults.yaml -- sh -c 'java -jar app.jar | wc -l'"
        })
final class RunCommand implements Callable<Integer> {
    private static final int NOT_AS_EXPECTED = 3;

    /** Above it are those for a command that was not found, or ended by a signal: what it did before says little. */
    private static final int LAST_OF_COMMAND = 125;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--launcher-only",
            description = "use JDK_JAVA_OPTIONS, which only the launcher `java` reads, in place of JAVA_TOOL_OPTIONS")
    private boolean launcherOnly;

    @Parameters(index = "0", paramLabel = "FILE", description = "the rules file; - is standard input")
    private Path file;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "CMD", description = "the command and its arguments")
    private List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException, SettingsException {
        List<String> words = words();
        byte[] piped = file.toString().equals("-") ? RulesInput.limited(System.in) : null;
        Parsed parsed = piped == null
                ? RulesInput.file(file.toString(), System.getenv())
                : RulesParser.parse("<stdin>", piped, System.getenv());
        if (parsed.file().isEmpty()) {
            CheckCommand.tell(parsed, spec.commandLine().getErr());
            return CheckCommand.INVALID;
        }
        List<Rule> rules = parsed.file().get().rules();
        boolean expects = rules.stream().anyMatch(rule -> !rule.expectations().isEmpty());
        // Where nothing has to be written, nothing has to be writable.
        RunReports reports = expects || piped != null ? RunReports.create() : null;
        Child child = new Child();
        int status = Commands.FAILED;
        try {
            Path read = piped == null ? file.toAbsolutePath() : reports.keep(piped);
            status = child.run(words, environment(read, expects ? reports : null));
            status = expects ? judge(rules, reports, status) : status;
        } finally {
            if (reports != null) {
                reports.delete();
            }
            // Last, because the JVM may end with it.
            child.finish(status);
        }
        return status;
    }

    /** The command without the two dashes in front of it. */
    private List<String> words() {
        boolean dashes = command.get(0).equals("--");
        List<String> words = dashes ? command.subList(1, command.size()) : command;
        if (words.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "say which command is to be run");
        } else if (!dashes && words.get(0).startsWith("-")) {
            throw new ParameterException(
                    spec.commandLine(),
                    words.get(0) + " stands behind FILE, where the command is: options go before FILE");
        }
        return words;
    }

    private Map<String, String> environment(Path rules, RunReports reports) {
        Path jar = ((AgentLoader) RunCommand.class.getClassLoader())
                .file()
                .toPath()
                .toAbsolutePath();
        String variable = launcherOnly ? JavaOptions.LAUNCHER_ONLY : JavaOptions.EVERY_JVM;
        String options = JavaOptions.with(System.getenv(variable), jar, rules);
        // An empty one is none: this may itself be run under Jinx.
        String directory = reports == null ? "" : reports.directory().toString();
        return Map.of(variable, options, Settings.RUN_REPORTS, directory);
    }

    /** The exit status, now that it is known whether the rules did what they were expected to do. */
    private int judge(List<Rule> rules, RunReports reports, int status) throws IOException, SettingsException {
        boolean disabled =
                Settings.read(null, System.getProperties(), System.getenv()).disabled();
        List<Counters> counters = reports.read();
        if (disabled || (status > LAST_OF_COMMAND && counters.isEmpty())) {
            return status;
        }
        List<String> broken = Broken.sentences(rules, counters);
        for (String sentence : broken) {
            System.err.println("jinx: " + sentence);
        }
        if (status > LAST_OF_COMMAND) {
            return status;
        }
        if (!broken.isEmpty() && status != 0) {
            System.err.println("jinx: the command itself ended with status " + status);
        }
        return broken.isEmpty() ? status : NOT_AS_EXPECTED;
    }
}
