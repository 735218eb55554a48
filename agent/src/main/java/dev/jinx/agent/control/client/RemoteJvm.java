package dev.jinx.agent.control.client;

import dev.jinx.AgentLoader;
import dev.jinx.agent.control.Answer;
import dev.jinx.agent.control.Request;
import dev.jinx.agent.control.Wanted;
import dev.jinx.agent.rules.RulesInput;
import dev.jinx.agent.settings.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/** A running JVM to which commands are given. One thread. */
public final class RemoteJvm implements AutoCloseable {
    private static final int PART = 600;
    private static final String STATE = "dev.jinx.state";
    private static final String BEFORE = "dev.jinx.version";

    /** For a command: much may have to be woven, and others may stand in line. */
    private static final int SECONDS = 60;

    private final Target target;
    private final Attachment attachment;

    /** Where it may be; null where there is no need for it. */
    private BroughtJar brought;

    private RemoteJvm(Target target, Attachment attachment) {
        this.target = target;
        this.attachment = attachment;
    }

    /**
     * The JVM of that process, which now listens. What is not a JVM, or does not want to be attached to, is left alone.
     *
     * @throws CannotAttach with the reason
     */
    public static RemoteJvm of(long pid) throws CannotAttach, IOException {
        return of(pid, SECONDS);
    }

    /** The same, but it is waited for no longer than so many seconds. */
    static RemoteJvm of(long pid, int seconds) throws CannotAttach, IOException {
        Target target = new Target(pid);
        Refusals.check(target);
        return new RemoteJvm(target, new PatientAttachment(target, attachment(target), seconds));
    }

    private static Attachment attachment(Target target) throws CannotAttach, IOException {
        if (SocketAttachment.listens(target)) {
            // Directly: the JDK's library would look through the temporary directory of every process first.
            return SocketAttachment.to(target);
        }
        if (SocketAttachment.isForeign(target)) {
            // The JDK's library does not ask root whose it is.
            throw Refusals.notItsSocket(target);
        }
        Refusals.checkOptions(target);
        if (!target.catchesQuit()) {
            throw Refusals.notSignalled(target);
        }
        if (!target.canListen()) {
            throw Refusals.cannotListen(target);
        }
        // Asked here, because without it the other class cannot even be linked.
        // Java 17's looks into its own /tmp wherever the process has the same number inside and outside.
        boolean library = ModuleLayer.boot().findModule("jdk.attach").isPresent() && target.sees(Path.of("/tmp"));
        return library ? JdkAttachment.to(target) : SocketAttachment.to(target);
    }

    /** The state of Jinx there: {@code active} or {@code paused}, the version, and the jar; empty if it is not there. */
    private Optional<String[]> state() throws CannotAttach, IOException {
        return state(attachment.properties());
    }

    private static Optional<String[]> state(Properties properties) {
        String state = properties.getProperty(STATE);
        return state == null ? Optional.empty() : Optional.of(state.split(" ", 3));
    }

    /** {@code active} or {@code paused}; empty if Jinx is not there. */
    public Optional<String> mode() throws CannotAttach, IOException {
        Optional<String[]> state = state();
        return state.isPresent() ? Optional.of(state.get()[0]) : Optional.empty();
    }

    /**
     * A file that the JVM is to write, as the user who is here wrote it: a relative path is meant from here.
     *
     * @return its path for the JVM
     * @throws CannotAttach if the JVM does not see the directory in which we are
     */
    public String place(String written) throws CannotAttach {
        if (written.isEmpty() || Path.of(written).isAbsolute()) {
            return written;
        }
        Path here = Path.of("").toAbsolutePath();
        if (!target.sees(here)) {
            throw new CannotAttach(written + " is relative to " + here + ", which process " + target.pid()
                    + " does not see: give an absolute path, as it is called there");
        }
        return here.resolve(written).toString();
    }

    /** Gives a command to the Jinx that is there. */
    public Answer command(String name, String... arguments) throws CannotAttach, IOException {
        Properties properties = attachment.properties();
        if (state(properties).isEmpty()) {
            return Answer.failed("Jinx is not in process " + target.pid() + ": `attach " + target.pid()
                    + " FILE` puts rules in force");
        }
        return send(jar(properties), name, List.of(arguments));
    }

    /** Has the agent there, without rules, if it is not there. */
    public Answer prepare() throws CannotAttach, IOException {
        return send(jar(), "prepare", List.of());
    }

    /** The table that is left there anew each second since the command {@code watch}; empty if Jinx went meanwhile. */
    public Optional<String> published() throws CannotAttach, IOException {
        return Optional.ofNullable(attachment.properties().getProperty("dev.jinx.stats"));
    }

