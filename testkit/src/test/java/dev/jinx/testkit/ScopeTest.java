package dev.jinx.testkit;

import static dev.jinx.testkit.Operation.CONNECT;
import static dev.jinx.testkit.Operation.READ;
import static dev.jinx.testkit.Operation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScopeTest {
    private final EchoServer server = new EchoServer();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Rule refusing() {
        return Rule.named("refusing").on(CONNECT).ports(server.port()).fault(Fault.refuse());
    }

    @Test
    void rulesActInTheBlockAndNotAround() throws IOException {
        assertThat(server.roundTrip(1)).isEqualTo(1);
        try (Scope scope = Jinx.inject(refusing())) {
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> server.roundTrip(2))
                    .withMessageContaining("Connection refused");
            scope.rule("refusing").assertInjected(1).assertMatched(1);
        }
        assertThat(server.roundTrip(3)).isEqualTo(3);
    }

    @Test
    void theBlockEndsTheRulesAlsoWhenItThrows() throws IOException {
        assertThatThrownBy(() -> {
                    try (Scope ignored = Jinx.inject(refusing())) {
                        server.roundTrip(1);
                    }
                })
                .isInstanceOf(ConnectException.class);
        assertThat(server.roundTrip(2)).isEqualTo(2);
    }

    @Test
    void theInnermostScopeGoesFirst() throws IOException {
        try (Scope outer = Jinx.inject(refusing())) {
            try (Scope inner = Jinx.inject(
                    Rule.named("inner").on(CONNECT).ports(server.port()).fault(Fault.error("EHOSTUNREACH")))) {
                assertThatThrownBy(() -> server.roundTrip(1)).hasMessageContaining("No route to host");
                inner.rule("inner").assertInjected(1);
                assertThat(outer.rule("refusing").shadowed()).isEqualTo(1);
                assertThat(outer.rule("refusing").whyUnmatched()).contains("shadowed");
            }
            assertThatThrownBy(() -> server.roundTrip(2)).hasMessageContaining("refused");
            outer.rule("refusing").assertInjected(1);
        }
    }

    @Test
    void scopesEndByIdentityInWhateverOrder() throws IOException {
        Scope first = Jinx.inject(refusing());
        Scope second = Jinx.inject(refusing());
        assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        first.close();
        first.close();
        assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        second.rule("refusing").assertInjected(2);
        first.rule("refusing").assertNeverMatched();
        second.close();
        assertThat(server.roundTrip(2)).isEqualTo(2);
        second.rule("refusing").assertInjected(2);
    }

    @Test
    void equalScopesCountApart() throws IOException {
        try (Scope first = Jinx.inject(refusing())) {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            try (Scope second = Jinx.inject(refusing())) {
                assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
                second.rule("refusing").assertInjected(1);
            }
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            first.rule("refusing").assertInjected(2);
        }
    }

    @Test
    void aScopeIsSwitchedOffAndOnAsAWhole() throws IOException {
        try (Scope scope = Jinx.inject(
                refusing().times(1),
                Rule.named("second").on(CONNECT).ports(server.port()).fault(Fault.reset()))) {
            scope.disable();
            assertThat(server.roundTrip(1)).isEqualTo(1);
            scope.enable();
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(SocketException.class);
            scope.rule("refusing").assertInjected(1);
            scope.rule("second").assertInjected(1);
        }
    }

    @Test
    void whoeverWaitsForARuleGoesOnWhenItsScopeEnds() throws Exception {
        try (Socket socket = server.connect()) {
            Scope scope = Jinx.inject(
                    Rule.named("hangs").on(READ).ports(server.port()).fault(Fault.hang()));
            CountDownLatch injected = new CountDownLatch(1);
            scope.onInjection(injection -> injected.countDown());
            List<Object> got = Collections.synchronizedList(new ArrayList<>());
            Thread reader = new Thread(() -> {
                try {
                    got.add(socket.getInputStream().read());
                } catch (IOException e) {
                    got.add(e);
                }
            });
            reader.start();
            socket.getOutputStream().write(7);
            assertThat(injected.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(got).isEmpty();
            scope.close();
            reader.join(10_000);
            assertThat(got).containsExactly(7);
        }
    }

    @Test
    void countersAreExactByRuleAndByOperation() throws IOException {
        try (Scope scope = Jinx.inject(Rule.named("late")
                        .on(READ, WRITE)
                        .ports(server.port())
                        .fault(Fault.delay(Duration.ofMillis(1))));
                Socket socket = server.connect()) {
            for (int i = 0; i < 5; i++) {
                socket.getOutputStream().write(i);
                assertThat(socket.getInputStream().read()).isEqualTo(i);
            }
            socket.getOutputStream().write(9);
            scope.rule("late").assertInjected(11);
            Counts reads = scope.rule("late").operation(READ);
            assertThat(reads).isEqualTo(new Counts(reads.calls(), 5, 5, 0));
            // The server's are calls as well, and no business of the rule's.
            assertThat(reads.calls()).isGreaterThan(5);
            Counts writes = scope.rule("late").operation(WRITE);
            assertThat(writes).isEqualTo(new Counts(writes.calls(), 6, 6, 0));
            assertThat(writes.calls()).isGreaterThan(6);
            assertThat(scope.rule("late").operation(CONNECT)).isEqualTo(new Counts(0, 0, 0, 0));
            assertThat(scope.injections().operation(READ).matched()).isEqualTo(5);
            assertThat(scope.injections().calls(READ)).isGreaterThanOrEqualTo(5);
            assertThat(scope.injections().calls(CONNECT)).isZero();
            assertThat(scope.rule("late").delay()).isEqualTo(Duration.ofMillis(11));
        }
    }

    @Test
    void whatIsSkippedIsCountedWithTheReason() throws IOException {
        try (Scope scope = Jinx.inject(refusing().after(2).times(1))) {
            assertThat(server.roundTrip(1)).isEqualTo(1);
            assertThat(server.roundTrip(1)).isEqualTo(1);
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            assertThat(server.roundTrip(1)).isEqualTo(1);
            RuleCounts counts = scope.rule("refusing").assertInjected(1).assertMatched(4);
            assertThat(counts.skippedBy()).containsEntry("after", 2L).containsEntry("times", 1L);
            assertThat(counts.operation(CONNECT)).isEqualTo(new Counts(4, 4, 1, 3));
        }
    }

    @Test
    void everyInjectionIsToldInOrderBeforeTheScopeIsClosed() {
        List<Injection> told = Collections.synchronizedList(new ArrayList<>());
        try (Scope scope = Jinx.inject(refusing())) {
            scope.onInjection(told::add);
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            }
        }
        assertThat(told).hasSize(20).isSortedAccordingTo(java.util.Comparator.comparing(Injection::number));
        assertThat(told.get(0).rule()).isEqualTo("refusing");
        assertThat(told.get(0).operation()).isEqualTo("connect");
        assertThat(told.get(0).detail()).isEqualTo("ECONNREFUSED");
        assertThat(told.get(0).target()).endsWith(":" + server.port());
        assertThat(told.get(19).match()).isEqualTo(20);
    }

    // Otherwise it would never come to an end: each of its connects is an injection of which it is told.
    @Test
    void aListenerIsNotToldOfWhatItDoesItself() throws Exception {
        List<Injection> told = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch tried = new CountDownLatch(1);
        try (Scope scope = Jinx.inject(refusing())) {
            scope.onInjection(injection -> {
                told.add(injection);
                assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
                tried.countDown();
            });
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            assertThat(tried.await(10, TimeUnit.SECONDS)).isTrue();
            scope.rule("refusing").assertInjected(2);
        }
        assertThat(told).singleElement().satisfies(injection -> assertThat(injection.match())
                .isEqualTo(1));
    }

    @Test
    void aListenerThatFailsIsTold() {
        Scope scope = Jinx.inject(refusing());
        scope.onInjection(injection -> {
            throw new IllegalArgumentException("my own");
        });
        assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
        assertThatThrownBy(scope::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("my own");
    }

    @Test
    void messagesSayWhyARuleNeverMatchedAndHowToRepeatTheRun() throws IOException {
        try (EchoServer other = new EchoServer();
                Scope scope = Jinx.inject(refusing())) {
            for (int i = 0; i < 12; i++) {
                assertThat(other.roundTrip(1)).isEqualTo(1);
            }
            String expected = "0 of 12 connects matched: ports " + server.port() + " never seen; seen " + other.port();
            assertThatThrownBy(() -> scope.rule("refusing").assertInjectedAtLeast(1))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("expected at least 1 injection by 'refusing': " + expected)
                    .hasMessageContaining("repeat it with -Djinx.seed=" + scope.seed());
            assertThatThrownBy(scope::verify)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("expected 'refusing' to match something: " + expected)
                    .hasMessageContaining("`may-be-unused: true`");
        }
    }

    @Test
    void whatIsTooMuchFails() {
        try (Scope scope = Jinx.inject(refusing())) {
            scope.injections().assertNothingInjected();
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> server.roundTrip(2)).isInstanceOf(ConnectException.class);
            scope.rule("refusing").assertInjectedAtMost(2);
            assertThatThrownBy(() -> scope.rule("refusing").assertInjectedAtMost(1))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("expected at most 1 injection by 'refusing'");
            assertThatThrownBy(scope.injections()::assertNothingInjected)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("expected no injection")
                    .hasMessageContaining("refusing");
        }
    }

    @Test
    void aFaultThatCannotBeDoneToItsMethodSaysWhy() {
        try (Scope scope = Jinx.inject(Rule.named("refused")
                .on(Operation.CALL)
                .methods(Calculator.class.getName() + "#sum")
                .fault(Fault.throwing(IOException.class, "not declared")))) {
            assertThat(new Calculator().sum(1, 1)).isEqualTo(2);
            assertThatThrownBy(scope::verify)
                    .hasMessageContaining("every method that it names was refused: ")
                    .hasMessageContaining("does not declare the checked exception java.io.IOException");
        }
    }

    @Test
    void aRuleThatMayBeUnusedIsNotMissed() {
        try (Scope scope = Jinx.inject(refusing().mayBeUnused())) {
            scope.verify();
        }
    }

    @Test
    void whatARuleExpectsOfItselfIsVerified() throws IOException {
        try (Scope scope = Jinx.inject(refusing().after(1).expect("injected", ">=1"))) {
            assertThat(server.roundTrip(1)).isEqualTo(1);
            assertThatThrownBy(scope::verify)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("expected refusing injected >= 1, was 0");
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            scope.verify();
        }
    }

    @Test
    void theSameSeedGivesTheSameVerdicts() throws IOException {
        Rule half = refusing().probability(0.5);
        String first = verdicts("seed: 42\n" + half.yaml());
        assertThat(verdicts("seed: 42\n" + half.yaml()))
                .isEqualTo(first)
                .contains("x")
                .contains(".");
        assertThat(verdicts("seed: 43\n" + half.yaml())).isNotEqualTo(first);
    }

    private String verdicts(String yaml) {
        StringBuilder verdicts = new StringBuilder();
        try (Scope scope = Jinx.inject(yaml)) {
            assertThat(scope.seed()).isBetween(42L, 43L);
            for (int i = 0; i < 40; i++) {
                try {
                    server.roundTrip(1);
                    verdicts.append('.');
                } catch (IOException e) {
                    verdicts.append('x');
                }
            }
        }
        return verdicts.toString();
    }

    @Test
    void variablesAreSystemProperties() {
        System.setProperty("SCOPE_TEST_PORT", Integer.toString(server.port()));
        try (Scope scope = Jinx.inject(
                "{ name: refusing, on: connect, target: { ports: \"${SCOPE_TEST_PORT}\" }, fault: refuse }")) {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            scope.verify();
        } finally {
            System.clearProperty("SCOPE_TEST_PORT");
        }
    }

    @Test
    void rulesComeFromAFile(@TempDir Path directory) throws IOException {
        Path file =
                Files.writeString(directory.resolve("rules.yaml"), refusing().yaml());
        try (Scope scope = Jinx.inject(file)) {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            scope.verify();
        }
    }

    @Test
    void rulesThatAreNotValidAreRefusedWithEveryProblem() {
        assertThatThrownBy(() -> Jinx.inject("{ name: a, on: conect, fault: dealy }"))
                .isInstanceOf(InvalidRulesException.class)
                .hasMessageContaining("did you mean 'connect'?")
                .hasMessageContaining("did you mean 'delay'?")
                .hasMessageContaining("name: a");
        assertThatThrownBy(() -> Jinx.inject(
                        "safety: { max-injections: 3 }\n" + refusing().yaml()))
                .isInstanceOf(InvalidRulesException.class)
                .hasMessageContaining("`safety` is of the whole JVM");
        assertThatThrownBy(() ->
                        Jinx.inject("report: { json: x.json }\n" + refusing().yaml()))
                .isInstanceOf(InvalidRulesException.class)
                .hasMessageContaining("`report` is of the whole JVM");
    }

    @Test
    void aRuleInBracesMayHaveCommentsAroundItAndAFileMayBeInBraces(@TempDir Path directory) throws IOException {
        String target = "on: connect, target: { ports: " + server.port() + " }, fault: refuse }";
        String rule = "{ name: refusing, " + target;
        Path file = Files.writeString(directory.resolve("rule.yaml"), rule);
        for (String yaml : List.of(
                rule + " # why",
                "# why\n\n  # still\n" + rule,
                "{ rules: [ " + rule + " ] }",
                "{\n  \"rules\": [ " + rule + " ] }",
                "{ seed: 4, rules: [ " + rule + " ] }")) {
            try (Scope scope = Jinx.inject(yaml)) {
                assertThatThrownBy(() -> server.roundTrip(1)).as(yaml).isInstanceOf(ConnectException.class);
                scope.verify();
            }
        }
        try (Scope scope = Jinx.inject(file)) {
            assertThatThrownBy(() -> server.roundTrip(1)).isInstanceOf(ConnectException.class);
            scope.verify();
        }
    }

    @Test
    void aFileThatCannotBeReadIsNamedWithTheReason(@TempDir Path directory) throws IOException {
        Path latin = Files.write(directory.resolve("latin.yaml"), new byte[] {'#', (byte) 0xe4, '\n'});
        assertThatThrownBy(() -> Jinx.inject(directory.resolve("nowhere.yaml")))
                .hasMessageContaining("nowhere.yaml cannot be read")
                .hasMessageContaining("NoSuchFileException");
        assertThatThrownBy(() -> Jinx.inject(latin)).hasMessageContaining("MalformedInputException");
    }

    @Test
    void whatARuleIsWarnedOfIsToldOnce() {
        Rule late = Rule.named("warned of once")
                .on(READ)
                .probability(0.5)
                .mayBeUnused()
                .fault(Fault.delay(Duration.ofMillis(1)));
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            Jinx.inject(late).close();
            Jinx.inject(late).close();
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce(
                        "jinx: warning: rules:2:5: rules[1] 'warned of once': the probability is drawn for each");
    }

    @Test
    void aRuleThatThereIsNotIsNamedWithThoseThatThereAre() {
        try (Scope scope = Jinx.inject(refusing())) {
            assertThatThrownBy(() -> scope.rule("flaky"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there is no rule 'flaky'; there are refusing");
        }
    }

    @Test
    void thereAreNoCountersWithoutAScope() {
        assertThatThrownBy(() -> Injections.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one scope");
    }

    @Test
    void aClosedScopeIsNotSwitched() {
        Scope scope = Jinx.inject(refusing());
        scope.close();
        assertThatThrownBy(scope::enable)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the scope is closed");
    }

    @Test
    void methodsOfTheApplicationAreReached() {
        Calculator calculator = new Calculator();
        try (Scope scope = Jinx.inject(Rule.named("wrong")
                .on(Operation.CALL)
                .methods(Calculator.class.getName() + "#sum")
                .times(1)
                .fault(Fault.returning("7")))) {
            assertThat(calculator.sum(1, 1)).isEqualTo(7);
            assertThat(calculator.sum(1, 1)).isEqualTo(2);
            scope.rule("wrong").assertInjected(1).assertMatched(2);
            assertThat(scope.injections().calls(Operation.CALL)).isEqualTo(2);
        }
        assertThat(calculator.sum(1, 1)).isEqualTo(2);
    }

    static class Calculator {
        int sum(int a, int b) {
            return a + b;
        }
    }
}
