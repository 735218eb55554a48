package dev.jinx.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jinx.agent.report.Counters;
import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.RulesParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final Path JAR = Path.of("/opt/jinx.jar");

    private static final List<Rule> RULES = rules(">=2");

    private static List<Rule> rules(String promise) {
        String yaml = "rules: [{ name: slow, on: read, fault: hang, expect: { injected: \"" + promise + "\" } }]";
        return RulesParser.parse("f.yaml", yaml.getBytes(StandardCharsets.UTF_8), Map.of())
                .file()
                .orElseThrow()
                .rules();
    }

    private static Counters injected(long count, String... unmatched) {
        return new Counters(Map.of("slow", Map.of("injected", count)), List.of(unmatched), true);
    }

    @Test
    void theAgentIsAppendedToWhatIsThere() {
        assertThat(JavaOptions.with("-Xmx1g", JAR, Path.of("/f.yaml")))
                .isEqualTo("-Xmx1g -javaagent:/opt/jinx.jar=/f.yaml");
        assertThat(JavaOptions.with(" ", JAR, Path.of("/f.yaml"))).isEqualTo("-javaagent:/opt/jinx.jar=/f.yaml");
        assertThat(JavaOptions.with(null, JAR, Path.of("/f.yaml"))).isEqualTo("-javaagent:/opt/jinx.jar=/f.yaml");
    }

    @Test
    void blanksAndQuotesInPathsAreQuoted() {
        assertThat(JavaOptions.with(null, JAR, Path.of("/my files/it's, x=\"1\".yaml")))
                .isEqualTo("\"-javaagent:/opt/jinx.jar=/my files/it's, x=\"'\"'\"1\"'\"'\".yaml\"");
    }

    @Test
    void aJarWithAnEqualsSignIsRefusedBecauseJavaWouldCutItsName() {
        assertThatThrownBy(() -> JavaOptions.with(null, Path.of("/a=b/jinx.jar"), Path.of("/f.yaml")))
                .hasMessageContaining("/a=b/jinx.jar");
    }

    @Test
    void expectationsAreOfAllJvmsTogether() {
        assertThat(Broken.sentences(RULES, List.of(injected(1), injected(1)))).isEmpty();
        assertThat(Broken.sentences(RULES, List.of(injected(1)))).containsExactly("expected slow injected >= 2, was 1");
    }

    @Test
    void whatAKilledJvmMayHaveDoneIsNotTakenForGranted() {
        Counters killed = new Counters(Map.of("slow", Map.of("injected", 1L)), List.of(), false);
        List<Counters> reports = List.of(injected(2), killed);
        String unknown = ", as far as is known: 1 of 2 JVMs did not report to the end, killed or not over yet";
        assertThat(Broken.sentences(rules(">=3"), reports)).isEmpty();
        assertThat(Broken.sentences(rules(">2"), reports)).isEmpty();
        assertThat(Broken.sentences(rules("!=2"), reports)).isEmpty();
        for (String promise : List.of("<=3", "<4", "==3", "!=4")) {
            assertThat(Broken.sentences(rules(promise), reports))
                    .as(promise)
                    .singleElement()
                    .asString()
                    .endsWith(", was 3" + unknown);
            assertThat(Broken.sentences(rules(promise), List.of(injected(2), injected(1))))
                    .as(promise)
                    .isEmpty();
        }
        assertThat(Broken.sentences(rules(">=4"), reports))
                .containsExactly("expected slow injected >= 4, was 3" + unknown);
    }

    @Test
    void whyARuleNeverAppliedIsSaid() {
        assertThat(Broken.sentences(
                        RULES,
                        List.of(injected(0, "slow: there were 0 reads"), injected(0, "slow: there were 0 reads"))))
                .containsExactly("expected slow injected >= 2, was 0: there were 0 reads");
    }

    @Test
    void noJvmAtAllIsNotAsExpected() {
        assertThat(Broken.sentences(RULES, List.of()))
                .containsExactly(
                        "expected slow injected >= 2, but no JVM reported: none ran under Jinx, or it was killed");
    }

    @Test
    void aMissingCommandIsToldFromOneThatCannotBeExecuted() {
        assertThat(Child.isMissing("Cannot run program \"x\": error=2, No such file or directory"))
                .isTrue();
        assertThat(Child.isMissing("Cannot run program \"x\": Exec failed, error: 2 (No such file or directory) "))
                .isTrue();
        assertThat(Child.isMissing("Cannot run program \"x\": error=13, Permission denied"))
                .isFalse();
        assertThat(Child.isMissing("Cannot run program \"x\": Exec failed, error: 20 (Not a directory) "))
                .isFalse();
    }
}
