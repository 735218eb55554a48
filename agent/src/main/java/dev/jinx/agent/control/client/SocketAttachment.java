package dev.jinx.agent.control.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * By HotSpot's attach protocol itself, for a Java without {@code com.sun.tools.attach}: a file with the process's number makes the JVM,
 * when it gets SIGQUIT, listen at a Unix-domain socket; each command is one connection. Linux only.
 */
final class SocketAttachment implements Attachment {
    private static final long PATIENCE = 10_000_000_000L;
    private static final int LISTEN_POLL_MILLIS = 20;
    private static final int BUFFER = 8192;
    private static final int ARGUMENTS = 3;

    private final Path socket;

    private SocketAttachment(Path socket) {
        this.socket = socket;
    }

    /** Whether a JVM listens already: at a socket of its own, because anybody may put one into {@code /tmp}. */
    static boolean listens(Target target) {
        try {
            Path socket = socket(target);
            return Files.exists(socket)
                    && target.user()
                            .equals(Files.getAttribute(socket, "unix:uid").toString());
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether something stands where it would listen that is not of its making: nobody is to speak to that. */
    static boolean isForeign(Target target) {
        return !listens(target) && Files.exists(socket(target));
    }

    private static Path socket(Target target) {
        return target.inside("/tmp/.java_pid" + target.innermostPid());
    }

    static Attachment to(Target target) throws CannotAttach, IOException {
        Path socket = socket(target);
        if (!listens(target)) {
            if (isForeign(target)) {
                throw Refusals.notItsSocket(target);
            }
            listen(target, socket);
        }
        return new SocketAttachment(socket);
    }

    private static void listen(Target target, Path socket) throws CannotAttach, IOException {
        Path trigger = trigger(target);
        try {
            signal(target);
            long start = System.nanoTime();
            while (!listens(target)) {
                if (System.nanoTime() - start > PATIENCE) {
                    throw Refusals.noAnswer(target, "no " + socket + " after 10 s");
                }
                Thread.sleep(LISTEN_POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(trigger);
        }
    }

    private static Path trigger(Target target) throws IOException {
        String name = ".attach_pid" + target.innermostPid();
        Path temporary = target.inside("/tmp/" + name);
        try {
            return Files.createFile(temporary);
        } catch (FileAlreadyExistsException e) {
            return temporary;
        } catch (IOException readOnly) {
            return Files.createFile(Path.of("/proc/" + target.pid() + "/cwd/" + name));
        }
    }

    /** The shell's own kill: there is a shell in more containers than there is /bin/kill. */
    private static void signal(Target target) throws CannotAttach, IOException, InterruptedException {
        if (!target.catchesQuit()) {
            throw Refusals.notSignalled(target);
        }
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -QUIT " + target.pid())
                .redirectErrorStream(true)
                .start();
        String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (kill.waitFor() != 0) {
            throw Refusals.noAnswer(target, said.strip());
        }
    }

    @Override
    public void load(String jar, String argument) throws CannotAttach, IOException {
        String[] reply = ask("load", "instrument", "false", jar + "=" + argument);
        String text = reply[1].strip();
        if (!reply[0].equals("0")) {
            throw Refusals.notLoaded(text, jar);
        }
        String code = text.startsWith("return code:")
                ? text.substring("return code:".length()).strip()
                : text;
        if (code.equals("0")) {
            return;
        }
        try {
            throw Refusals.notStarted(Integer.parseInt(code));
        } catch (NumberFormatException e) {
            throw Refusals.notLoaded(text, jar);
        }
    }

    @Override
    public Properties properties() throws CannotAttach, IOException {
        String[] reply = ask("agentProperties");
        if (!reply[0].equals("0")) {
            throw new CannotAttach("the JVM does not tell its properties: " + reply[1].strip());
        }
        Properties properties = new Properties();
        properties.load(new ByteArrayInputStream(reply[1].getBytes(StandardCharsets.ISO_8859_1)));
        return properties;
    }

    /** The first line of the reply, and the rest. */
    private String[] ask(String command, String... arguments) throws IOException {
        StringBuilder text = new StringBuilder("1\0").append(command).append('\0');
        for (String argument : arguments) {
            text.append(argument).append('\0');
        }
        text.append("\0".repeat(Math.max(0, ARGUMENTS - arguments.length)));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer request = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
            while (request.hasRemaining()) {
                channel.write(request);
            }
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (channel.read(buffer) >= 0) {
                all.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        }
        // As the properties are stored; what else is said is ASCII.
        String reply = all.toString(StandardCharsets.ISO_8859_1);
        int line = reply.indexOf('\n');
        return line < 0 ? new String[] {reply, ""} : new String[] {reply.substring(0, line), reply.substring(line + 1)};
    }

    @Override
    public void close() {
        // Each command is a connection of its own.
    }
}
