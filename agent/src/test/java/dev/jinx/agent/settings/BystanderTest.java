package dev.jinx.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BystanderTest {
    private static boolean is(String command, String main) {
        return Bystander.is(command, Optional.ofNullable(main), new File("jinx.jar"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdk.compiler/com.sun.tools.javac.Main -d out A.java",
                "jdk.jartool/sun.tools.jar.Main tf x.jar",
                "jdk.jcmd/sun.tools.jps.Jps",
                "java.base/sun.security.tools.keytool.Main -list",
                "com.sun.tools.javac.Main A.java",
                "dev.jinx.Main ps"
            })
    void toolsOfTheJdkAndOurOwnCommandsByTheirClassAreLeftAlone(String command) {
        assertThat(is(command, null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.jar --port 8080",
                "com.acme.Main",
                "com.acme/com.acme.Main",
                "jdk.acme.Main",
                "/srv/not-jinx.jar",
                "jdk/app.jar",
                "org.apache.catalina.startup.Bootstrap start",
                "jdk.compiler/com.sun.tools.javac.launcher.Main App.java",
                "jdk.compiler/com.sun.tools.javac.launcher.SourceLauncher App.java"
            })
    void applicationsAreNot(String command) {
        assertThat(is(command, null)).isFalse();
    }

    @Test
    void ourOwnCommandsAreKnownByTheirJarWhereverItLies(@TempDir Path directory) throws IOException {
        Path jar = jar(directory.resolve("with a blank"), "dev/jinx/JinxAgent.class");
        for (String command : List.of("", " attach 12 faults.yaml", " check /opt/jinx.jar", " explain x.jar y z")) {
            assertThat(is(jar + command, null)).as(command).isTrue();
        }
        assertThat(is(jar + ".old ps", null)).isFalse();
        assertThat(is("com.acme.Main " + directory.resolve("none/jinx.jar"), null))
                .isFalse();
    }

    @Test
    void anApplicationWhoseJarHasTheSameNameIsNoneOfOurs(@TempDir Path directory) throws IOException {
        Path jar = jar(directory, "com/acme/Main.class");
        assertThat(is(jar + " --port 8080", null)).isFalse();
    }

    private static Path jar(Path directory, String entry) throws IOException {
        Path jar = Files.createDirectories(directory).resolve("jinx.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(entry));
        }
        return jar;
    }

    @Test
    void aJvmOfAnotherLauncherIsNoBystander() {
        assertThat(is(null, null)).isFalse();
        assertThat(is("", null)).isFalse();
        assertThat(is(null, "app.*")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "com.acme.Main arg, com.acme.Main, false",
        "com.acme.Main arg, com.acme.*, false",
        "com.acme.Main arg, *Main, false",
        "com.acme.Main arg, other|com.*, false",
        "com.acme.Main arg, other, true",
        "com.acme.Main arg, com.acme, true",
        "/srv/app/app-1.2.jar arg, app-*.jar, false",
        "/srv/app/app-1.2.jar arg, *x*, true",
        "mod/com.acme.Main, com.acme.Main, false"
    })
    void withMainOnlyThoseThatWereAskedForAreActedIn(String command, String main, boolean bystander) {
        assertThat(is(command, main)).isEqualTo(bystander);
    }
}
