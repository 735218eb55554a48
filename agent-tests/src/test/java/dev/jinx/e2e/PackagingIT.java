package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.jinx.e2e.app.Plain;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one jar that users get shows the application nothing of what is inside. */
class PackagingIT {
    private static final String START = "jinx/agent/start.zip";
    private static final String WEAVER = "jinx/agent/weave.zip";
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
                            "dev/jinx/ClassStream.class",
                            "dev/jinx/Main.class");
            assertThat(names)
                    .as("everything else is under jinx/")
                    .allMatch(name -> name.startsWith("jinx/")
                            || name.startsWith("META-INF/")
                            || name.startsWith("dev/jinx/")
                            || name.equals("LICENSE")
                            || name.equals("THIRD-PARTY.txt"));
            assertThat(names).as("each entry costs every start").hasSizeLessThan(40);
            assertThat(bundled(jar))
                    .as("third-party code is relocated")
                    .hasSizeGreaterThan(500)
                    .allMatch(name -> name.startsWith("jinx/runtime.zip!dev/jinx/runtime/")
                            || name.matches("jinx/agent/[a-z.]+\\.zip!dev/jinx/(agent|shaded)/.*"))
                    .noneMatch(name -> name.contains("module-info"));
            assertThat(names).noneMatch(name -> name.contains("module-info") || name.startsWith("META-INF/services"));
            assertThat(Files.size(Jvm.JAR)).as("size of the jar").isLessThan(4 << 20);
        }
    }

    /** The classes in the bundles, each behind the name of its bundle. */
    private static List<String> bundled(JarFile jar) throws IOException {
        List<String> names = new ArrayList<>();
        for (ZipEntry bundle :
                jar.stream().filter(e -> e.getName().endsWith(".zip")).toList()) {
            try (ZipInputStream in = new ZipInputStream(jar.getInputStream(bundle))) {
                for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    assertThat(entry.getMethod())
                            .as(bundle + ": " + entry + " is not compressed")
                            .isEqualTo(ZipEntry.STORED);
                    assertThat(entry.getName()).endsWith(".class");
                    names.add(bundle.getName() + "!" + entry.getName());
                }
            }
        }
        return names;
    }

    /** Each of them is defined from the first class to the last. */
    @ParameterizedTest
    @ValueSource(strings = {"jinx/runtime.zip", "jinx/agent/start.zip", "jinx/agent/weave.zip"})
    void eachClassStandsBehindThoseThatItExtends(String bundle) throws IOException {
        try (URLClassLoader entries =
                        new URLClassLoader(new URL[] {Jvm.JAR.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
                JarFile jar = new JarFile(Jvm.JAR.toFile());
                ZipInputStream in = new ZipInputStream(jar.getInputStream(jar.getEntry(bundle)))) {
            InOrder loader = new InOrder(entries);
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] bytes = in.readAllBytes();
                assertThatCode(() -> loader.define(bytes))
                        .as(
                                "%s in %s, ordered by agent/package.xml, start-classes.txt and weave-classes.txt",
                                entry, bundle)
                        .doesNotThrowAnyException();
            }
        }
    }

    /** Knows nothing but the JDK, the entry classes and what it has defined so far. */
    private static final class InOrder extends ClassLoader {
        InOrder(ClassLoader entries) {
            super(entries);
        }

        void define(byte[] bytes) {
            defineClass(null, bytes, 0, bytes.length);
        }
    }

    @Test
    void everyClassThatAStartDefinesInOneGoIsThere() throws IOException {
        try (JarFile jar = new JarFile(Jvm.JAR.toFile())) {
            assertThat(Files.readAllLines(Path.of("../agent/start-classes.txt")))
                    .containsExactlyElementsOf(in(START, jar));
            assertThat(Files.readAllLines(Path.of("../agent/weave-classes.txt")))
                    .containsExactlyElementsOf(in(WEAVER, jar));
        }
    }

    private static List<String> in(String bundle, JarFile jar) throws IOException {
        return bundled(jar).stream()
                .filter(name -> name.startsWith(bundle + "!"))
                .map(name -> name.substring(bundle.length() + 1))
                .toList();
    }

    private static List<String> classesIn(String bundle) throws IOException {
        try (JarFile jar = new JarFile(Jvm.JAR.toFile())) {
            return in(bundle, jar).stream()
                    .map(name -> name.replace(".class", "").replace('/', '.'))
                    .toList();
        }
    }

    /** What is missing is looked for in a bundle that is read as a whole, a third of a megabyte, by a thread of the application's. */
    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void theClassesThatWeavingTheJdkNeedsAreDefinedInOneGo(Jdk jdk) throws IOException {
        List<String> loaded = loaded(
                Jvm.on(jdk)
                        .rules(
                                "rules: [ { name: r, on: [ connect, read, write, close ], target: { hosts: [ 127.61.0.1, a.example ] }, fault: { delay: 1ms } } ]\n"),
                "load");
        List<String> weaver = classesIn(WEAVER);
        assertThat(loaded).as("something was woven").contains("dev.jinx.agent.weave.Weaver");
        assertThat(loaded)
                .filteredOn(name ->
                        name.startsWith("dev.jinx.agent.weave.") || name.startsWith("dev.jinx.shaded.bytebuddy."))
                .filteredOn(name -> !weaver.contains(name))
                .as("to be added to agent/weave-classes.txt, behind what they extend")
                .isSubsetOf(classesIn(START));
    }

    /** Each one that is missed costs several times as much, and all of its bundle is read. */
    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    @ExtendWith(Undisturbed.class)
    void theClassesThatAStartNeedsAreDefinedInOneGo(Jdk jdk) throws IOException {
        List<String> start = classesIn(START);
        Jvm jvm = Jvm.on(jdk);
        jvm.agent(
                "rules="
                        + jvm.file(
                                "faults.yaml",
                                "rules: [ { name: r, on: [ connect, read ], target: { ports: 9999 }, fault: { error: ECONNRESET } } ]"));
        assertThat(loadedBeforeMain(jvm))
                .filteredOn(name -> name.startsWith("dev.jinx.agent.") || name.startsWith("dev.jinx.shaded."))
                .as("to be added to agent/start-classes.txt, behind what they extend, if they are not in it")
                .isSubsetOf(start);
    }

    /** What links through java.lang.invoke, asks for JMX or JFR, or formats, costs milliseconds of every start. */
    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    @ExtendWith(Undisturbed.class)
    void theWayToMainLoadsNothingThatIsSlow(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk)
                .rules("rules: [ { name: r, on: [ connect, read ], target: { ports: 9999 }, fault: reset } ]\n");
        List<String> between = loadedBeforeMain(jvm);
        assertThat(between).contains("dev.jinx.agent.rules.RulesParser", "dev.jinx.runtime.hook.Hooks");
        assertThat(between)
                .noneMatch(name -> name.startsWith("java.lang.runtime.")
                        || name.startsWith("java.lang.invoke.StringConcat")
                        || name.startsWith("dev.jinx.shaded.bytebuddy.")
                        || name.startsWith("dev.jinx.shaded.jackson.")
                        || name.startsWith("dev.jinx.shaded.picocli.")
                        || name.startsWith("dev.jinx.agent.weave.call.")
                        || name.matches("dev\\.jinx\\..*\\$\\$Lambda.*")
                        || name.startsWith("javax.management.")
                        || name.startsWith("jdk.jfr.")
                        || name.startsWith("java.util.Formatter")
                        || name.startsWith("java.util.stream."));
    }

    /** What is loaded between the agent's start and that of the application. */
    private static List<String> loadedBeforeMain(Jvm jvm) throws IOException {
        List<String> loaded = loaded(jvm);
        int ours = loaded.indexOf("dev.jinx.agent.Entry");
        int main = loaded.indexOf(Plain.class.getName());
        assertThat(ours).as("the agent starts").isPositive();
        assertThat(main).as("main comes behind it").isGreaterThan(ours);
        return loaded.subList(ours, main);
    }

    private static List<String> loaded(Jvm jvm, String... arguments) throws IOException {
        Path log = jvm.directory().resolve("loaded");
        jvm.with("-Xlog:class+load:file=" + log).run(Plain.class, (Object[]) arguments);
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains(" source: "))
                .map(line -> line.replaceAll("^(\\[[^]]*])*\\s*| source: .*", ""))
                .toList();
    }

    @Test
    void theEntryClassesAreReadByAnyJava() throws IOException {
        try (JarFile jar = new JarFile(Jvm.JAR.toFile())) {
            for (String name : List.of(
                    "dev/jinx/JinxAgent.class",
                    "dev/jinx/AgentEntry.class",
                    "dev/jinx/AgentLoader.class",
                    "dev/jinx/Bundle.class",
                    "dev/jinx/ClassStream.class",
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
