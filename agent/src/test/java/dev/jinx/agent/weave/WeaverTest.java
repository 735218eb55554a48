package dev.jinx.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.util.CheckClassAdapter;

/** Weaves the real classes of each JDK on this machine, and has them verified. */
@Timeout(120)
class WeaverTest {
    private static final Path JVMS = Path.of("/usr/lib/jvm");

    @TempDir
    Path directory;

    /** The running JDK, and others of release 17 and newer. */
    static List<Path> jdks() throws IOException {
        Set<Path> homes = new HashSet<>();
        homes.add(Path.of(System.getProperty("java.home")).toRealPath());
        if (Files.isDirectory(JVMS)) {
            try (Stream<Path> found = Files.list(JVMS)) {
                for (Path home : found.toList()) {
                    if (Files.exists(home.resolve("lib/modules")) && Files.exists(home.resolve("lib/jrt-fs.jar"))) {
                        homes.add(home.toRealPath());
                    }
                }
            }
        }
        return List.copyOf(homes);
    }

    private static Map<String, List<InterceptionPoint>> points() {
        Map<String, List<InterceptionPoint>> points = new LinkedHashMap<>();
        for (InterceptionPoint point : Catalogue.POINTS) {
            points.computeIfAbsent(point.type(), type -> new ArrayList<>()).add(point);
        }
        return points;
    }

    /** With those that tell for whom a thread works, as far as that JDK has their classes. */
    private static Map<String, List<InterceptionPoint>> allPoints(Path home) throws IOException {
        Map<String, List<InterceptionPoint>> points = points();
        try (FileSystem jrt = FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", home.toString()))) {
            for (InterceptionPoint point : TaskCatalogue.POINTS) {
                boolean there = Files.exists(jrt.getPath("/modules/java.base/" + point.type() + ".class"));
                if (there || !point.type().equals("java/lang/VirtualThread")) {
                    points.computeIfAbsent(point.type(), type -> new ArrayList<>())
                            .add(point);
                }
            }
        }
        return points;
    }

    /** The classes of the catalogue as that JDK has them. */
    private static Map<String, byte[]> originals(Path home) throws IOException {
        return originals(home, points());
    }

