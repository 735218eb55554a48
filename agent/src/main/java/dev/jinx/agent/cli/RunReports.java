package dev.jinx.agent.cli;

import dev.jinx.agent.report.Counters;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A private directory, in which the JVMs of the command leave their reports. */
final class RunReports {
    private static final String RULES = "stdin.yaml";

    private final Path directory;

    private RunReports(Path directory) {
        this.directory = directory;
    }

    /**
     * A new one.
     *
     * @throws IllegalArgumentException if there is no room for it
     */
    static RunReports create() {
        try {
            return new RunReports(Files.createTempDirectory("jinx-run-"));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "no directory can be made in " + System.getProperty("java.io.tmpdir")
                            + ", and `expect` and rules from standard input need one: name another with"
                            + " `java -Djava.io.tmpdir=DIRECTORY -jar jinx.jar run ...` (" + e.getMessage() + ")",
                    e);
        }
    }

    Path directory() {
        return directory;
    }

    /** Keeps rules that came by standard input, for the JVMs of the command to read. */
    Path keep(byte[] rules) throws IOException {
        return Files.write(directory.resolve(RULES), rules);
    }

    /** The counters of all JVMs that left a report, in whatever order. */
    List<Counters> read() throws IOException {
        List<Counters> all = new ArrayList<>();
        for (Path file : files("*.json")) {
            all.add(Counters.read(file));
        }
        return all;
    }

    private List<Path> files(String glob) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
            stream.forEach(files::add);
        }
        return files;
    }

    /** Deletes what was put there, and the directory unless somebody else put more into it. */
    void delete() {
        try {
            for (Path file : files("{*.json,*.json.*.tmp," + RULES + "}")) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // A JVM that outlives the command has just put its report there; the system clears the directory some day.
            System.err.println("jinx: " + directory + " could not be deleted: " + e);
        }
    }
}
