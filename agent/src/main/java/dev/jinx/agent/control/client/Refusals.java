package dev.jinx.agent.control.client;

/** Why a JVM cannot be attached to, in words that say what to do. */
final class Refusals {
    /** The attach protocol's codes of an agent: its jar cannot be read, or is no agent. */
    private static final int BAD_JAR = 100;

    private Refusals() {}

    /** Looks at a process before anything is done to it. */
    static void check(Target target) throws CannotAttach {
        long pid = target.pid();
        if (!target.exists()) {
            throw new CannotAttach("there is no process " + pid + "; `ps` lists the JVMs that there are");
        }
        if (pid == ProcessHandle.current().pid()) {
            throw new CannotAttach("process " + pid + " is this command itself");
        }
        String maps = target.maps();
        if (maps.isEmpty()) {
            throw new CannotAttach("process " + pid
                    + (target.user().equals(new Target(ProcessHandle.current().pid()).user())
                            ? " is a kernel thread, or has rights that this command lacks: run this as root, with CAP_SYS_PTRACE"
                            : " belongs to another user (" + target.user()
                                    + "), or is a kernel thread: run this as that user, or as root"));
        }
        if (Target.javaHome(maps).isEmpty()) {
            throw new CannotAttach("process " + pid + " is not a JVM: it has no libjvm.so; `ps` lists those that are");
        }
        if (target.stopped()) {
            throw stopped(target);
        }
    }

    /** Looks whether a JVM that does not listen yet wants to be asked to. */
    static void checkOptions(Target target) throws CannotAttach {
        if (Jvms.isSet(target, "DisableAttachMechanism", false)) {
            throw new CannotAttach("process " + target.pid() + " was started with -XX:+DisableAttachMechanism:"
                    + " start it without, or with -javaagent:jinx.jar=FILE");
        }
        if (!Jvms.isSet(target, "EnableDynamicAgentLoading", true)) {
            throw dynamicLoading();
        }
    }

    /** It does nothing until somebody lets it. */
    static CannotAttach stopped(Target target) {
        return new CannotAttach(
                "process " + target.pid() + " does not answer: it is stopped, by a signal or by a debugger;"
                        + " `kill -CONT " + target.pid() + "` lets it go on");
    }

    /** It listens, and says nothing. */
    static CannotAttach silent(Target target, long seconds) {
        return new CannotAttach("process " + target.pid() + " did not answer within " + seconds
                + " s: it hangs, or another command is being carried out; what was asked may still be done");
    }

    /** What stands where its socket would be is not of its making. */
    static CannotAttach notItsSocket(Target target) {
        return new CannotAttach("/tmp/.java_pid" + target.innermostPid() + ", where process " + target.pid()
                + " would listen for commands, belongs to another user: delete it");
    }

    private static CannotAttach dynamicLoading() {
        return new CannotAttach("the JVM was started with -XX:-EnableDynamicAgentLoading:"
                + " start it with -XX:+EnableDynamicAgentLoading, or with -javaagent:jinx.jar=FILE");
    }

    /**
     * It does not catch the signal by which a JVM is asked to listen. With -Xrs a JVM never does, but listens from its start.
     */
    static CannotAttach notSignalled(Target target) {
        return new CannotAttach(
                "process " + target.pid() + " does not catch SIGQUIT, which would end it, and so was not asked:"
                        + " it is still starting, or was started with -Xrs and somebody deleted the socket at which such a JVM"
                        + " listens from its start, /tmp/.java_pid" + target.innermostPid());
    }

    /** It could not make the socket at which it would listen. */
    static CannotAttach cannotListen(Target target) {
        return new CannotAttach(
                "process " + target.pid() + " has no /tmp that can be written to, and there a JVM listens for"
                        + " commands: mount one (a tmpfs will do), or start it with -javaagent:jinx.jar=FILE");
    }

    /** It was asked, and does not answer. */
    static CannotAttach noAnswer(Target target, String detail) {
        return new CannotAttach("process " + target.pid() + " does not answer: it hangs, is stopped,"
                + " or is in another pid namespace or under another uid (" + detail + ")");
    }

    /** The agent's library was not loaded. */
    static CannotAttach notLoaded(String message, String jar) {
        String text = String.valueOf(message);
        return text.contains("ynamic agent loading is not enabled")
                ? dynamicLoading()
                : new CannotAttach("the JVM did not load " + jar + ": " + text.strip()
                        + (text.contains("instrument") ? " (a Java runtime without the module java.instrument?)" : ""));
    }

    /** The agent was not started. */
    static CannotAttach notStarted(int code) {
        return code == BAD_JAR
                ? new CannotAttach("the JVM cannot read jinx.jar, which has to be readable for its user too")
                : new CannotAttach("the agent could not start (" + code + "); the JVM's standard error says why");
    }
}
