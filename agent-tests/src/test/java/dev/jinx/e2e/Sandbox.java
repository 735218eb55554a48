package dev.jinx.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** What containers are made of: namespaces, other users. A test that needs what this machine does not allow is skipped, and says why. */
final class Sandbox {
    /** A user who owns nothing. */
    static final int NOBODY = 61_234;

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private Sandbox() {}

    /**
     * The words that lead a command into namespaces of its own, in which a script is run before it.
     *
     * @param flags of {@code unshare}
     * @param script for the shell; it begins with what cannot go wrong unseen
     */
    static String[] namespaces(List<String> flags, String script) {
        List<String> unshare = new ArrayList<>(List.of("unshare"));
        if (!ROOT) {
            unshare.add("--map-root-user");
        }
        unshare.addAll(flags);
        List<String> attempt = new ArrayList<>(unshare);
        attempt.addAll(List.of("mount", "-t", "tmpfs", "none", "/mnt"));
        skipUnlessItRuns("no namespaces of its own", attempt);
        unshare.addAll(List.of("sh", "-ec", script + "\nexec \"$@\"", "sh"));
        return unshare.toArray(String[]::new);
    }

    /** The words that have a command run as {@link #NOBODY}. */
    static String[] asNobody() {
        List<String> setpriv = List.of(
                "setpriv", "--reuid", Integer.toString(NOBODY), "--regid", Integer.toString(NOBODY), "--clear-groups");
        List<String> attempt = new ArrayList<>(setpriv);
        attempt.addAll(List.of("test", "-r", Jvm.JAR.toString()));
        skipUnlessItRuns("no other user, or one who may not read " + Jvm.JAR, attempt);
        return setpriv.toArray(String[]::new);
    }

    /** A shell's text in which directories become unwritable, whoever writes. */
    static String readOnly(Path... directories) {
        StringBuilder script = new StringBuilder("mount --make-rprivate / 2>/dev/null || true\n");
        for (String mounted : List.of("/tmp", "/var/tmp", "/dev/shm", "/run", "/")) {
            script.append("if mountpoint -q %1$s; then mount -o remount,ro,bind %1$s; fi\n".formatted(mounted));
        }
        for (Path directory : directories) {
            // Where it is a file system of its own, the root's being read-only says nothing of it.
            script.append(
                    "if touch %1$s/written 2>/dev/null; then mount --bind %1$s %1$s; mount -o remount,ro,bind %1$s; fi\n"
                            .formatted(quoted(directory)));
            script.append("! touch %s/written 2>/dev/null\n".formatted(quoted(directory)));
        }
        return script.toString();
    }

    /**
     * A shell's text after which {@code /tmp} is empty, and neither jinx.jar is there nor what lies in a directory, wherever that is; the
     * classes of the scenarios stay.
     */
    static String withoutJinx(String sizeOfTmp, Path directory) {
        return """
                mount --make-rprivate / 2>/dev/null || true
                classes=%s; jar=%s; directory=%s
                mount --bind "$classes" /mnt
                mount -t tmpfs -o size=%s,mode=1777 none /tmp
                mkdir -p "$classes"
                mount --move /mnt "$classes"
                if [ -e "$jar" ]; then mount -t tmpfs none "$(dirname "$jar")"; fi
                if [ -e "$directory" ]; then mount -t tmpfs none "$directory"; fi
                [ ! -e "$jar" ]
                """.formatted(quoted(Jvm.CLASSES.toAbsolutePath()), quoted(Jvm.JAR), quoted(directory), sizeOfTmp);
    }

    private static String quoted(Path path) {
        return "'" + path + "'";
    }

    private static void skipUnlessItRuns(String what, List<String> command) {
        String refused = refused(command);
        if (!refused.isEmpty()) {
            String reason = "this machine allows " + what + ": " + refused;
            System.out.println("Skipped, " + reason);
            Assumptions.abort(reason);
        }
    }

    private static String refused(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "no answer";
            }
            return process.exitValue() == 0 ? "" : said + " (status " + process.exitValue() + ")";
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
