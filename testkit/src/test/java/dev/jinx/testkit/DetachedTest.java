package dev.jinx.testkit;

import static dev.jinx.testkit.Operation.CONNECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody takes the agent out of the JVM while a scope is open. */
@Timeout(120)
class DetachedTest {
    private static void detach() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        AgentJar.find().file().getPath(),
                        "detach",
                        Long.toString(ProcessHandle.current().pid()))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    @Test
    void theScopeIsOverAndTheNextOneIsNotTakenForIt() throws Exception {
        try (EchoServer server = new EchoServer()) {
            Rule refusing =
                    Rule.named("refusing").on(CONNECT).ports(server.port()).fault(Fault.refuse());
            Scope before = Jinx.inject(refusing);
            Scope neverAskedAgain = Jinx.inject(refusing);
            detach();
            assertThat(server.roundTrip(1)).isEqualTo(1);
            try (Scope after = Jinx.inject(refusing)) {
                assertThatThrownBy(() -> before.rule("refusing")).hasMessageContaining("Jinx was detached");
                before.close();
                assertThatThrownBy(() -> before.rule("refusing"))
                        .hasMessageContaining("Jinx was detached before the scope was closed");
                assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
                after.rule("refusing").assertInjected(1);
            }
            neverAskedAgain.close();
            assertThat(server.roundTrip(1)).isEqualTo(1);
        }
    }
}
