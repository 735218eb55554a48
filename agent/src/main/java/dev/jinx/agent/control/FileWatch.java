package dev.jinx.agent.control;

import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.Problem;
import dev.jinx.agent.rules.RulesInput;
import dev.jinx.agent.settings.Log;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * Re-reads the rules file when its content changes. It looks at the file and asks nobody to be told: a ConfigMap's new version comes as
 * another target of a symbolic link two directories above, of which a watch on the file says nothing.
 */
final class FileWatch implements Chore {
    /** A content counts when it is still there after that many milliseconds: half a file is no rules file. */
    private static final long SETTLED = 200;

    /** An editor has put its file back after so many looks; whoever has not, means it, or made a mistake. */
    private static final int MISSED = 5;

    /** A file that was touched within that many milliseconds may change again without a new time, where times are coarse. */
    private static final long FRESH = 3_000;

    private final WatchThread thread;
    private final RulesInForce inForce;
    private final Log log;
    private WatchedFile file;
    private String looks = "";
    private byte[] seen;

    /** How often in a row it could not be read. */
    private int missed;

    FileWatch(WatchThread thread, RulesInForce inForce, Log log) {
        this.thread = thread;
        this.inForce = inForce;
        this.log = log;
    }

    @Override
    public long run() {
        if (file != thread.file()) {
            file = thread.file();
            looks = "";
            seen = null;
            missed = 0;
        }
        return file == null ? INTERVAL : look();
    }

    private long look() {
        String now;
        byte[] content;
        try {
            now = looks();
            if (!now.equals("new") && now.equals(looks)) {
                return INTERVAL;
            }
            content = read();
        } catch (IOException e) {
            // Missing, as it is for a moment while an editor replaces it; the rules stay.
            seen = null;
            looks = "";
            if (++missed == MISSED) {
                log.warn(file.path()
                        + " cannot be read any more; the rules so far stay in force, and those that are there"
                        + " again will replace them (" + e + ")");
            }
            return INTERVAL;
        }
        missed = 0;
        if (Arrays.equals(content, file.known())) {
            seen = null;
            looks = now;
            return INTERVAL;
        }
        if (!Arrays.equals(content, seen)) {
            seen = content;
            return SETTLED;
        }
        file.known(content);
        seen = null;
        looks = now;
        judge(content);
        return INTERVAL;
    }

    /** What tells one state of the file from another without reading it; empty while it is too new to tell. */
    private String looks() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(Path.of(file.path()), BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            // A pipe is read once, by the start: it would be waited for.
            throw new IOException("no file");
        }
        long modified = attributes.lastModifiedTime().toMillis();
        return Math.abs(System.currentTimeMillis() - modified) < FRESH
                ? "new"
                : attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey();
    }

    private byte[] read() throws IOException {
        try (InputStream in = new FileInputStream(file.path())) {
            return RulesInput.limited(in);
        }
    }

    private void judge(byte[] content) {
        Parsed parsed = inForce.parse(file.path(), content);
        if (parsed.file().isEmpty()) {
            log.error(file.path() + " changed and is not valid; the rules so far stay in force");
            for (Problem problem : parsed.problems()) {
                log.error(problem.toString());
            }
            return;
        }
        try {
            inForce.replace(parsed.file().get());
        } catch (Throwable t) {
            log.error(file.path() + " changed and cannot be put in force: " + t);
            log.debug(t);
        }
    }
}
