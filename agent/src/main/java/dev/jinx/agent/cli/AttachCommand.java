package dev.jinx.agent.cli;

import dev.jinx.agent.control.Answer;
import dev.jinx.agent.control.client.RemoteJvm;
import dev.jinx.agent.settings.Settings;
import java.nio.file.Path;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attach PID FILE}. */
@Command(
        name = "attach",
        description = "Puts rules in force in a running JVM, in the place of those that are.",
        footer = {
            "",
            "Examples:",
            "  jinx attach 4711 faults.yaml",
            "  jinx attach OrderService faults.yaml --report /tmp/jinx-%%p.json",
            "  jinx attach 4711 - < faults.yaml"
        })
final class AttachCommand extends RemoteCommand {
    @Parameters(index = "1", paramLabel = "FILE", description = "the rules file; - is standard input")
    private Path file;

    @Option(
            names = "--report",
            paramLabel = "PATH",
            description = "a JSON report; %%p is the process id; relative to where this is typed")
    private Path report;

    @Option(names = "--seed", paramLabel = "N", description = "what the draws depend on")
    private Long seed;

    @Option(names = "--paused", description = "no rule acts until `resume`")
    private boolean paused;

    @Override
    protected Answer carryOut(RemoteJvm jvm) throws Exception {
        StringJoiner options = new StringJoiner(",");
        if (report != null) {
            options.add(Settings.option("report", jvm.place(report.toString())));
        }
        if (seed != null) {
            options.add("seed=" + seed);
        }
        if (paused) {
            options.add("paused=true");
        }
        return rules(jvm, "attach", file.toString(), options.toString());
    }
}
