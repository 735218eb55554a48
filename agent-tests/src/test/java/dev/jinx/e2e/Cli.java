package dev.jinx.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command line of jinx.jar, run with some Java.
 *
 * @param java the command, and what leads to it
 * @param jar of Jinx
 */
record Cli(List<String> java, Path jar) {
    /** What came of a command. */
    record Done(int exit, String out, String err) {
        Done ok() {
            if (exit != 0) {
                throw new AssertionError("ended with status " + this);
            }
            return this;
        }

        String all() {
            return out + err;
        }
    }

    static Cli of(Jdk jdk) {
        return new Cli(List.of(jdk.java().toString()), Jvm.JAR);
    }

    /** The same with another jar. */
    Cli with(Path other) {
        return new Cli(java, other);
    }

    /** The same through another command, such as one that changes the user. */
    Cli through(String... command) {
        List<String> longer = new ArrayList<>(List.of(command));
        longer.addAll(java);
        return new Cli(longer, jar);
    }

    Done run(Object... arguments) throws IOException, InterruptedException {
        return fed("", arguments);
    }

    /** Runs it with that on standard input. */
    Done fed(String input, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java);
        command.addAll(Jvm.SMALL);
        command.addAll(List.of("-jar", jar.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return done(new ProcessBuilder(command), input);
    }

    /** Runs any command. */
    static Done done(ProcessBuilder command, String input) throws IOException, InterruptedException {
        Path in = Files.writeString(Files.createTempFile("jinx-cli", ".in"), input);
        Path out = Files.createTempFile("jinx-cli", ".out");
        Path err = Files.createTempFile("jinx-cli", ".err");
        try {
            Process process = command.redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return new Done(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(in);
            Files.delete(out);
            Files.delete(err);
        }
    }
}