    /**
     * Puts the rules of a file in force. Where the JVM does not see the same file, its text is sent.
     *
     * @param command {@code attach} or {@code reload}
     * @param options settings, as an agent's argument has them
     */
    public Answer rules(String command, Path file, String options) throws CannotAttach, IOException {
        Path absolute = file.toAbsolutePath().normalize();
        if (target.sees(absolute)) {
            Answer answer =
                    send(jar(), command, new Wanted(options, Optional.of(absolute.toString()), "", "", 0).arguments());
            boolean forUsOnly = answer.text().startsWith(absolute + ": " + RulesInput.FORBIDDEN)
                    || answer.text().startsWith(absolute + ": " + RulesInput.MISSING);
            if (answer.status() != Answer.INVALID || !forUsOnly) {
                return answer;
            }
        }
        return rules(command, file.toString(), Files.readAllBytes(file), options);
    }

    /** Puts rules in force that are no file. */
    public Answer rules(String command, String source, byte[] utf8, String options) throws CannotAttach, IOException {
        String jar = jar();
        String id = UUID.randomUUID().toString();
        String text = Base64.getEncoder().encodeToString(utf8);
        for (int i = 0; i < text.length(); i += PART) {
            Answer answer = send(jar, "part", List.of(id, text.substring(i, Math.min(text.length(), i + PART))));
            if (answer.status() != Answer.DONE) {
                return answer;
            }
        }
        return send(jar, command, new Wanted(options, Optional.empty(), source, id, text.length()).arguments());
    }

    /** Our jar, as the JVM sees it. */
    private String jar() throws CannotAttach, IOException {
        return jar(attachment.properties());
    }

    private String jar(Properties properties) throws CannotAttach, IOException {
        Optional<String[]> state = state(properties);
        if (state.isPresent() && !state.get()[1].equals(Version.text())) {
            throw new CannotAttach("Jinx " + state.get()[1] + " is in process " + target.pid() + ", and this is "
                    + Version.text() + ": use " + state.get()[2]);
        }
        String before = properties.getProperty(BEFORE);
        if (before != null && !before.equals(Version.text())) {
            // Asked before anything is loaded: its jar may be gone, and then it could not even say so.
            throw new CannotAttach(
                    "Jinx " + before + " was in this JVM before, and its classes stay until the JVM ends:"
                            + " use jinx.jar of that version, not " + Version.text());
        }
        Path ours = ((AgentLoader) RemoteJvm.class.getClassLoader())
                .file()
                .toPath()
                .toAbsolutePath()
                .normalize();
        // The JVM ends an agent's path at the first '='.
        boolean nameable = ours.toString().indexOf('=') < 0;
        if (nameable && target.sees(ours)) {
            return ours.toString();
        }
        brought = new BroughtJar(target, ours, Version.text());
        boolean elsewhere = state.isPresent() && !state.get()[2].equals(brought.name());
        if (elsewhere && Files.exists(target.inside(state.get()[2]))) {
            return state.get()[2];
        }
        brought.check();
        if (state.isPresent() && Files.exists(target.inside(brought.name()))) {
            return brought.name();
        }
        return bring(ours);
    }

    /** It has a file system of its own, or cannot be told where ours is: the jar goes into its temporary directory. */
    private String bring(Path ours) throws CannotAttach {
        try {
            brought.bring();
            return brought.name();
        } catch (IOException e) {
            String why = ours.toString().indexOf('=') < 0
                    ? "process " + target.pid() + " has a file system of its own, in which there is no " + ours
                    : "the JVM ends the path of an agent at the first '=', which " + ours + " has";
            throw new CannotAttach(why + ", and it cannot be copied to " + brought.name() + " there (" + e
                    + "): put jinx.jar into its image or mount it at the same path, without '='");
        }
    }

    /** Where Jinx is not in force there, the jar that was brought is of no use. */
    private void takeAway() {
        try {
            if (brought != null && state().isEmpty()) {
                brought.takeAway();
            }
        } catch (CannotAttach | IOException e) {
            // It ended, and its file system perhaps with it.
            return;
        }
    }

    private Answer send(String jar, String command, List<String> arguments) throws CannotAttach, IOException {
        String id = UUID.randomUUID().toString().substring(0, 13);
        String argument = new Request(Version.text(), id, command, arguments).encoded();
        if (jar.getBytes(StandardCharsets.UTF_8).length + 1 + argument.length() > Request.LONGEST) {
            throw new CannotAttach(
                    "the paths of jinx.jar and of the rules file are too long: together they may have about "
                            + (Request.LONGEST - 100) + " characters");
        }
        attachment.load(jar, argument);
        Properties properties = attachment.properties();
        String text = properties.getProperty("dev.jinx.answer." + id);
        if (text == null) {
            return Answer.failed("process " + target.pid() + " took the command and did not answer it");
        }
        return Answer.decode(text);
    }

    @Override
    public void close() throws IOException {
        takeAway();
        attachment.close();
    }
}
