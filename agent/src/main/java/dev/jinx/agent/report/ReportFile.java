package dev.jinx.agent.report;

import dev.jinx.agent.settings.Log;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The file that a report goes to, written anew each time: to a temporary name beside it, and then moved, so that nobody reads half of
 * it. Used by one thread at a time.
 */
final class ReportFile {
    private final String pattern;
    private final Log log;
    private boolean told;
    private boolean toldOfOthers;
    private boolean written;

    /** Why it cannot be written; empty if it can. Any thread asks. */
    private volatile String problem = "";

    /** What tells the file that we wrote from one that somebody else did; null before we wrote one. */
    private Object ours;

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
        this.toldOfOthers = !tells;
    }

    /** The path with the process id in it. */
    String path() {
        return pattern.replace("%p", Long.toString(ProcessHandle.current().pid()));
    }

    /** Whether the last write worked. */
    boolean written() {
        return written;
    }

    /** Looks whether it could be written, and says so if not: that is better known now than at the end. */
    void check() {
        File file = new File(path()).getAbsoluteFile();
        File directory = file.getParentFile();
        if (directory == null || !directory.isDirectory()) {
            tell("there is no directory " + directory);
        } else if (file.exists() && !file.isFile()) {
            tell("this is no regular file");
        } else if (!directory.canWrite()) {
            attempt(directory);
        }
    }

    /** Only to try tells why: it may be the file system, or who we are. */
    private void attempt(File directory) {
        try {
            File file = File.createTempFile("jinx-", ".tmp", directory);
            Files.delete(file.toPath());
        } catch (IOException e) {
            tell(reason(e));
        }
    }

    /** Why it cannot be written; empty if it can, as far as is known. */
    String problem() {
        return problem;
    }

    private void tell(String reason) {
        problem = "the report cannot be written to " + path() + ": " + reason;
        if (!told) {
            told = true;
            log.error(problem);
        }
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
            problem = "";
        } catch (IOException | RuntimeException e) {
            written = false;
            if (!told) {
                log.debug(e);
            }
            tell(reason(e));
        }
    }

    private void replace(Path path, String text) throws IOException {
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
            noteOthers(path);
            ours = Files.readAttributes(temporary, BasicFileAttributes.class).fileKey();
            move(temporary, path);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Two JVMs that report to one file write over each other, again and again; it is said once. */
    private void noteOthers(Path path) throws IOException {
        if (ours == null || toldOfOthers || !Files.exists(path)) {
            return;
        }
        if (!ours.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
            toldOfOthers = true;
            log.warn("somebody else writes to " + path
                    + " too, and one report is lost: %p in its name keeps JVMs apart");
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
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        // Such a one says nothing but the name of the file.
        return e instanceof NoSuchFileException || e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
