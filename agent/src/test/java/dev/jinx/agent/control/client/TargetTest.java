package dev.jinx.agent.control.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code /proc} tells of a process. */
class TargetTest {
    private static final String ROW = "7f0 r--p 00000000 fd:01 42    ";

    @ParameterizedTest
    @CsvSource({
        "/usr/lib/jvm/java-17/lib/server/libjvm.so, /usr/lib/jvm/java-17",
        "/opt/my jdk/lib/server/libjvm.so, /opt/my jdk",
        "/opt/jre8/lib/amd64/server/libjvm.so, /opt/jre8",
        "/usr/lib/image/lib/libjvm.so, /usr/lib/image",
        "/opt/updated/lib/server/libjvm.so (deleted), /opt/updated",
    })
    void aJvmIsKnownByItsLibrary(String library, String home) {
        String maps = ROW + "/usr/bin/x\n7f1 rw-p 0 00:00 0\n" + ROW + library + "\n" + ROW + "/tmp/other\n";
        assertThat(Target.javaHome(maps)).contains(home);
    }

    @ParameterizedTest
    @CsvSource({"/opt/lib/server/libjvm.so.bak", "/opt/lib/mylibjvm.so", "/libjvm.so", "/usr/bin/sleep"})
    void whatOnlyLooksLikeItIsNone(String file) {
        assertThat(Target.javaHome(ROW + file + "\n")).isEmpty();
    }

    @Test
    void thisJvmIsOneAndRuns() {
        Target self = new Target(ProcessHandle.current().pid());
        assertThat(self.javaHome()).contains(System.getProperty("java.home"));
        assertThat(self.stopped()).isFalse();
        assertThat(self.catchesQuit()).isTrue();
    }

    /** As the JVM itself: of a switch that is there twice the last one counts. */
    @ParameterizedTest
    @CsvSource({
        "-Xmx1g, true",
        "-XX:-EnableDynamicAgentLoading, false",
        "-XX:-EnableDynamicAgentLoading -XX:+EnableDynamicAgentLoading, true",
        "-XX:+EnableDynamicAgentLoading -Xmx1g -XX:-EnableDynamicAgentLoading, false",
        "-Dnote=-XX:-EnableDynamicAgentLoading, true",
    })
    void theLastOfTwoSwitchesCounts(String options, boolean on) {
        assertThat(Jvms.isSet(options, "EnableDynamicAgentLoading", true)).isEqualTo(on);
    }
}
