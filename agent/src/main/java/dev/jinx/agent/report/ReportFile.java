package dev.jinx.agent.report;

import dev.jinx.agent.settings.Log;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file that a report goes to, written anew each time: to a temporary name beside it, and then moved, so that nobody reads half of
 * it. Used by one thread at a time.
 */
final class ReportFile {
    private final String pattern;
    private final Log log;
    private boolean told;
    private boolean written;

    /**
     * A file.
     *
     * @param pattern its path, in which {@code %p} is the process id
     * @param tells whether it is said if it cannot be written
     */
    ReportFile(String pattern, boolean tells, Log log) {
        this.pattern = pattern;
        this.log = log;
        this.told = !tells;
    }

    /** The path with the process id in it. */
    String path() {
        return pattern.replace("%p", Long.toString(ProcessHandle.current().pid()));
    }

    /** Whether the last write worked. */
    boolean written() {
        return written;
    }

    /** Makes it, empty: who waits for it is to know that there will be one, even if the JVM is killed first. */
    void begin() {
        try {
            written = new File(path()).createNewFile();
        } catch (IOException e) {
            written = false;
        }
    }

    /** Writes it. That this does not work is said once: the application has nothing to do with it. */
    void write(String text) {
        try {
            replace(Path.of(path()).toAbsolutePath(), text);
            written = true;
        } catch (IOException | RuntimeException e) {
            written = false;
            if (!told) {
                told = true;
                log.error("the report cannot be written to " + path() + ": " + reason(e));
                log.debug(e);
            }
        }
    }

    private static void replace(Path path, String text) throws IOException {
        Path directory = path.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IOException("there is no directory " + directory);
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            // Moving something there would put a file in the place of, say, a device.
            throw new IOException("this is no regular file");
        }
        Path temporary = directory.resolve(
                path.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
            move(temporary, path);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String reason(Exception e) {
        return e instanceof AccessDeniedException
                ? "permission denied"
                : e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
