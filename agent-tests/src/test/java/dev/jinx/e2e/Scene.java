package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.Commanded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Ownership;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.implementation.MethodCall;

/** An application that talks to itself over a port, and the commands for it. */
final class Scene implements AutoCloseable {
    final int port = FreePorts.take(1).get(0);
    final Jvm jvm;
    final Jvm.Running running;
    final Cli cli;
    final long pid;
    private final String main;
    private int names;

    Scene(Jdk client, Jdk target, String... flags) {
        this(Cli.of(client), Jvm.on(target).with(flags));
    }

    Scene(Cli cli, Jvm jvm) {
        this(cli, jvm, false);
    }

    private Scene(Cli cli, Jvm jvm, boolean ownName) {
        this.cli = cli;
        this.jvm = jvm;
        main = ownName
                ? Commanded.class.getName() + Integer.toString(port, Character.MAX_RADIX)
                : Commanded.class.getName();
        if (ownName) {
            jvm.andClassPath(List.of(classes(main, jvm.directory().resolve("classes"))));
        }
        running = jvm.start(main, port);
        running.awaitOutput("ready=");
        pid = innermost(running.process().toHandle());
    }

    /** The same under a main class whose name no other JVM has, so that commands can call it by a part of that. */
    static Scene named(Cli cli, Jvm jvm) {
        return new Scene(cli, jvm, true);
    }

    /** Where a class of that name is, which does what {@link Commanded} does. */
    private static Path classes(String name, Path directory) {
        try (var made = new ByteBuddy()
                .subclass(Object.class)
                .name(name)
                .defineMethod("main", void.class, Visibility.PUBLIC, Ownership.STATIC)
                .withParameters(String[].class)
                .intercept(MethodCall.invoke(Commanded.class.getMethod("main", String[].class))
                        .withAllArguments())
                .make()) {
            made.saveIn(directory.toFile());
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A part of the main class, by which no other JVM is meant. */
    String name() {
        return main.substring(main.lastIndexOf('.') + 1);
    }

    /** The JVM itself, where other commands lead to it. */
    private static long innermost(ProcessHandle process) {
        ProcessHandle one = process;
        while (one.children().findFirst().isPresent()) {
            one = one.children().findFirst().get();
        }
        return one.pid();
    }

    Path rules(String name, String rules) {
        return jvm.file(name, rules.replace("PORT", Integer.toString(port)));
    }

    void tell(String command) {
        running.tell(command);
    }

    /** How many of 20 connects fail now. */
    int failures() throws IOException {
        String name = "connects" + names++;
        tell("connect " + name);
        running.awaitOutput(name + "=");
        Matcher matcher = Pattern.compile(name + "=(\\d+) of 20 failed").matcher(out());
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    String out() throws IOException {
        return Files.readString(jvm.directory().resolve("out"));
    }

    @Override
    public void close() {
        running.close();
    }
}
