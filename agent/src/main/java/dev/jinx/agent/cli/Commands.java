package dev.jinx.agent.cli;

import dev.jinx.agent.settings.Version;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line of {@code jinx.jar}. */
@Command(
        name = "jinx",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Versions.class,
        description = "Makes real failures happen inside a running JVM, on purpose and by rule.",
        subcommands = {
            PsCommand.class,
            CheckCommand.class,
            RunCommand.class,
            AttachCommand.class,
            SimpleCommands.Status.class,
            StatsCommand.class,
            SimpleCommands.Reload.class,
            SimpleCommands.Pause.class,
            SimpleCommands.Resume.class,
            SimpleCommands.Enable.class,
            SimpleCommands.Disable.class,
            SimpleCommands.Detach.class,
            SimpleCommands.Prepare.class,
            ExplainCommand.class,
            SchemaCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  jinx check faults.yaml",
            "  jinx run faults.yaml -- mvn verify",
            "  jinx attach OrderService faults.yaml",
            "",
            "`jinx` is `java -jar jinx.jar`. As an agent: java -javaagent:jinx.jar=faults.yaml -jar app.jar"
        })
public final class Commands implements Runnable {
    /** Jinx itself failed. */
    static final int FAILED = 125;

    @Spec
    private CommandSpec spec;

    private Commands() {}

    /** Runs a command; returns the exit status. */
    public static Integer run(String[] arguments) {
        CommandLine line = new CommandLine(new Commands());
        // An argument like @options is meant for the command that is run.
        line.setExpandAtFiles(false);
        line.getSubcommands().get("run").setStopAtPositional(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            System.err.println(
                    "jinx: " + (failure instanceof IllegalArgumentException ? failure.getMessage() : failure));
            return FAILED;
        });
        return line.execute(arguments);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say which command");
    }

    /** What {@code --version} says. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"jinx " + Version.text()};
        }
    }
}
