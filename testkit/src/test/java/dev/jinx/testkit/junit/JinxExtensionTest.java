package dev.jinx.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.jinx.testkit.EchoServer;
import dev.jinx.testkit.Injections;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** How tests fail. */
class JinxExtensionTest {
    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = new EchoServer();
        System.setProperty("FAILING_PORT", Integer.toString(server.port()));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        System.clearProperty("FAILING_PORT");
    }

    /** Tests that are meant to fail; run by the others. */
    static class Cases {
        @Test
        @InjectFaults("{ name: flaky, on: connect, target: { ports: 1 }, fault: refuse }")
        void neverMatches() throws IOException {
            server.roundTrip(1);
        }

        @Test
        @InjectFaults("{ name: flaky, on: connect, may-be-unused: true, target: { ports: 1 }, fault: refuse }")
        void mayBeUnused() throws IOException {
            server.roundTrip(1);
        }

        @Test
        @InjectFaults(
                "{ name: flaky, on: connect, target: { ports: \"${FAILING_PORT}\" }, expect: { injected: \">=3\" }, fault: refuse }")
        void breaksItsPromise() {
            try {
                server.roundTrip(1);
            } catch (IOException e) {
                // Injected.
            }
        }

        @Test
        @InjectFaults(
                value = "{ name: flaky, on: connect, target: { ports: \"${FAILING_PORT}\" }, fault: refuse }",
                seed = "4711")
        void failsByItself() throws IOException {
            server.roundTrip(1);
        }

        @Test
        @InjectFaults("{ name: flaky, on: conect, fault: refuse }")
        void invalidRules() {}

        @Test
        @InjectFaults("""
                rules:
                  - name: flaky
                    on: connect
                    falt: refuse
                """)
        void invalidFile() {}

        @Test
        @InjectFaults("""
                name: flaky
                on: connect
                target: { ports: "${NOWHERE_SET}" }
                fault: refuse
                """)
        void unknownVariable() {}

        @Test
        @InjectFaults
        void noRules() {}

        @Test
        @InjectFaults(file = "nowhere.yaml")
        void noFile() {}

        @Test
        @InjectFaults(value = "{ name: flaky, on: connect, fault: refuse }", ports = "7")
        void portsWithoutPreset() {}

        @Test
        @InjectFaults(value = "{ name: flaky, on: connect, fault: refuse }", seed = "seven")
        void noSeed() {}
    }

    @InjectFaults("{ name: flaky, on: connect, fault: refuse, times: 2 }")
    static class MistakeOnAClass {
        @Test
        void test() {}
    }

    static class MistakeAbove extends MistakeOnAClass {}

    static class CountersTooEarly {
        @BeforeEach
        void ask(Injections injections) {}

        @Test
        @InjectFaults("{ name: flaky, on: connect, may-be-unused: true, fault: refuse }")
        void test() {}
    }

    private static TestExecutionResult run(Class<?> type, String method) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(type, method))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .execute()
                .testEvents()
                .finished()
                .stream()
                .map(Event::getPayload)
                .map(payload -> (TestExecutionResult) payload.orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    private static Throwable failure(String method) {
        TestExecutionResult result = run(Cases.class, method);
        assertThat(result.getStatus()).isEqualTo(TestExecutionResult.Status.FAILED);
        return result.getThrowable().orElseThrow();
    }

    @Test
    void aRuleThatNeverMatchedFailsTheTestWithTheReason() {
        assertThat(failure("neverMatches"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "expected 'flaky' to match something: 0 of 1 connect matched: ports 1 never seen; seen "
                                + server.port())
                .hasMessageContaining("may-be-unused: true")
                .hasMessageContaining("repeat it with -Djinx.seed=");
    }

    @Test
    void unlessItMayBeUnused() {
        assertThat(run(Cases.class, "mayBeUnused").getStatus()).isEqualTo(TestExecutionResult.Status.SUCCESSFUL);
    }

    @Test
    void aPromiseThatIsNotKeptFailsTheTest() {
        assertThat(failure("breaksItsPromise"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected flaky injected >= 3, was 1");
    }

    @Test
    void everyFailureTellsTheSeedAndWhatWasInjected() {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Throwable failure;
        try {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            failure = failure("failsByItself");
        } finally {
            System.setErr(before);
        }
        assertThat(failure).hasMessageContaining("Connection refused");
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0])
                .hasMessage("under faults: flaky: 1 matched, 1 injected, 0 skipped"
                        + " (seed 4711; repeat it with -Djinx.seed=4711 or JINX_SEED=4711)");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("failsByItself() failed under faults", "-Djinx.seed=4711");
    }

    @Test
    void thePropertySetsTheSeedOfAll() {
        System.setProperty("jinx.seed", "99");
        try {
            assertThat(failure("failsByItself").getSuppressed()[0]).hasMessageContaining("seed 99;");
        } finally {
            System.clearProperty("jinx.seed");
        }
    }

    @Test
    void aSeedThatIsNoNumberIsRefused() {
        System.setProperty("jinx.seed", "x");
        try {
            assertThat(failure("mayBeUnused")).hasMessageContaining("-Djinx.seed is a whole number, not 'x'");
        } finally {
            System.clearProperty("jinx.seed");
        }
    }

    @Test
    void mistakesInTheAnnotationAreTold() {
        assertThat(failure("invalidRules"))
                .hasMessageContaining("did you mean 'connect'?")
                .hasMessageContaining("@InjectFaults of JinxExtensionTest.Cases#invalidRules:1:20: rules[1] 'flaky'");
        assertThat(failure("invalidFile"))
                .hasMessageContaining("@InjectFaults of JinxExtensionTest.Cases#invalidFile:4:5: rules[1] 'flaky'")
                .hasMessageContaining("did you mean 'fault'?")
                .hasMessageEndingWith("\n    falt: refuse");
        assertThat(failure("unknownVariable"))
                .hasMessageContaining("Cases#unknownVariable:3:18: rules[1] 'flaky': neither a system property nor an"
                        + " environment variable NOWHERE_SET is set");
        for (Class<?> type : List.of(MistakeOnAClass.class, MistakeAbove.class)) {
            assertThat(run(type, "test").getThrowable().orElseThrow())
                    .hasMessageContaining("@InjectFaults of JinxExtensionTest.MistakeOnAClass:1:")
                    .hasMessageContaining("'times' does not belong in the rule but in `when`");
        }
        assertThat(failure("noRules")).hasMessageContaining("give one of rules, `file` and `presets`");
        assertThat(failure("noFile")).hasMessageContaining("Cases#noFile: there is no rules file 'nowhere.yaml'");
        assertThat(failure("portsWithoutPreset"))
                .hasMessageContaining("`ports`, `hosts` and `onlyThisTest` go with `presets`");
        assertThat(failure("noSeed")).hasMessageContaining("`seed` is a whole number, not 'seven'");
    }

    @Test
    void thereAreNoCountersBeforeTheTest() {
        TestExecutionResult result = run(CountersTooEarly.class, "test");
        assertThat(result.getThrowable().orElseThrow())
                .hasMessageContaining("only from the beginning of a test with @InjectFaults");
    }

    @Test
    void aFailingTestLeavesNoRuleBehind() throws IOException {
        failure("failsByItself");
        assertThat(server.roundTrip(1)).isEqualTo(1);
    }
}
