package dev.jinx.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line of jinx.jar, run with some Java. */
record Cli(Path java) {
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
        return new Cli(jdk.java());
    }

    Done run(Object... arguments) throws IOException, InterruptedException {
        return fed("", arguments);
    }

    /** Runs it with that on standard input. */
    Done fed(String input, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xshare:auto", "-jar", Jvm.JAR.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path in = Files.writeString(Files.createTempFile("jinx-cli", ".in"), input);
        Path out = Files.createTempFile("jinx-cli", ".out");
        Path err = Files.createTempFile("jinx-cli", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
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
