package dev.jinx.agent.control.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;

/**
 * A process as {@code /proc} shows it. Nothing here disturbs it.
 *
 * @param pid as this process sees it
 */
record Target(long pid) {
    private static final Path PROC = Path.of("/proc");
    private static final int SIGQUIT = 3;
    private static final String LIBRARY = "/libjvm.so";
    private static final int HEX = 16;

    /** How a zip, and so a jar, begins. */
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private Path file(String name) {
        return PROC.resolve(Long.toString(pid)).resolve(name);
    }

    /** Whether there is such a process. */
    boolean exists() {
        return Files.isDirectory(file(""));
    }

    /** A line of its status; empty if it cannot be told. */
    private String status(String key) {
        for (String line : read("status").split("\n", -1)) {
            if (line.startsWith(key + ":")) {
                return line.substring(key.length() + 1).strip();
            }
        }
        return "";
    }

    /** Its name in its own process-id namespace, by which its files go. */
    long innermostPid() {
        String[] all = status("NSpid").split("\\s+", -1);
        String last = all[all.length - 1];
        return last.isEmpty() ? pid : Long.parseLong(last);
    }

    /** Whether it asked to be told of SIGQUIT, which ends any other process. */
    boolean catchesQuit() {
        String caught = status("SigCgt");
        return !caught.isEmpty() && (Long.parseUnsignedLong(caught, HEX) & 1L << (SIGQUIT - 1)) != 0;
    }

    /** Whether there is a place for the socket at which a JVM listens; HotSpot has it in {@code /tmp}, whatever is set. */
    boolean canListen() {
        return Files.isWritable(inside("/tmp"));
    }

    /** The effective user of it; empty if it cannot be told. */
    String user() {
        String[] ids = status("Uid").split("\\s+", -1);
        return ids.length > 1 ? ids[1] : "";
    }

    /** Whether it is stopped, by a signal or by a debugger: it does nothing until it is let go on. */
    boolean stopped() {
        String state = status("State");
        return state.startsWith("T") || state.startsWith("t");
    }

    /** The files that it has in its memory; empty if we may not look into it, or if it has ended. */
    String maps() {
        return read("maps");
    }

    /** Where its Java is, in its own file system; empty if there is no JVM in it. */
    Optional<String> javaHome() {
        return javaHome(maps());
    }

    /** The same of what {@link #maps} gave: it is long, and read more than once it is felt. */
    static Optional<String> javaHome(String maps) {
        int at = maps.indexOf(LIBRARY);
        while (at >= 0) {
            int end = at + LIBRARY.length();
            // A JDK that was updated under a running JVM is deleted, and there all the same.
            if (end == maps.length() || maps.charAt(end) == '\n' || maps.startsWith(" (deleted)", end)) {
                // With the slash, because the library may lie in lib itself.
                String path = maps.substring(maps.lastIndexOf('\n', at) + 1, at + 1);
                int lib = path.lastIndexOf("/lib/");
                int from = path.indexOf('/');
                return lib > from ? Optional.of(path.substring(from, lib)) : Optional.empty();
            }
            at = maps.indexOf(LIBRARY, end);
        }
        return Optional.empty();
    }

    /** The options that it takes from variables. */
    String optionsOfVariables() {
        StringBuilder options = new StringBuilder();
        for (String variable : read("environ").split("\0", -1)) {
            if (variable.startsWith("JAVA_TOOL_OPTIONS=")
                    || variable.startsWith("JDK_JAVA_OPTIONS=")
                    || variable.startsWith("_JAVA_OPTIONS=")) {
                options.append(' ').append(variable.substring(variable.indexOf('=') + 1));
            }
        }
        return options.toString();
    }

    /** Its arguments. */
    List<String> arguments() {
        return List.of(read("cmdline").split("\0", -1));
    }

    /** A file of its file system, as we can reach it. */
    Path inside(String absolute) {
        Path root = file("root");
        return Files.isDirectory(root.resolve("tmp")) || Files.isReadable(root)
                ? root.resolve(absolute.substring(1))
                : Path.of(absolute);
    }

    /** Whether a file of ours is there for it too, at the same place. */
    boolean sees(Path ours) {
        try {
            return Files.isSameFile(inside(ours.toString()), ours);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it has a jar open in which there is that entry. By way of the open file itself: its path may be another's by now. */
    boolean hasOpen(String entry) {
        try (var files = Files.newDirectoryStream(file("fd"))) {
            for (Path one : files) {
                if (isZipWith(one, entry)) {
                    return true;
                }
            }
        } catch (IOException | RuntimeException e) {
            return false;
        }
        return false;
    }

    private static boolean isZipWith(Path file, String entry) {
        // To open a pipe or a device would do something to it.
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (!Arrays.equals(in.readNBytes(ZIP.length), ZIP)) {
                return false;
            }
        } catch (IOException e) {
            return false;
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.getEntry(entry) != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** What is in one of its files under {@code /proc}; empty if it cannot be read. */
    private String read(String name) {
        try {
            return new String(Files.readAllBytes(file(name)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
