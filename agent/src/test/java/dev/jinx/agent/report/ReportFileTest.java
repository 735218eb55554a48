package dev.jinx.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.agent.settings.Log;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
    @TempDir
    private Path directory;

    @Test
    void thePathHasTheProcessId() {
        assertThat(new ReportFile("a-%p.json", true, new Log("info")).path())
                .isEqualTo("a-" + ProcessHandle.current().pid() + ".json");
    }

    @Test
    void eachWriteReplacesTheLastAndLeavesNothingElse() throws Exception {
        ReportFile file = new ReportFile(directory.resolve("r.json").toString(), true, new Log("info"));
        file.write("one");
        file.write("two");
        assertThat(directory.resolve("r.json")).hasContent("two");
        assertThat(directory).isDirectoryContaining(path -> path.endsWith("r.json"));
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsToldOnce() {
        Path missing = directory.resolve("missing");
        String said = saidBy(() -> {
            ReportFile file = new ReportFile(missing.resolve("r.json").toString(), true, new Log("info"));
            file.write("one");
            file.write("two");
        });
        assertThat(said)
                .isEqualTo("jinx: the report cannot be written to " + missing + "/r.json: there is no directory "
                        + missing + "\n");
        assertThat(missing).doesNotExist();
    }

    @Test
    void somethingThatIsNoFileIsNotReplaced() {
        String said = saidBy(() -> new ReportFile("/dev/null", true, new Log("info")).write("one"));
        assertThat(said).isEqualTo("jinx: the report cannot be written to /dev/null: this is no regular file\n");
    }

    @Test
    void whatCannotBeWrittenIsToldBeforehandAndNotAgain() throws Exception {
        Path missing = directory.resolve("missing");
        ReportFile file = new ReportFile(missing.resolve("r.json").toString(), true, new Log("info"));
        String told = "the report cannot be written to " + missing + "/r.json: there is no directory " + missing;
        assertThat(saidBy(() -> {
                    file.check();
                    file.write("one");
                }))
                .isEqualTo("jinx: " + told + "\n");
        assertThat(file.problem()).isEqualTo(told);
        Files.createDirectory(missing);
        assertThat(saidBy(() -> file.write("two"))).isEmpty();
        assertThat(file.problem()).isEmpty();
        assertThat(missing.resolve("r.json")).hasContent("two");
    }

    /** What was told of one is not taken for the other. */
    @Test
    void twoThatWriteToOneFileAreToldAlsoWhereItCouldNotBeWrittenBefore() throws Exception {
        Path late = directory.resolve("late");
        ReportFile one = new ReportFile(late.resolve("r.json").toString(), true, new Log("info"));
        ReportFile other = new ReportFile(late.resolve("r.json").toString(), true, new Log("info"));
        assertThat(saidBy(() -> one.write("one"))).contains("cannot be written");
        Files.createDirectory(late);
        assertThat(saidBy(() -> {
                    one.write("one");
                    other.write("other");
                    one.write("one again");
                    one.write("one again");
                }))
                .containsOnlyOnce("somebody else writes to");
    }

    @Test
    void twoThatWriteToOneFileAreToldOnce() {
        Path path = directory.resolve("r.json");
        ReportFile one = new ReportFile(path.toString(), true, new Log("info"));
        ReportFile other = new ReportFile(path.toString(), true, new Log("info"));
        assertThat(saidBy(() -> {
                    one.write("one");
                    one.write("one again");
                    other.write("other");
                }))
                .as("a file of an earlier run is replaced")
                .isEmpty();
        assertThat(saidBy(() -> {
                    one.write("one");
                    other.write("other");
                    one.write("one");
                }))
                .contains("jinx: somebody else writes to " + path + " too", "%p")
                .satisfies(said -> assertThat(said.lines()).as(said).hasSize(2));
    }

    @Test
    void theCopyForACommandFailsInSilence() {
        String said = saidBy(() -> new ReportFile(directory + "/missing/r.json", false, new Log("info")).write("one"));
        assertThat(said).isEmpty();
    }

    private static String saidBy(Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
