package dev.jinx.testkit.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jinx.testkit.EchoServer;
import dev.jinx.testkit.Fault;
import dev.jinx.testkit.Injections;
import dev.jinx.testkit.Jinx;
import dev.jinx.testkit.NoAgentException;
import dev.jinx.testkit.Operation;
import dev.jinx.testkit.Rule;
import dev.jinx.testkit.Scope;
import dev.jinx.testkit.junit.InjectFaults;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Faults in a JVM of failsafe as it comes: the agent is on no command line. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailsafeForkIT {
    @BeforeAll
    static void noAgentIsOnTheCommandLine() {
        assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments())
                .noneMatch(argument -> argument.startsWith("-javaagent") && argument.contains("jinx"));
    }

    // The first of this JVM: the next one is not told of an interrupt that was not meant for it.
    @Test
    @Order(1)
    void aTestThatIsInterruptedWhileTheAgentIsAttachedDoesNotSpoilTheNext() {
        String rule = "{ name: unused, on: connect, target: { ports: 1 }, fault: refuse }";
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Jinx.inject(rule))
                    .isInstanceOf(NoAgentException.class)
                    .hasMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        Jinx.inject(rule).close();
    }

    @Test
    void aScope() throws Exception {
        try (EchoServer server = new EchoServer()) {
            try (Scope scope = Jinx.inject(Rule.named("refused")
                    .on(Operation.CONNECT)
                    .ports(server.port())
                    .fault(Fault.refuse()))) {
                assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
                scope.rule("refused").assertInjected(1);
            }
            assertThat(server.roundTrip(1)).isEqualTo(1);
        }
    }

    @Test
    @InjectFaults("{ name: late, on: read, target: { side: client }, fault: { timeout: 10ms } }")
    void anAnnotation(Injections injections) throws Exception {
        try (EchoServer server = new EchoServer()) {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(SocketTimeoutException.class);
        }
        injections.rule("late").assertInjected(1);
    }
}
