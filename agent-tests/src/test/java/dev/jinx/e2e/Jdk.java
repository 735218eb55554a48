package dev.jinx.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/**
 * A JDK to run forked JVMs on.
 *
 * @param feature 17, 21, 25
 * @param version in full
 */
record Jdk(int feature, String version, Path home) {
    private static final int OLDEST = 17;
    private static final List<Jdk> ALL = find();

    /**
     * The JDK that runs the tests and every newer one that is installed beside it, or named by a variable such as
     * JAVA_HOME_21_X64; one for each feature release, oldest first.
     */
    static List<Jdk> all() {
        return ALL;
    }

    /** The newest of them. */
    static Jdk newest() {
        return ALL.get(ALL.size() - 1);
    }

    Path java() {
        return home.resolve("bin/java");
    }

    /** Whether it has virtual threads. */
    boolean hasVirtualThreads() {
        return feature >= 21;
    }

    /** A runtime of java.base and java.instrument alone, made of it. */
    Jdk small() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(home.resolve("bin/jlink")), this + " has no jlink");
        Path small = Path.of("target/runs/small-" + feature).toAbsolutePath();
        synchronized (ALL) {
            if (!Files.exists(small)) {
                link(small);
            }
        }
        return new Jdk(feature, version, small);
    }

    /** Makes it somewhere else first, so that it is there as a whole or not at all. */
    private void link(Path small) throws IOException, InterruptedException {
        Path room = Files.createTempDirectory(Files.createDirectories(small.getParent()), "small");
        Path made = room.resolve("jdk");
        Process jlink = new ProcessBuilder(
                        home.resolve("bin/jlink").toString(),
                        "--add-modules",
                        "java.base,java.instrument",
                        "--output",
                        made.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(jlink.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // A JDK may come without the modules to link.
        Assumptions.assumeTrue(jlink.waitFor() == 0, said);
        Files.move(made, small, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(room);
    }

    @Override
    public String toString() {
        return "JDK " + version;
    }

    private static List<Jdk> find() {
        try {
            Path own = Path.of(System.getProperty("java.home")).toRealPath();
            Map<Integer, Jdk> byFeature = new TreeMap<>();
            for (Path home : homes(own)) {
                add(home, byFeature);
            }
            List<Jdk> all = List.copyOf(byFeature.values());
            System.out.println("Forked JVMs run on:");
            for (Jdk jdk : all) {
                System.out.println("  " + jdk.version + " in " + jdk.home);
            }
            if (all.size() == 1) {
                System.out.println("  No newer JDK was found beside it: what follows is shown for this one only.");
            }
            return all;
        } catch (IOException e) {
            throw new IllegalStateException("cannot look for JDKs", e);
        }
    }

    /** Where to look; the running JDK comes first and so is the one of its release. */
    private static List<Path> homes(Path own) throws IOException {
        List<Path> homes = new ArrayList<>();
        homes.add(own);
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(own.getParent())) {
            beside.forEach(homes::add);
        }
        for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
            if (variable.getKey().matches("JAVA_HOME_\\d+.*")) {
                homes.add(Path.of(variable.getValue()));
            }
        }
        return homes;
    }

    private static void add(Path home, Map<Integer, Jdk> byFeature) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return;
        }
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(release)) {
            properties.load(in);
        }
        String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
        int feature = Integer.parseInt(version.split("[.+-]", -1)[0]);
        if (feature >= OLDEST) {
            byFeature.putIfAbsent(feature, new Jdk(feature, version, home.toRealPath()));
        }
    }
}
