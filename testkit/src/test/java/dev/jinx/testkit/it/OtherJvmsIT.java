package dev.jinx.testkit.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.testkit.EchoServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kit's own tests, in JVMs as they come: other JDKs, other releases of JUnit, other runners, other agents. Two JVMs at a time, because
 * each waits more than it works.
 */
@Execution(ExecutionMode.CONCURRENT)
class OtherJvmsIT {
    private static final String TOP = "^[^$]*\\.";
    private static final Path JACOCO = Path.of(System.getProperty("kit.jacoco", "target/agents/jacoco.jar"));

    static List<Path> homes() {
        return Forked.homes();
    }

    static Stream<Path> newer() {
        return homes().stream().skip(1);
    }

    private static void succeeds(Forked.Outcome outcome) {
        assertThat(outcome.status()).as(outcome.said()).isZero();
    }

    @ParameterizedTest
    @MethodSource("newer")
    void theWholeSuiteOnANewerJdk(Path home) throws Exception {
        Forked.Outcome outcome = new Forked(home).run(TOP + ".*Test");
        succeeds(outcome);
        assertThat(outcome.said()).contains("java " + Forked.feature(home) + ",");
    }

    @ParameterizedTest
    @MethodSource("homes")
    void junit514AndTestsInALoaderOfTheirOwnAsSomeRunnersHaveThem(Path home) throws Exception {
        Forked.Outcome outcome = new Forked(home)
                .junit5()
                .with("-Dsuite.loader=true")
                .run(TOP + "(ScopeTest|InjectFaultsTest|JinxExtensionTest|PlacesTest|OnlyThisTestTest)");
        succeeds(outcome);
        assertThat(outcome.said()).contains("junit-jupiter-api-5.14");
    }

    @ParameterizedTest
    @MethodSource("homes")
    void theFirstFaultsOfAJvmAreOfEightTestsAtOnce(Path home) throws Exception {
        Forked.Outcome outcome = new Forked(home).run(TOP + "ParallelTest");
        succeeds(outcome);
        assertThat(outcome.said()).contains("succeeded 1, failed 0");
    }

    @ParameterizedTest
    @MethodSource("homes")
    void besideJacoco(Path home) throws Exception {
        Forked.Outcome outcome = new Forked(home)
                .with("-javaagent:" + JACOCO + "=destfile=target/kit-jacoco.exec,output=none")
                .run(TOP + "(ScopeTest|InjectFaultsTest|OnlyThisTestTest)");
        succeeds(outcome);
        // Whoever opens a scope himself has nobody who tells him when the test fails.
        assertThat(outcome.said()).containsOnlyOnce("jinx: what rules draw depends on seed ");
    }

    // And with the verifier, which HotSpot leaves out for the classes of java.base unless it is told not to.
    @ParameterizedTest
    @MethodSource("homes")
    void withTheAgentOnTheCommandLineNothingIsAttachedAndWhatIsWovenStandsUpToTheVerifier(Path home) throws Exception {
        succeeds(new Forked(home)
                .withoutAgentJar()
                .with("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal")
                .with("-XX:+DisableAttachMechanism", "-javaagent:" + Forked.agentJar() + "=testkit=true")
                .run(TOP + "(ScopeTest|InjectFaultsTest|OnlyThisTestTest|HandedOverTest|ParallelTest)"));
    }

    @ParameterizedTest
    @MethodSource("homes")
    void aJvmThatMayNotBeAttachedToSaysWhatToAdd(Path home) throws Exception {
        Forked.Outcome outcome =
                new Forked(home).with("-XX:+DisableAttachMechanism").run(TOP + "ScopeTest");
        assertThat(outcome.status()).as(outcome.said()).isEqualTo(1);
        assertThat(outcome.said())
                .contains(
                        "Jinx could not attach itself to this JVM",
                        "-XX:+DisableAttachMechanism",
                        "-javaagent:" + Forked.agentJar() + "=testkit=true",
                        "<argLine>",
                        "jvmArgs(");
    }

    @ParameterizedTest
    @MethodSource("homes")
    void aJvmWithoutDynamicLoadingSaysWhatToAdd(Path home) throws Exception {
        Forked.Outcome outcome =
                new Forked(home).with("-XX:-EnableDynamicAgentLoading").run(TOP + "ScopeTest");
        assertThat(outcome.status()).as(outcome.said()).isEqualTo(1);
        assertThat(outcome.said())
                .contains("-XX:+EnableDynamicAgentLoading", "-javaagent:" + Forked.agentJar() + "=testkit=true");
    }

    @Test
    void withoutTheAgentsJarItSaysWhatToAdd() throws Exception {
        Forked.Outcome outcome = new Forked(homes().get(0)).withoutAgentJar().run(TOP + "ScopeTest");
        assertThat(outcome.status()).as(outcome.said()).isEqualTo(1);
        assertThat(outcome.said())
                .contains("add dev.jinx:jinx-agent, classifier 'all', to the dependencies of the tests");
    }

    @Test
    void aJvmInWhichJinxIsSwitchedOffIsNotToldToStartWithIt() throws Exception {
        Forked.Outcome outcome =
                new Forked(homes().get(0)).with("-Djinx.disabled=true").run(TOP + "ScopeTest");
        assertThat(outcome.status()).as(outcome.said()).isEqualTo(1);
        assertThat(outcome.said())
                .contains("-Djinx.disabled switches Jinx off in this JVM")
                .doesNotContain("-javaagent:");
    }

    @ParameterizedTest
    @MethodSource("homes")
    void permanentRulesAreNotTouched(Path home, @TempDir Path directory) throws Exception {
        Path rules = Files.writeString(directory.resolve("rules.yaml"), """
                rules:
                  - name: refusing
                    on: connect
                    target: { threads: permanent }
                    when: { times: 3 }
                    fault: { error: EHOSTUNREACH }
                """);
        Forked.Outcome outcome = new Forked(home)
                .with("-javaagent:" + Forked.agentJar() + "=" + rules, "-Dkit.permanent=true")
                .run(TOP + "PermanentRuleTest");
        succeeds(outcome);
        assertThat(outcome.said().replaceAll(" +", " ")).contains("refusing 4 3 1 1 (times)");
    }

    // Gradle and development environments, and surefire if it is told to: no other line tells them how a test ended.
    @ParameterizedTest
    @MethodSource("homes")
    void rulesForEverythingLeaveTheConnectionToTheRunnerAlone(Path home) throws Exception {
        try (EchoServer runner = new EchoServer()) {
            Forked.Outcome outcome = new Forked(home).runMain(Worker.class, Integer.toString(runner.port()));
            succeeds(outcome);
            assertThat(outcome.said())
                    .contains("told [connection-timeouts, connection-timeouts,", "dead-dependency, dead-dependency]");
        }
    }

    @Test
    void theSeedOfThePropertyIsTheAgents() throws Exception {
        Forked.Outcome outcome = new Forked(homes().get(0))
                .with("-Djinx.seed=5", "-XX:+DisableAttachMechanism")
                .with("-javaagent:" + Forked.agentJar() + "=testkit=true")
                .run(TOP + "PresetTest");
        succeeds(outcome);
    }
}
