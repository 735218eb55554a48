package dev.jinx.agent.cli;

import dev.jinx.agent.control.Answer;
import dev.jinx.agent.control.client.RemoteJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stats PID}. */
@Command(
        name = "stats",
        description = "Prints what each rule matched, injected and skipped so far.",
        footer = {
            "",
            "Examples:",
            "  jinx stats 4711 --watch",
            "  jinx stats 4711 --json",
            "  jinx stats 4711 --prometheus"
        })
final class StatsCommand extends RemoteCommand {
    private static final long SECOND = 1_000;
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

    private static final class Form {
        @Option(names = "--json", description = "as JSON, in the form of the report")
        private boolean json;

        @Option(names = "--prometheus", description = "in the text format of Prometheus")
        private boolean prometheus;

        @Option(names = "--watch", description = "as a table, again every second")
        private boolean watch;
    }

    @ArgGroup
    private Form form = new Form();

    @Option(names = "--count", paramLabel = "N", description = "with --watch: so many tables, then end")
    private Long count;

    @Override
    protected Answer carryOut(RemoteJvm jvm) throws Exception {
        if (count != null && (!form.watch || count < 1)) {
            return Answer.failed("--count goes with --watch, and is at least 1");
        }
        if (!form.watch) {
            return jvm.command("stats", form.json ? "json" : form.prometheus ? "prometheus" : "table");
        }
        Answer watch =
                jvm.command("watch", Long.toString(ProcessHandle.current().pid()));
        if (watch.status() != Answer.DONE) {
            return watch;
        }
        for (long i = 0; count == null || i < count; i++) {
            if (i > 0) {
                Thread.sleep(SECOND);
            }
            Optional<String> table = jvm.published();
            if (table.isEmpty()) {
                return Answer.failed("Jinx is gone from the JVM");
            }
            tell(Answer.done(before() + table.get()));
        }
        return Answer.done("");
    }

    /** A terminal shows one table; anything else gets one after the other. */
    private static String before() {
        try {
            String to = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return to.startsWith("/dev/pts/") || to.startsWith("/dev/tty") ? HOME_AND_CLEAR : "";
        } catch (IOException e) {
            return "";
        }
    }
}
