package dev.jinx.agent.cli;

import dev.jinx.agent.control.Answer;
import dev.jinx.agent.control.Explanation;
import dev.jinx.agent.control.client.CannotAttach;
import dev.jinx.agent.control.client.Jvms;
import dev.jinx.agent.control.client.RemoteJvm;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain PID|FILE HOST:PORT|METHOD}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Versions.class,
        description = "Says which rules concern a peer or a method, and for each that does not, why.",
        footer = {
            "",
            "Examples:",
            "  jinx explain faults.yaml payments.example.com:443",
            "  jinx explain 4711 10.0.0.7:5432",
            "  jinx explain faults.yaml com.acme.OrderRepository#findAll"
        })
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "PID|FILE",
            description = "a JVM with rules in force, or a rules file; - is standard input")
    private Path place;

    @Parameters(
            index = "1",
            paramLabel = "HOST:PORT|METHOD",
            description = "a peer, the path of a Unix socket, or CLASS#METHOD")
    private String what;

    @Override
    public Integer call() throws Exception {
        String where = place.toString();
        if (!where.equals("-") && !Files.exists(place)) {
            try (RemoteJvm jvm = RemoteJvm.of(Jvms.pid(where))) {
                return tell(jvm.command("explain", what));
            } catch (CannotAttach e) {
                return tell(Answer.failed(where + " is no file, and: " + e.getMessage()));
            }
        }
        Parsed parsed = RulesInput.argument(where, System.getenv());
        if (parsed.file().isEmpty()) {
            CheckCommand.tell(parsed, spec.commandLine().getErr());
            return CheckCommand.INVALID;
        }
        try {
            return tell(Answer.done(Explanation.of(parsed.file().get(), what)));
        } catch (IllegalArgumentException e) {
            return tell(Answer.failed(String.valueOf(e.getMessage())));
        }
    }

    private int tell(Answer answer) {
        (answer.status() == Answer.DONE
                        ? spec.commandLine().getOut()
                        : spec.commandLine().getErr())
                .println(answer.text());
        return answer.status();
    }
}
