package dev.jinx.agent;

import dev.jinx.agent.settings.Version;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import jdk.internal.misc.VM;

/**
 * Other jars of Jinx that {@code -javaagent} names. The JVM has all of them on one class path, so that the classes of the first are run for
 * each: nobody who is asked to start can tell for which of them.
 */
final class OtherJars {
    private static final String OPTION = "-javaagent:";
    private static final String VERSION = "jinx/agent/dev/jinx/agent/settings/version.txt";

    private OtherJars() {}

    /** What is wrong with one of them, which is of another version; empty if none is. */
    static String wrong(Instrumentation instrumentation) {
        instrumentation.redefineModule(
                Object.class.getModule(),
                Set.of(),
                Map.of("jdk.internal.misc", Set.of(OtherJars.class.getModule())),
                Map.of(),
                Set.of(),
                Map.of());
        String[] options = VM.getRuntimeArguments();
        for (String option : options == null ? new String[0] : options) {
            if (option.startsWith(OPTION)) {
                int end = option.indexOf('=');
                String path = option.substring(OPTION.length(), end < 0 ? option.length() : end);
                String version = version(new File(path));
                if (!version.isEmpty() && !version.equals(Version.text())) {
                    return path + " is Jinx " + version + ", and Jinx " + Version.text()
                            + " is in this JVM: name jars of one version with -javaagent";
                }
            }
        }
        return "";
    }

    /** Empty if it is no jar of Jinx. */
    private static String version(File jar) {
        try (ZipFile zip = new ZipFile(jar)) {
            ZipEntry entry = zip.getEntry(VERSION);
            if (entry == null) {
                return "";
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
            }
        } catch (IOException e) {
            return "";
        }
    }
}
