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

/** Somebody pauses the agent, or takes it out of the JVM, while a scope is open. */
@Timeout(120)
class DetachedTest {
    private static void jinx(String command) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        AgentJar.find().file().getPath(),
                        command,
                        Long.toString(ProcessHandle.current().pid()))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    @Test
    void aRuleThatNeverMatchedBecauseJinxIsPausedSaysSo() throws Exception {
        try (EchoServer server = new EchoServer();
                Scope scope = Jinx.inject(
                        Rule.named("refusing").on(CONNECT).ports(server.port()).fault(Fault.refuse()))) {
            jinx("pause");
            try {
                assertThat(server.roundTrip(1)).isEqualTo(1);
                assertThatThrownBy(scope::verify)
                        .hasMessageContaining("expected 'refusing' to match something: Jinx is paused");
            } finally {
                jinx("resume");
            }
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            scope.verify();
        }
    }

    private static void thePriceIsInjected() {
        Rule free = Rule.named("free")
                .on(Operation.CALL)
                .methods(DetachedTest.class.getName() + "#price")
                .fault(Fault.returning("0"));
        try (Scope scope = Jinx.inject(free)) {
            assertThat(price()).as(() -> scope.injections().toString()).isZero();
        }
        assertThat(price()).isEqualTo(7);
    }

    private static int price() {
        return 7;
    }

    // The next agent weaves methods that have their numbers from the one before.
    @Test
    void methodsAreReachedAgainAndAgainAfterTheAgentCameBack() throws Exception {
        thePriceIsInjected();
        jinx("detach");
        for (int i = 0; i < 3; i++) {
            thePriceIsInjected();
        }
    }

    @Test
    void theScopeIsOverAndTheNextOneIsNotTakenForIt() throws Exception {
        try (EchoServer server = new EchoServer()) {
            Rule refusing =
                    Rule.named("refusing").on(CONNECT).ports(server.port()).fault(Fault.refuse());
            Scope before = Jinx.inject(refusing);
            Scope neverAskedAgain = Jinx.inject(refusing);
            jinx("detach");
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
