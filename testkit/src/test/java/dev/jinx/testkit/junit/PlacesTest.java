package dev.jinx.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.jinx.testkit.EchoServer;
import dev.jinx.testkit.Injections;
import dev.jinx.testkit.RuleCounts;
import dev.jinx.testkit.junit.above.Base;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Where the annotation may stand, and what becomes of tests that are not plain ones. */
class PlacesTest {
    private static final String REFUSING =
            "{ name: refusing, on: connect, target: { ports: \"${PLACES_PORT}\" }, fault: refuse }";

    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = new EchoServer();
        System.setProperty("PLACES_PORT", Integer.toString(server.port()));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        System.clearProperty("PLACES_PORT");
    }

    private static List<TestExecutionResult> run(Class<?> type) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(type))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .execute()
                .testEvents()
                .finished()
                .stream()
                .map(Event::getPayload)
                .map(payload -> (TestExecutionResult) payload.orElseThrow())
                .toList();
    }

    private static void succeed(Class<?> type) {
        assertThat(run(type)).isNotEmpty().allSatisfy(result -> assertThat(result.getStatus())
                .as(result.toString())
                .isEqualTo(TestExecutionResult.Status.SUCCESSFUL));
    }

    private static List<String> names(Injections injections) {
        return injections.rules().stream().map(RuleCounts::name).toList();
    }

    @InjectFaults(REFUSING)
    static class Derived extends Base {
        @Test
        void itsOwnAreTriedFirst(Injections injections) {
            assertThat(names(injections)).containsExactly("refusing", "of-base", "beside-the-base");
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void onAClassThatIsExtendedInAnotherPackage() {
        succeed(Derived.class);
    }

    @InjectFaults(REFUSING)
    interface Refusing {
        @Test
        default void ofTheInterface(Injections injections) {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            injections.rule("refusing").assertInjected(1);
        }
    }

    static class Implementing implements Refusing {}

    static class ImplementingTwice extends Implementing implements Refusing {}

    @Test
    void onAnInterface() {
        succeed(Implementing.class);
        succeed(ImplementingTwice.class);
    }

    @InjectFaults(REFUSING)
    static class SameTwice {
        @Test
        @InjectFaults(REFUSING)
        void isOne(Injections injections) {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            injections.rule("refusing").assertInjected(1);
        }
    }

    @Test
    void theSameRulesOnAClassAndItsMethodAreOnce() {
        succeed(SameTwice.class);
    }

    static class Contract {
        @Nested
        class Inside {
            @Test
            void underWhatItRunsIn(Injections injections) {
                assertThat(names(injections)).containsExactly("refusing");
                assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            }
        }
    }

    @InjectFaults(REFUSING)
    static class Fulfilling extends Contract {}

    @Test
    void aroundANestedClassThatIsInherited() {
        succeed(Fulfilling.class);
    }

    @InjectFaults(REFUSING)
    static class Around {
        static class NotNested {
            @Test
            @InjectFaults(
                    "{ name: own, on: connect, target: { ports: \"${PLACES_PORT}\" }, fault: { error: EHOSTUNREACH } }")
            void underItsOwnAlone(Injections injections) {
                assertThat(names(injections)).containsExactly("own");
                assertThatThrownBy(() -> server.roundTrip(1)).hasMessageContaining("No route");
            }
        }
    }

    @Test
    void notAroundAClassThatIsStatic() {
        succeed(Around.NotNested.class);
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class RegisteredTwice {
        @RegisterExtension
        static final JinxExtension ONE = new JinxExtension();

        @RegisterExtension
        final JinxExtension two = new JinxExtension();

        @Test
        @InjectFaults(REFUSING)
        void one() {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        }

        @Test
        void twoIsNotUnderTheFaultsOfOne() throws IOException {
            assertThat(server.roundTrip(1)).isEqualTo(1);
        }
    }

    @Test
    void anExtensionThatIsRegisteredTwiceLeavesNothingBehind() {
        succeed(RegisteredTwice.class);
    }

    @InjectFaults(REFUSING)
    static class AskedAfterwards {
        @Test
        void refused() {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        }

        @AfterEach
        void whatItCameTo(Injections injections) throws IOException {
            assertThat(server.roundTrip(1)).isEqualTo(1);
            injections.rule("refusing").assertInjected(1);
        }
    }

    @Test
    void theCountersAreThereAfterTheTest() {
        succeed(AskedAfterwards.class);
    }

    @InjectFaults(value = REFUSING, seed = "4711")
    static class Dynamic {
        @TestFactory
        Stream<DynamicTest> tests() {
            return Stream.of(DynamicTest.dynamicTest("one", () -> server.roundTrip(1)));
        }
    }

    @Test
    void aDynamicTestThatFailsTellsTheSeed() {
        Throwable failure = run(Dynamic.class).get(0).getThrowable().orElseThrow();
        assertThat(failure).isInstanceOf(ConnectException.class);
        assertThat(failure.getSuppressed()).singleElement().satisfies(under -> assertThat(under)
                .hasMessageContaining("refusing: 1 matched, 1 injected")
                .hasMessageContaining("repeat it with -Djinx.seed=4711"));
    }

    @InjectFaults(REFUSING)
    static class Aborted {
        @Test
        void notHere() {
            Assumptions.abort("not here");
        }
    }

    @Test
    void aTestThatIsAbortedHasNotFailed() {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        TestExecutionResult result;
        try {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            result = run(Aborted.class).get(0);
        } finally {
            System.setErr(before);
        }
        assertThat(result.getStatus()).isEqualTo(TestExecutionResult.Status.ABORTED);
        assertThat(result.getThrowable().orElseThrow().getSuppressed()).isEmpty();
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("failed under faults");
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Hanging {
        @Test
        @Timeout(value = 300, unit = TimeUnit.MILLISECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        @InjectFaults("{ name: hung, on: read, target: { ports: \"${PLACES_PORT}\", scope: this-test }, fault: hang }")
        void oneHangs() throws IOException {
            server.roundTrip(1);
        }

        @Test
        void twoDoesNot() throws IOException {
            assertThat(server.roundTrip(1)).isEqualTo(1);
        }
    }

    @Test
    void aTestThatHangsIsEndedByATimeoutThatHasAThreadOfItsOwn() {
        List<TestExecutionResult> results = run(Hanging.class);
        assertThat(results.get(0).getThrowable().orElseThrow())
                .isInstanceOf(TimeoutException.class)
                .satisfies(failure -> assertThat(failure.getSuppressed()[0])
                        .hasMessageContaining("under faults: hung: 1 matched, 1 injected"));
        assertThat(results.get(1).getStatus()).isEqualTo(TestExecutionResult.Status.SUCCESSFUL);
    }

    static class TwoSeeds {
        @Test
        @InjectFaults(value = REFUSING, seed = "5")
        @InjectFaults(
                value = "{ name: unused, on: connect, may-be-unused: true, target: { ports: 1 }, fault: refuse }",
                seed = "6")
        void fails() throws IOException {
            server.roundTrip(1);
        }
    }

    @Test
    void whereOnePropertyRepeatsNothingItIsNotOffered() {
        assertThat(run(TwoSeeds.class).get(0).getThrowable().orElseThrow().getSuppressed()[0])
                .hasMessageContaining("seeds: 5 for refusing; 6 for unused; repeat it by giving each its `seed`");
    }
}
