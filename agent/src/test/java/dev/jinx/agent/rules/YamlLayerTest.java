package dev.jinx.agent.rules;

import static dev.jinx.agent.rules.Reading.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that fail before any rule is looked at: one clear line each, never an exception. */
class YamlLayerTest {
    private static final String RULE = "rules: [ { name: r, on: read, fault: reset } ]\n";

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only a comment\n", "---\n", "~", "null\n", "\uFEFF"})
    void aFileWithNothingInItHasNoRules(String yaml) {
        assertThat(problems(yaml)).containsExactly("faults.yaml: there are no rules: the file is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rules: []", "rules:", "rules: ~", "seed: 3"})
    void aFileWithoutRulesSaysSo(String yaml) {
        assertThat(problems(yaml)).singleElement().asString().contains("there are no rules");
    }

    @Test
    void aByteOrderMarkAndAnExplicitDocumentAreFine() {
        assertThat(problems("\uFEFF---\n" + RULE + "...\n")).isEmpty();
        assertThat(problems("%YAML 1.2\n---\n" + RULE)).isEmpty();
        assertThat(problems(RULE.replace("\n", "\r\n"))).isEmpty();
    }

    @Test
    void aSecondDocumentIsRefusedWithItsPlace() {
        assertThat(problems(RULE + "---\n" + RULE))
                .containsExactly("faults.yaml:2:1: a second document begins here; a rules file is one document");
    }

    @Test
    void aDuplicateKeyIsRefusedWithItsPlace() {
        assertThat(problems("rules:\n  - name: r\n    on: read\n    fault: reset\n    on: write\n"))
                .containsExactly("faults.yaml:5:5: the key 'on' stands here twice");
    }

    @Test
    void tagsAreRefusedWithTheirPlace() {
        assertThat(problems("seed: !!int 3\n" + RULE))
                .containsExactly(
                        "faults.yaml:1:7: the YAML tag 'tag:yaml.org,2002:int' is not allowed: write the plain value");
        assertThat(problems("seed: !foo 3\n" + RULE)).singleElement().asString().contains("'!foo'");
        assertThat(problems("rules: !!java.util.Date []\n")).first().asString().contains("java.util.Date");
        assertThat(problems("!x " + RULE)).first().asString().contains("'!x'");
    }

    @Test
    void anAliasBombIsRefusedInAnInstant() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            yaml.append(
                    "a" + i + ": &a" + i + " [" + String.join(", ", java.util.Collections.nCopies(9, alias)) + "]\n");
        }

        assertTimeoutPreemptively(Duration.ofSeconds(1), () -> assertThat(problems(yaml + RULE))
                .containsExactly("faults.yaml:5:10: the aliases of this file stand for more than 10000 values"));
    }

    @Test
    void aBombOfLongTextsIsHarmless() {
        String yaml = "rules:\n  - name: r\n    on: read\n    fault: reset\n    description: &t " + "x".repeat(60_000)
                + "\n    target: { threads: [" + "*t, ".repeat(9_000) + "] }\n";

        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(problems(yaml)).isEmpty());
    }

    @Test
    void anAliasInsideWhatItNamesIsRefused() {
        assertThat(problems("rules: &r [ *r ]"))
                .containsExactly("faults.yaml:1:13: the alias *r stands inside what it names and would never end");
    }

    @Test
    void anAliasOfNothingIsRefused() {
        assertThat(problems("rules: *r"))
                .containsExactly("faults.yaml:1:8: nothing above is marked &r, so *r names nothing");
    }

    @Test
    void aMergeKeyTakesMappingsOnly() {
        assertThat(problems("rules: [ { <<: 3, name: r, on: read, fault: reset } ]"))
                .containsExactly("faults.yaml:1:16: `<<` takes over a mapping, as in `<<: *base`, not a single value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{", "- ", "? "})
    void deepNestingIsRefused(String open) {
        assertThat(problems(open.repeat(100_000)))
                .singleElement()
                .asString()
                .containsAnyOf("nested more than 64 deep", "not valid YAML", "a key is a single word");
    }

    @Test
    void brokenYamlIsOneLineWithItsPlace() {
        assertThat(problems("rules: [1, 2\nseed: 3"))
                .singleElement()
                .asString()
                .startsWith("faults.yaml:2:5: not valid YAML: expected ',' or ']'")
                .endsWith("(while parsing a flow sequence that begins on line 1)")
                .doesNotContain("\n");
        assertThat(problems("rules: a: b"))
                .containsExactly(
                        "faults.yaml:1:9: not valid YAML: a `: ` is not allowed here; put a value that holds one in "
                                + "quotes, and indent with spaces");
        assertThat(problems("rules:\n\t- a"))
                .singleElement()
                .asString()
                .startsWith("faults.yaml:2:1: not valid YAML: ");
        assertThat(problems("hosts: *.internal"))
                .containsExactly(
                        "faults.yaml:1:9: not valid YAML: a value that starts with `*` belongs in quotes, as in `\"*.internal\"`");
        assertThat(problems("rules: @a"))
                .singleElement()
                .asString()
                .contains("put a value that starts with it in quotes");
        assertThat(problems("? [a]\n: b")).singleElement().asString().contains("a key is a single word");
    }

    @Test
    void whatIsNotUtf8IsRefusedWithItsPlace() {
        byte[] latin = {'a', ':', '\n', 'b', (byte) 0xe9, '\n'};

        assertThat(RulesParser.parse("faults.yaml", latin, Map.of()).problems())
                .extracting(Problem::toString)
                .containsExactly("faults.yaml:2:2: this is not UTF-8 text: byte E9");
    }

    @Test
    void aBinaryFileIsRefused() {
        byte[] zip = {'P', 'K', 3, 4, 0, 0};

        assertThat(RulesParser.parse("faults.yaml", zip, Map.of()).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "faults.yaml:1:3: the character U+0003 is not allowed in a rules file; is this a text file?");
    }

    @Test
    void aFileThatIsTooLargeIsRefusedAtOnce() {
        byte[] large = new byte[10_000_000];

        assertThat(RulesParser.parse("faults.yaml", large, Map.of()).problems())
                .extracting(Problem::toString)
                .containsExactly("faults.yaml: the file has more than 4194304 bytes, and so many are read at most");
    }

    @Test
    void aFileJustBelowTheLimitIsStillAnswered() {
        String comments = "# 3 MB is where the YAML library would stop by itself\n".repeat(77_000);

        assertThat(problems(comments + RULE)).isEmpty();
        assertThat(problems("rules: [" + "a,".repeat(2_000_000) + "]"))
                .containsExactly("faults.yaml:1:400005: the file has more than 200000 values");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "just text",
                "[a, b]",
                "rules: text",
                "rules: { a: b }",
                "rules: [a]",
                "rules: [[]]",
                "rules: [~]"
            })
    void theWrongShapeIsAProblem(String yaml) {
        assertThat(problems(yaml)).isNotEmpty().allSatisfy(problem -> assertThat(problem)
                .startsWith("faults.yaml:1:"));
    }

    @Test
    void aFileOfAnotherKindAltogetherIsNotListedInFull() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            yaml.append("key").append(i).append(": value\n");
        }

        assertThat(problems(yaml.toString()))
                .hasSize(Problems.MOST + 1)
                .last()
                .isEqualTo("faults.yaml:1:1: there are more problems than these 1000");
    }
}
