package dev.jinx.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real clients and servers that forked JVMs run. */
final class Libraries {
    private Libraries() {}

    /** The jars of these tests' class path. */
    static List<Path> all() {
        List<Path> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            if (entry.endsWith(".jar")) {
                jars.add(Path.of(entry));
            }
        }
        return jars;
    }
}
