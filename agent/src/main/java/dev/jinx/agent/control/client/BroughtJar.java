package dev.jinx.agent.control.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Our jar in the temporary directory of a process that has a file system of its own. Its name is one that nobody else gives, so that it can
 * be known, and taken away, by another command than the one that brought it.
 */
final class BroughtJar {
    private static final String ROOT = "0";

    /** The bits of a file's mode that let its group and others write. */
    private static final int WRITABLE = 0022;

    private final Path ours;
    private final String name;
    private final Path there;
    private final Set<String> trusted;

    /**
     * The jar.
     *
     * @param ours as we see it
     */
    BroughtJar(Target target, Path ours, String version) {
        this.ours = ours;
        name = "/tmp/.jinx-attached-" + version + ".jar";
        there = target.inside(name);
        trusted = new HashSet<>(
                List.of(ROOT, target.user(), new Target(ProcessHandle.current().pid()).user()));
    }

    /** As the process sees it. */
    String name() {
        return name;
    }

    /**
     * Looks at what has its name already: anybody may put a file into {@code /tmp}, and what is in this one the JVM will run.
     *
     * @throws CannotAttach if it is somebody else's, or somebody else can change it
     */
    void check() throws CannotAttach, IOException {
        if (Files.exists(there, LinkOption.NOFOLLOW_LINKS) && !isSafe(there, trusted)) {
            throw new CannotAttach(
                    name + ", where jinx.jar would be brought, is no file of this user's, of the process's"
                            + " or of root's that nobody else can write to: delete it");
        }
    }

    /** Whether it is a file that only those users can have written. */
    static boolean isSafe(Path file, Set<String> users) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && users.contains(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                        .toString())
                && ((Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & WRITABLE) == 0;
    }

    /** Brings it, unless it is there. */
    void bring() throws IOException {
        if (isThere()) {
            return;
        }
        Path temporary = there.resolveSibling(".jinx-" + UUID.randomUUID() + ".tmp");
        try {
            Files.copy(ours, temporary);
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(temporary, there, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Takes it away, if it is ours. A JVM that has it open goes on with it. */
    void takeAway() throws IOException {
        if (isThere()) {
            Files.deleteIfExists(there);
        }
    }

    private boolean isThere() throws IOException {
        return isSafe(there, trusted) && Files.mismatch(ours, there) < 0;
    }
}
