package dev.jinx.agent.cli;

import dev.jinx.agent.control.Answer;
import dev.jinx.agent.control.client.CannotAttach;
import dev.jinx.agent.control.client.Jvms;
import dev.jinx.agent.control.client.RemoteJvm;
import dev.jinx.agent.rules.RulesInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command for a running JVM. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Versions.class,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:done",
            "1:could not be done, and nothing changed",
            "2:the rules are not valid, and nothing changed"
        })
abstract class RemoteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "PID",
            description = "the process, or part of a main class that names one JVM; `jinx ps` lists them")
    private String pid;

    @Override
    public Integer call() throws Exception {
        try (RemoteJvm jvm = RemoteJvm.of(Jvms.pid(pid))) {
            return tell(carryOut(jvm));
        } catch (CannotAttach e) {
            return tell(Answer.failed(e.getMessage()));
        } catch (IOException e) {
            return tell(Answer.failed(pid + " cannot be reached, perhaps because it has ended: " + e.getMessage()));
        }
    }

    /** Prints an answer; returns the exit status. */
    final int tell(Answer answer) {
        if (answer.status() == Answer.DONE) {
            if (!answer.text().isEmpty()) {
                spec.commandLine().getOut().println(answer.text().stripTrailing());
            }
        } else {
            spec.commandLine().getErr().println(answer.text().stripTrailing());
        }
        return answer.status();
    }

    /** Does it. */
    protected abstract Answer carryOut(RemoteJvm jvm) throws Exception;

    /** Puts rules in force: of a file, or of standard input. */
    static Answer rules(RemoteJvm jvm, String command, String file, String options) throws Exception {
        if (file.equals("-")) {
            return jvm.rules(command, "<stdin>", System.in.readAllBytes(), options);
        }
        Path path = Path.of(file);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            return new Answer(
                    Answer.INVALID,
                    file + ": "
                            + (Files.isDirectory(path)
                                    ? "is a directory"
                                    : Files.exists(path) ? RulesInput.FORBIDDEN : RulesInput.MISSING));
        }
        return jvm.rules(command, path, options);
    }
}
