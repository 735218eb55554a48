package dev.jinx.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** What is there to measure with: JDKs, jars, statistics. */
final class Machine {
    private Machine() {}

    /** The homes of all JDKs of release 17 and newer that are found, the running one among them. */
    static List<Path> jdks() throws IOException {
        TreeSet<Path> homes = new TreeSet<>();
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        homes.add(own);
        // The others stand beside it.
        Path place = own.getParent();
        if (Files.isDirectory(place)) {
            try (Stream<Path> found = Files.list(place)) {
                for (Path home : found.toList()) {
                    if (Files.exists(home.resolve("lib/modules")) && Files.exists(home.resolve("bin/java"))) {
                        homes.add(home.toRealPath());
                    }
                }
            }
        }
        return List.copyOf(homes);
    }

    /** {@code jinx.jar}: the system property of that name, or what the agent module built. */
    static Path jinx() {
        String named = System.getProperty("jinx.jar");
        Path jar = named != null ? Path.of(named) : ownJar().resolveSibling("../../agent/target/jinx.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("there is no " + jar + ": build it, or name it with -Djinx.jar=");
        }
        return jar.toAbsolutePath().normalize();
    }

    /** The jar that this class is in. */
    static Path ownJar() {
        return Path.of(Machine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }

    /** The jar of an agent that does nothing. */
    static Path nothingAgent() throws IOException {
        Path jar = Files.createTempFile("nothing", ".jar");
        jar.toFile().deleteOnExit();
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", NothingAgent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        String entry = NothingAgent.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream in = Machine.class.getResourceAsStream("/" + entry)) {
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
        }
        return jar;
    }

    /** A rules file with that text. */
    static Path rules(String yaml) throws IOException {
        Path file = Files.createTempFile("rules", ".yaml");
        file.toFile().deleteOnExit();
        return Files.writeString(file, yaml);
    }

    /** The command that pins to the last core, where there is one; on several, a wake-up costs more than what is measured. */
    static List<String> pinned() {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/taskset"))) {
            int last = Runtime.getRuntime().availableProcessors() - 1;
            command.addAll(List.of("/usr/bin/taskset", "-c", Integer.toString(last)));
        }
        return command;
    }

    static double lowerQuartile(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 4];
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
