package dev.jinx.agent.cli;

import dev.jinx.agent.control.Answer;
import dev.jinx.agent.control.client.RemoteJvm;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands that need no more than a process. */
final class SimpleCommands {
    private SimpleCommands() {}

    @Command(
            name = "status",
            description = "Says what is in force in a JVM.",
            footer = {"", "Examples:", "  jinx status 4711", "  jinx status OrderService"})
    static final class Status extends RemoteCommand {
        @Override
        protected Answer carryOut(RemoteJvm jvm) throws Exception {
            return jvm.command("status");
        }
    }

    @Command(
            name = "pause",
            description = "No rule acts and nobody waits any more, until `resume`.",
            footer = {"", "Example:", "  jinx pause 4711"})
    static final class Pause extends RemoteCommand {
        @Override
        protected Answer carryOut(RemoteJvm jvm) throws Exception {
            return jvm.command("pause");
        }
    }

    @Command(
            name = "resume",
            description = "The rules act again.",
            footer = {"", "Example:", "  jinx resume 4711"})
    static final class Resume extends RemoteCommand {
        @Override
        protected Answer carryOut(RemoteJvm jvm) throws Exception {
            return jvm.command("resume");
        }
    }

    @Command(
            name = "prepare",
            hidden = true,
            description = "Has Jinx in a JVM without rules; what the test kit does with its own JVM.")
    static final class Prepare extends RemoteCommand {
        @Override
        protected Answer carryOut(RemoteJvm jvm) throws Exception {
            return jvm.prepare();
        }
    }

    @Command(
            name = "detach",
            description = "Takes Jinx out of a JVM: rules, threads, hooks; the bytecode of every class is what it was.",
            footer = {"", "Example:", "  jinx detach 4711"})
    static final class Detach extends RemoteCommand {
        @Override
        protected Answer carryOut(RemoteJvm jvm) throws Exception {
            return jvm.command("detach");
        }
    }

    @Command(
            name = "enable",
            description = "Switches a rule on.",
            footer = {"", "Example:", "  jinx enable 4711 slow-db"})
    static final class Enable extends RemoteCommand {
        @Parameters(index = "1", paramLabel = "RULE", description = "the name of a rule")
        private String rule;

        @Override
        protected Answer carryOut(RemoteJvm jvm) throws Exception {
            return jvm.command("enable", rule);
        }
    }

    @Command(
            name = "disable",
            description = "Switches a rule off; who waits for it goes on.",
            footer = {"", "Example:", "  jinx disable 4711 slow-db"})
    static final class Disable extends RemoteCommand {
        @Parameters(index = "1", paramLabel = "RULE", description = "the name of a rule")
        private String rule;

        @Override
        protected Answer carryOut(RemoteJvm jvm) throws Exception {
            return jvm.command("disable", rule);
        }
    }

    @Command(
            name = "reload",
            description = "Reads the rules again, or other ones. Rules that mean the same go on as they are.",
            footer = {"", "Examples:", "  jinx reload 4711", "  jinx reload 4711 other.yaml"})
    static final class Reload extends RemoteCommand {
        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "FILE",
                description = "the rules file; - is standard input; the one in force if left out")
        private Path file;

        @Override
        protected Answer carryOut(RemoteJvm jvm) throws Exception {
            return file == null ? jvm.command("reload") : rules(jvm, "reload", file.toString(), "");
        }
    }
}
