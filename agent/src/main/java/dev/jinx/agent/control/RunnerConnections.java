package dev.jinx.agent.control;

import dev.jinx.agent.control.StrayConnections.Row;
import dev.jinx.runtime.plan.Glob;
import dev.jinx.runtime.plan.Ports;
import dev.jinx.runtime.plan.Target;
import dev.jinx.runtime.stats.Failures;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the connections of this process with one that it was started by: a build tool or a development environment tells the JVM of
 * the tests by such a connection what to run, and is told what came of it. A test that breaks it is not told to anybody.
 */
public final class RunnerConnections {
    private static final int MOST_ANCESTORS = 64;
    private static final Path OWN = Path.of("/proc/self/fd");

    private RunnerConnections() {}

    /** Those that there are now; none where {@code /proc} does not tell. */
    public static Target[] find() {
        List<Target> targets = new ArrayList<>();
        if (!Files.isDirectory(OWN)) {
            return new Target[0];
        }
        try {
            Set<String> own = sockets(OWN);
            List<Row> rows = StrayConnections.connections();
            Set<String> theirs = null;
            for (Row row : rows) {
                if (row.remote().isLoopbackAddress() && own.contains(row.inode())) {
                    theirs = theirs == null ? ofAncestors() : theirs;
                    if (isOtherEnd(row, rows, theirs)) {
                        targets.add(new Target(
                                null, one(row.port()), one(row.localPort()), null, null, new Glob[0], new Glob[0]));
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            Failures.record("runner", e);
        }
        return targets.toArray(new Target[0]);
    }

    private static Ports one(int port) {
        return new Ports(new int[] {port, port});
    }

    private static boolean isOtherEnd(Row row, List<Row> rows, Set<String> theirs) {
        for (Row other : rows) {
            if (other.localPort() == row.port() && other.port() == row.localPort() && theirs.contains(other.inode())) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> ofAncestors() {
        Set<String> sockets = new HashSet<>();
        Optional<ProcessHandle> ancestor = ProcessHandle.current().parent();
        for (int i = 0; i < MOST_ANCESTORS && ancestor.isPresent(); i++) {
            try {
                sockets.addAll(
                        sockets(Path.of("/proc", Long.toString(ancestor.get().pid()), "fd")));
            } catch (IOException | DirectoryIteratorException e) {
                // Another user's, or it has ended: it cannot be what runs these tests.
            }
            ancestor = ancestor.get().parent();
        }
        return sockets;
    }

    private static Set<String> sockets(Path descriptors) throws IOException {
        Set<String> sockets = new HashSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : all) {
                sockets.add(StrayConnections.inode(descriptor));
            }
        }
        sockets.remove("");
        return sockets;
    }
}
