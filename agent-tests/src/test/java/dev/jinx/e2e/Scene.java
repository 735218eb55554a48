package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.Commanded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An application that talks to itself over a port, and the commands for it. */
final class Scene implements AutoCloseable {
    final int port = FreePorts.take(1).get(0);
    final Jvm jvm;
    final Jvm.Running running;
    final Cli cli;
    final long pid;
    private int names;

    Scene(Jdk client, Jdk target, String... flags) {
        this(Cli.of(client), Jvm.on(target).with(flags));
    }

    Scene(Cli cli, Jvm jvm) {
        this.cli = cli;
        this.jvm = jvm;
        running = jvm.start(Commanded.class, port);
        running.awaitOutput("ready=");
        pid = innermost(running.process().toHandle());
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
