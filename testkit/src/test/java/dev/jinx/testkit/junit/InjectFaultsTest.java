package dev.jinx.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jinx.testkit.EchoServer;
import dev.jinx.testkit.Injections;
import dev.jinx.testkit.Operation;
import dev.jinx.testkit.Preset;
import dev.jinx.testkit.Scope;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestMethodOrder(MethodOrderer.MethodName.class)
class InjectFaultsTest {
    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = new EchoServer();
        System.setProperty("ECHO_PORT", Integer.toString(server.port()));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        System.clearProperty("ECHO_PORT");
    }

    // Faults are for the test, not for what is done before and after it.
    @BeforeEach
    @AfterEach
    void undisturbed() throws IOException {
        assertThat(server.roundTrip(1)).isEqualTo(1);
    }

    @Test
    @InjectFaults(
            "{ name: flaky, on: connect, target: { ports: \"${ECHO_PORT}\" }, when: { times: 2 }, fault: refuse }")
    void inline(Injections injections) throws IOException {
        assertThat(injections.calls(Operation.CONNECT)).isZero();
        assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        assertThat(server.roundTrip(1)).isEqualTo(1);
        injections.rule("flaky").assertInjected(2).assertMatched(3);
        assertThat(injections.calls(Operation.CONNECT)).isEqualTo(3);
        assertThat(injections.injected()).isEqualTo(2);
        assertThat(injections.skipped()).isEqualTo(1);
    }

    @Test
    @InjectFaults("""
            rules:
              - name: flaky
                on: connect
                target: { ports: "${ECHO_PORT}" }
                fault: { error: ENETUNREACH }
            """)
    void aWholeFileInline() {
        assertThatThrownBy(() -> server.roundTrip(1)).hasMessageContaining("Network is unreachable");
    }

    @Test
    @InjectFaults(file = "refusing.yaml")
    void aFileBesideTheClass(Injections injections) {
        assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        injections.rule("from-a-file").assertInjected(1);
    }

    @Test
    @InjectFaults(file = "/dev/jinx/testkit/junit/refusing.yaml")
    void aFileOfTheClassPath() {
        assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
    }

    @Test
    @InjectFaults(file = "src/test/resources/dev/jinx/testkit/junit/refusing.yaml")
    void aFileOnDisk() {
        assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
    }

    @Test
    @InjectFaults(presets = Preset.DEAD_DEPENDENCY, ports = "${ECHO_PORT}")
    void aPreset(Injections injections) {
        assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        injections.rule("dead-dependency").assertInjected(1);
    }

    // The first is tried first.
    @Test
    @InjectFaults("{ name: one, on: connect, target: { ports: \"${ECHO_PORT}\" }, fault: { error: ENETUNREACH } }")
    @InjectFaults("{ name: two, on: connect, may-be-unused: true, target: { ports: \"${ECHO_PORT}\" }, fault: refuse }")
    void repeated(Injections injections) {
        assertThatThrownBy(() -> server.roundTrip(1)).hasMessageContaining("Network is unreachable");
        injections.rule("one").assertInjected(1);
        assertThat(injections.rule("two").shadowed()).isEqualTo(1);
    }

    @RepeatedTest(3)
    @InjectFaults(
            "{ name: flaky, on: connect, target: { ports: \"${ECHO_PORT}\" }, when: { times: 1 }, fault: refuse }")
    void countersAreResetBetweenRepetitions(Injections injections) throws IOException {
        assertThat(injections.matched()).isZero();
        assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        assertThat(server.roundTrip(1)).isEqualTo(1);
        injections.rule("flaky").assertInjected(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @InjectFaults("{ name: flaky, on: connect, target: { ports: \"${ECHO_PORT}\" }, fault: refuse }")
    void parametersOfOthersComeFirst(int times, Injections injections) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        }
        injections.rule("flaky").assertInjected(times);
    }

    @TestFactory
    @InjectFaults("{ name: flaky, on: connect, target: { ports: \"${ECHO_PORT}\" }, fault: refuse }")
    Stream<DynamicTest> dynamicTestsAreUnderTheFaultsOfTheirFactory() {
        return Stream.of(DynamicTest.dynamicTest(
                "one", () -> assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class)));
    }

    @Retention(RetentionPolicy.RUNTIME)
    @InjectFaults("{ name: composed, on: connect, target: { ports: \"${ECHO_PORT}\" }, fault: refuse }")
    @interface Down {}

    @Test
    @Down
    void composed(Injections injections) {
        assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        injections.rule("composed").assertInjected(1);
    }

    @Test
    @InjectFaults(
            value = "{ name: half, on: connect, target: { ports: \"${ECHO_PORT}\" }, probability: 50%, fault: refuse }",
            seed = "7")
    void aSeedOfItsOwn(Injections injections) {
        assertThat(injections.seed()).isEqualTo(7);
        for (int i = 0; i < 20; i++) {
            try {
                server.roundTrip(1);
            } catch (IOException e) {
                // One of those that were drawn.
            }
        }
        // The verdicts of seed 7, whatever else ran before.
        assertThat(injections.rule("half").injected()).isEqualTo(Verdicts.SEED_7);
    }

    /** What one run gave. */
    private static final class Verdicts {
        static final long SEED_7 = 9;
    }

    @Nested
    @InjectFaults(
            "{ name: of-class, on: connect, may-be-unused: true, target: { ports: \"${ECHO_PORT}\" }, when: { times: 1 }, fault: refuse }")
    class OnAClass {
        @Test
        void eachTest(Injections injections) throws IOException {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            assertThat(server.roundTrip(1)).isEqualTo(1);
            injections.rule("of-class").assertInjected(1);
        }

        @Test
        void eachTestAnew(Injections injections) throws IOException {
            eachTest(injections);
        }

        @Test
        @InjectFaults(
                "{ name: of-method, on: connect, target: { ports: \"${ECHO_PORT}\" }, fault: { error: ENETUNREACH } }")
        void theMethodsGoFirst(Injections injections) {
            assertThatThrownBy(() -> server.roundTrip(1)).hasMessageContaining("Network is unreachable");
            injections.rule("of-method").assertInjected(1);
            injections.rule("of-class").assertNeverMatched();
        }

        @Nested
        class FurtherIn {
            @Test
            void thoseOfTheEnclosingClassHoldToo(Injections injections) {
                assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(SocketException.class);
                injections.rule("of-class").assertInjected(1);
            }
        }
    }

    @Test
    void withoutTheAnnotationNothingIsInjected() throws IOException {
        assertThat(server.roundTrip(1)).isEqualTo(1);
        try (Scope scope = dev.jinx.testkit.Jinx.inject(
                "{ name: refusing, on: connect, target: { ports: \"${ECHO_PORT}\" }, fault: refuse }")) {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            scope.verify();
        }
    }
}
