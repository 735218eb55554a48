package dev.jinx.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Attaches the agent to this JVM. HotSpot refuses to attach to itself unless a flag allows it, so a short-lived second JVM does it; the
 * agent's own jar is all that it needs.
 */
final class SelfAttach {
    private static final long PATIENCE_SECONDS = 60;
    private static final String REFUSED = "Jinx could not attach itself to this JVM: ";

    /** The exit status of the second JVM where the rules file that the first one's settings name cannot be used. */
    private static final int RULES_ARE_NOT_VALID = 2;

    /** Options that are for this JVM, not for the one that attaches. */
    private static final List<String> OPTIONS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private SelfAttach() {}

    static void with(AgentJar jar) {
        Path said = null;
        try {
            said = Files.createTempFile("jinx-attach", ".txt");
            int status = run(jar.file(), said.toFile());
            if (status != 0) {
                String why = Files.readString(said, StandardCharsets.UTF_8).strip();
                // Both would be so on the command line, too.
                boolean itself = status == RULES_ARE_NOT_VALID || why.contains("switches Jinx off");
                throw new NoAgentException(itself ? REFUSED + why : refused(why, jar));
            }
        } catch (IOException e) {
            throw new NoAgentException(refused("no process could be started: " + e, jar));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAgentException("interrupted while the agent was attached");
        } finally {
            delete(said);
        }
    }

    private static int run(File jar, File said) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        long pid = ProcessHandle.current().pid();
        ProcessBuilder builder = new ProcessBuilder(
                        java,
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-jar",
                        jar.getPath(),
                        "prepare",
                        Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(said)
                // Not the runner's: it may be what the build tool speaks to this JVM through.
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        OPTIONS.forEach(builder.environment()::remove);
        Process process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new NoAgentException(refused("it took more than " + PATIENCE_SECONDS + " s", new AgentJar(jar)));
        }
        return process.exitValue();
    }

    private static String refused(String why, AgentJar jar) {
        String flag = "-javaagent:" + jar.file() + "=testkit=true";
        return REFUSED + why + "\n"
                + "Start the JVM of the tests with the agent instead:\n"
                + "  " + flag + "\n"
                + "  Maven:  <argLine>@{argLine} " + flag + "</argLine> for surefire or failsafe\n"
                + "  Gradle: test { jvmArgs(\"" + flag + "\") }";
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It is in the temporary directory, and small.
        }
    }
}
