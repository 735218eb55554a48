package dev.jinx.agent.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The command that is run. Where this JVM is told to end, the command is told too, and its status is still ours. */
final class Child {
    /** As a shell: it is there, and cannot be executed. */
    private static final int NOT_EXECUTABLE = 126;

    /** As a shell: it is not there. */
    private static final int NOT_FOUND = 127;

    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    /**
     * Runs a command with our input and output, and waits for it.
     *
     * @param environment what it gets besides ours
     * @return its exit status, as a shell gives it: 128 + N for signal N, 126 and 127 where it could not be started
     */
    int run(List<String> command, Map<String, String> environment) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            boolean missing = isMissing(String.valueOf(e.getMessage()));
            System.err.println("jinx: " + command.get(0) + ": "
                    + (missing ? "command not found" : "cannot be executed: " + e.getMessage()));
            return missing ? NOT_FOUND : NOT_EXECUTABLE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> terminate(process), "jinx-run"));
        return process.waitFor();
    }

    /** ENOENT, as Java 17 and as Java 25 write it: there is no other way to know. */
    static boolean isMissing(String message) {
        return message.contains("error=2,") || message.contains("error: 2 ");
    }

    /** All is done, and that is our exit status. */
    void finish(int exitStatus) {
        status.complete(exitStatus);
    }

    private void terminate(Process process) {
        if (!status.isDone()) {
            process.destroy();
            // Not 143, which this JVM would give: what the command makes of a signal is its own business.
            Runtime.getRuntime().halt(status.join());
        }
    }
}
