package dev.jinx.agent.control.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Our jar in the temporary directory of a process that has a file system of its own. Its name is one that nobody else gives, so that it can
 * be known, and taken away, by another command than the one that brought it.
 */
final class BroughtJar {
    private final Path ours;
    private final String name;
    private final Path there;

    /**
     * The jar.
     *
     * @param ours as we see it
     */
    BroughtJar(Target target, Path ours, String version) {
        this.ours = ours;
        name = "/tmp/.jinx-attached-" + version + ".jar";
        there = target.inside(name);
    }

    /** As the process sees it. */
    String name() {
        return name;
    }

    /** Brings it, unless it is there. */
    void bring() throws IOException {
        if (isThere()) {
            return;
        }
        Path temporary = there.resolveSibling(".jinx-" + UUID.randomUUID() + ".tmp");
        try {
            Files.copy(ours, temporary);
            temporary.toFile().setReadable(true, false);
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
        return Files.isRegularFile(there, LinkOption.NOFOLLOW_LINKS) && Files.mismatch(ours, there) < 0;
    }
}
