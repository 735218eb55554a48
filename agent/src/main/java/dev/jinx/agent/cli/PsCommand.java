package dev.jinx.agent.cli;

import dev.jinx.agent.control.client.Jvms;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ps}. */
@Command(
        name = "ps",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Versions.class,
        description = "Lists the JVMs that can be attached to: process, main class, Java version, state of Jinx.",
        footer = {
            "",
            "JINX is absent, active, paused, expired, or ? where the JVM does not answer.",
            "",
            "Example:",
            "  jinx ps"
        })
final class PsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-8s %-10s %-8s %s%n", "PID", "JAVA", "JINX", "MAIN");
        for (Jvms.Found jvm : Jvms.all()) {
            out.printf("%-8d %-10s %-8s %s%n", jvm.pid(), jvm.java(), jvm.state(), jvm.main());
        }
        return 0;
    }
}