    private static Map<String, byte[]> originals(Path home, Map<String, List<InterceptionPoint>> points)
            throws IOException {
        Map<String, byte[]> originals = new LinkedHashMap<>();
        try (FileSystem jrt = FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", home.toString()))) {
            for (String type : points.keySet()) {
                originals.put(type, Files.readAllBytes(jrt.getPath("/modules/java.base/" + type + ".class")));
            }
        }
        return originals;
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void everyPointOrItsAlternativeIsFound(Path home) throws IOException {
        Map<String, List<InterceptionPoint>> points = allPoints(home);
        Map<String, byte[]> originals = originals(home, points);
        points.forEach((type, wanted) -> {
            Set<InterceptionPoint> found =
                    Weaver.weave(originals.get(type), wanted).woven();
            for (InterceptionPoint point : wanted) {
                assertThat(found)
                        .as(point.describe())
                        .anyMatch(other -> other.equals(point)
                                || (!point.alternative().isEmpty()
                                        && point.alternative().equals(other.alternative())));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void aCallThatIsToBeReplacedIsThere(Path home) throws IOException {
        Map<String, byte[]> originals = originals(home);
        points().forEach((type, wanted) -> {
            for (InterceptionPoint point : wanted) {
                boolean optional =
                        !point.alternative().isEmpty() && callsOf(originals.get(type), point, point.detail()) == 0;
                if (point.shape() != Shape.REPLACE_CALL || optional) {
                    continue;
                }
                byte[] woven = Weaver.weave(originals.get(type), wanted).bytes();
                assertThat(callsOf(woven, point, "dev/jinx/runtime/hook/" + point.hook()))
                        .as(point.describe())
                        .isPositive();
                assertThat(callsOf(woven, point, point.detail()))
                        .as(point.describe())
                        .isZero();
            }
        });
    }

    /** How often the method of that point calls that one. */
    private static long callsOf(byte[] bytes, InterceptionPoint point, String method) {
        List<String> calls = new ArrayList<>();
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] thrown) {
                                if (!name.equals(point.method()) || !descriptor.equals(point.descriptor())) {
                                    return null;
                                }
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitMethodInsn(
                                            int opcode, String owner, String called, String desc, boolean isInterface) {
                                        calls.add(owner + "." + called);
                                    }
                                };
                            }
                        },
                        0);
        return calls.stream().filter(method::equals).count();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void everyHookThatIsCalledExists(Path home) throws IOException {
        Map<String, List<InterceptionPoint>> points = allPoints(home);
        Map<String, byte[]> originals = originals(home, points);
        Map<String, Set<String>> hooks = new LinkedHashMap<>();
        points.forEach((type, wanted) -> new ClassReader(
                        Weaver.weave(originals.get(type), wanted).bytes())
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] thrown) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitMethodInsn(
                                            int opcode, String owner, String called, String desc, boolean isInterface) {
                                        if (owner.startsWith("dev/jinx/")) {
                                            hooks.computeIfAbsent(owner, o -> new HashSet<>())
                                                    .add(called + desc);
                                        }
                                    }
                                };
                            }
                        },
                        0));
        assertThat(hooks).isNotEmpty();
        for (Map.Entry<String, Set<String>> owner : hooks.entrySet()) {
            assertThat(publicStatics(owner.getKey())).containsAll(owner.getValue());
        }
    }

    private static Set<String> publicStatics(String type) throws IOException {
        Set<String> methods = new HashSet<>();
        try (InputStream in = WeaverTest.class.getResourceAsStream("/" + type + ".class")) {
            new ClassReader(in.readAllBytes())
                    .accept(
                            new ClassVisitor(Opcodes.ASM9) {
                                @Override
                                public MethodVisitor visitMethod(
                                        int access, String name, String descriptor, String signature, String[] thrown) {
                                    int both = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;
                                    if ((access & both) == both) {
                                        methods.add(name + descriptor);
                                    }
                                    return null;
                                }
                            },
                            0);
        }
        return methods;
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void wovenClassesAreWellFormed(Path home) throws IOException {
        Map<String, List<InterceptionPoint>> points = allPoints(home);
        Map<String, byte[]> originals = originals(home, points);
        points.forEach((type, wanted) -> {
            byte[] woven = Weaver.weave(originals.get(type), wanted).bytes();
            new org.objectweb.asm.ClassReader(woven)
                    .accept(new CheckClassAdapter(new org.objectweb.asm.tree.ClassNode(), true), 0);
        });
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void theJvmsOwnVerifierTakesThem(Path home) throws Exception {
        Path patch = directory.resolve("patch");
        Map<String, byte[]> originals = originals(home);
        for (Map.Entry<String, List<InterceptionPoint>> entry : points().entrySet()) {
            Path file = patch.resolve(entry.getKey() + ".class");
            Files.createDirectories(file.getParent());
            Files.write(
                    file,
                    Weaver.weave(originals.get(entry.getKey()), entry.getValue())
                            .bytes());
        }
        Path source = directory.resolve("Verify.java");
        Files.writeString(source, """
                public class Verify {
                    public static void main(String[] types) throws Exception {
                        for (String type : types) {
                            Class.forName(type, true, null);
                        }
                        System.out.println("verified " + types.length);
                    }
                }
                """);
        javax.tools.ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-d", directory.toString(), source.toString());
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/java").toString(),
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+BytecodeVerificationLocal",
                "--patch-module",
                "java.base=" + patch,
                "-Xbootclasspath/a:" + runtimeClasses(),
                "-cp",
                directory.toString(),
                "Verify"));
        for (String type : originals.keySet()) {
            command.add(type.replace('/', '.'));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("verified " + originals.size());
        assertThat(process.exitValue()).isZero();
    }

    private static String runtimeClasses() throws Exception {
        return Path.of(dev.jinx.runtime.hook.Hooks.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
    }

    @Test
    void aClassThatIsNotInTheCatalogueIsLeftAlone() throws IOException {
        JdkTransformer transformer = new JdkTransformer(points());
        byte[] bytes = originals(Path.of(System.getProperty("java.home"))).get("java/net/Socket");
        assertThat(transformer.transform(null, "java/lang/String", null, null, bytes))
                .isNull();
        assertThat(transformer.transform(null, null, null, null, bytes)).isNull();
        assertThat(transformer.hasWoven("java/lang/String")).isFalse();
    }

    @Test
    void noTypeOfTheCatalogueIsAnInterfaceWhichAreNotLookedForAmongWhatIsLoaded() throws IOException {
        java.util.Map<String, byte[]> originals = originals(Path.of(System.getProperty("java.home")));
        assertThat(originals).isNotEmpty().allSatisfy((name, bytes) -> assertThat(
                        new ClassReader(bytes).getAccess() & Opcodes.ACC_INTERFACE)
                .as(name)
                .isZero());
    }

    @Test
    void aClassIsWovenAnewFromItsOriginalWhenThereAreMorePoints() throws IOException {
        byte[] bytes = originals(Path.of(System.getProperty("java.home"))).get("java/net/Socket");
        java.util.Map<String, List<InterceptionPoint>> all = points();
        List<InterceptionPoint> first = all.get("java/net/Socket").subList(0, 1);
        JdkTransformer transformer = new JdkTransformer(java.util.Map.of("java/net/Socket", first));
        assertThat(transformer.isUpToDate("java/net/Socket")).isFalse();
        byte[] few = transformer.transform(null, "java/net/Socket", null, null, bytes);
        assertThat(transformer.isUpToDate("java/net/Socket")).isTrue();
        transformer.points(all);
        assertThat(transformer.isUpToDate("java/net/Socket"))
                .as("it has only one of the points")
                .isFalse();
        byte[] more = transformer.transform(null, "java/net/Socket", null, null, bytes);
        assertThat(transformer.isUpToDate("java/net/Socket")).isTrue();
        assertThat(more.length).isGreaterThan(few.length);
        assertThat(more).isEqualTo(new JdkTransformer(all).transform(null, "java/net/Socket", null, null, bytes));
    }

    @Test
    void aClassOfTheSameNameInAnotherLoaderIsLeftAlone() throws IOException {
        JdkTransformer transformer = new JdkTransformer(points());
        byte[] bytes = originals(Path.of(System.getProperty("java.home"))).get("java/net/Socket");
        assertThat(transformer.transform(getClass().getClassLoader(), "java/net/Socket", null, null, bytes))
                .isNull();
        assertThat(transformer.transform(null, "java/net/Socket", null, null, bytes))
                .isNotEqualTo(bytes);
        assertThat(transformer.hasWoven("java/net/Socket")).isTrue();
    }

    @Test
    void whatAJdkLacksIsSaidAloud() {
        dev.jinx.runtime.stats.Failures.clear();
        InterceptionPoint point = Catalogue.POINTS.get(0);
        Missing.report(List.of(point), Set.of());
        assertThat(dev.jinx.runtime.stats.Failures.all())
                .singleElement()
                .satisfies(failure -> assertThat(failure.what().getMessage()).contains("java.net.Socket.connect"));
        dev.jinx.runtime.stats.Failures.clear();
    }

    @Test
    void anAlternativeStandsForWhatAJdkLacks() {
        dev.jinx.runtime.stats.Failures.clear();
        List<InterceptionPoint> alternatives = Catalogue.POINTS.stream()
                .filter(p -> p.alternative().equals("sendfile"))
                .toList();
        assertThat(alternatives).hasSizeGreaterThan(1);
        Missing.report(alternatives, Set.of(alternatives.get(1)));
        assertThat(dev.jinx.runtime.stats.Failures.all()).isEmpty();
    }
}
