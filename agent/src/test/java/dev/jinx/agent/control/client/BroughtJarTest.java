package dev.jinx.agent.control.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose file under the name of the jar that is brought is taken for it. */
class BroughtJarTest {
    @TempDir
    private Path directory;

    @Test
    void onlyAFileThatNobodyElseCanHaveWrittenIsSafe() throws Exception {
        Path file = Files.writeString(directory.resolve("a.jar"), "jar");
        String owner = Files.getAttribute(file, "unix:uid").toString();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(BroughtJar.isSafe(file, Set.of(owner))).isTrue();
        assertThat(BroughtJar.isSafe(file, Set.of("another than " + owner))).isFalse();
        Path link = Files.createSymbolicLink(directory.resolve("b.jar"), file);
        assertThat(BroughtJar.isSafe(link, Set.of(owner))).isFalse();
        assertThat(BroughtJar.isSafe(directory, Set.of(owner))).isFalse();
        assertThat(BroughtJar.isSafe(directory.resolve("missing"), Set.of(owner)))
                .isFalse();
        for (String mode : new String[] {"rw-rw-r--", "rw-r--rw-"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            assertThat(BroughtJar.isSafe(file, Set.of(owner))).as(mode).isFalse();
        }
    }
}
