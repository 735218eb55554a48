package dev.jinx.agent.cli;

import dev.jinx.agent.control.Answer;
import dev.jinx.agent.control.client.RemoteJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stats PID}. */
@Command(
        name = "stats",
        description = "Prints what each rule matched, injected and skipped so far.",
        footer = {"", "Examples:", "  jinx stats 4711 --watch", "  jinx stats 4711 --json"})
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
    private long count = Long.MAX_VALUE;

    @Override
    protected Answer carryOut(RemoteJvm jvm) throws Exception {
        if (!form.watch) {
            return jvm.command("stats", form.json ? "json" : form.prometheus ? "prometheus" : "table");
        }
        Answer answer = jvm.command("stats", "table");
        for (long i = 1; i < count && answer.status() == Answer.DONE; i++) {
            tell(new Answer(Answer.DONE, before() + answer.text()));
            Thread.sleep(SECOND);
            answer = jvm.command("stats", "table");
        }
        return answer.status() == Answer.DONE ? Answer.done(before() + answer.text()) : answer;
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
