package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.Plain;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one jar that users get shows the application nothing of what is inside. */
class PackagingIT {
    private static final Path LIBRARIES = Path.of(System.getProperty("jinx.libraries", "target/libraries"));

    @Test
    void onlyTheEntryClassesAreClassesToTheApplication() throws IOException {
        try (JarFile jar = new JarFile(Jvm.JAR.toFile())) {
            List<String> names = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> !name.endsWith("/"))
                    .toList();
            assertThat(names.stream().filter(name -> name.endsWith(".class")))
                    .containsExactlyInAnyOrder(
                            "dev/jinx/JinxAgent.class",
                            "dev/jinx/AgentEntry.class",
                            "dev/jinx/AgentLoader.class",
                            "dev/jinx/Bundle.class",
                            "dev/jinx/Main.class");
            assertThat(names)
                    .as("everything else is under jinx/")
                    .allMatch(name -> name.startsWith("jinx/")
                            || name.startsWith("META-INF/")
                            || name.startsWith("dev/jinx/")
                            || name.equals("LICENSE")
                            || name.equals("THIRD-PARTY.txt"));
            assertThat(names.stream().filter(name -> name.endsWith(".classdata")))
                    .as("third-party code is relocated")
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("jinx/runtime/dev/jinx/runtime/")
                            || name.startsWith("jinx/agent/dev/jinx/agent/")
                            || name.startsWith("jinx/agent/dev/jinx/shaded/"));
            assertThat(names).noneMatch(name -> name.contains("module-info") || name.startsWith("META-INF/services"));
            assertThat(Files.size(Jvm.JAR)).as("size of the jar").isLessThan(4 << 20);
        }
    }

    @Test
    void theEntryClassesAreReadByAnyJava() throws IOException {
        try (JarFile jar = new JarFile(Jvm.JAR.toFile())) {
            for (String name : List.of(
                    "dev/jinx/JinxAgent.class",
                    "dev/jinx/AgentEntry.class",
                    "dev/jinx/AgentLoader.class",
                    "dev/jinx/Bundle.class",
                    "dev/jinx/Main.class")) {
                try (DataInputStream in = new DataInputStream(jar.getInputStream(jar.getEntry(name)))) {
                    in.readInt();
                    in.readUnsignedShort();
                    assertThat(in.readUnsignedShort())
                            .as("class file version of %s", name)
                            .isEqualTo(52);
                }
            }
            var manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Premain-Class")).isEqualTo("dev.jinx.JinxAgent");
            assertThat(manifest.getValue("Agent-Class")).isEqualTo("dev.jinx.JinxAgent");
            assertThat(manifest.getValue("Main-Class")).isEqualTo("dev.jinx.Main");
            assertThat(manifest.getValue("Boot-Class-Path")).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void anApplicationKeepsItsOwnVersionsOfWhatIsInside(Jdk jdk) throws IOException {
        List<Path> libraries;
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            libraries = files.map(Path::toAbsolutePath).sorted().toList();
        }
        assertThat(libraries).hasSize(5);
        Run run = Jvm.on(jdk)
                .andClassPath(libraries)
                .rules("rules: [ { name: refused, on: connect, target: { hosts: 127.61.0.1 }, fault: refuse } ]\n")
                .run(
                        Plain.class,
                        "load",
                        "net.bytebuddy.ByteBuddy",
                        "com.fasterxml.jackson.core.JsonFactory",
                        "com.fasterxml.jackson.dataformat.yaml.YAMLFactory",
                        "org.yaml.snakeyaml.Yaml",
                        "org.slf4j.Logger")
                .ok();
        assertThat(run.fact("connect")).isEqualTo("java.net.ConnectException: Connection refused");
        assertThat(run.fact("net.bytebuddy.ByteBuddy")).isEqualTo("byte-buddy-1.14.18.jar");
        assertThat(run.fact("com.fasterxml.jackson.core.JsonFactory")).isEqualTo("jackson-core-2.17.2.jar");
        assertThat(run.fact("com.fasterxml.jackson.dataformat.yaml.YAMLFactory"))
                .isEqualTo("jackson-dataformat-yaml-2.17.2.jar");
        assertThat(run.fact("org.yaml.snakeyaml.Yaml")).isEqualTo("snakeyaml-2.2.jar");
        assertThat(run.fact("org.slf4j.Logger")).isEqualTo("slf4j-api-1.7.36.jar");
    }
}
