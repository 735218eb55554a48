package dev.jinx.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.agent.compile.PlanCompiler;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesParser;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which interception points a rule needs. */
class WeavingTest {
    private static final String ALWAYS = " ACCEPT ASYNC BORDER CONNECT ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            on: connect, fault: refuse                                          |
            on: read, fault: { short: 1 }                                       | READ
            on: read, fault: { delay: 1s }                                      | READ SELECTOR
            on: close, fault: reset                                             | CLOSE
            fault: down                                                         | READ SELECTOR WRITE
            fault: { blackhole: in }                                            | READ SELECTOR WRITE
            target: { hosts: db }, fault: down                                  | NAMES READ SELECTOR WRITE
            on: connect, fault: { limit: 1 }                                    | READ SELECTOR WRITE
            on: accept, fault: { lifetime: 1s }                                 | READ SELECTOR WRITE
            on: read, fault: { slice: 1 }                                       | READ SELECTOR
            on: write, fault: { truncate: { keep: 1%, then: hang } }            | READ SELECTOR WRITE
            on: read, fault: duplicate                                          | READ SELECTOR
            on: write, fault: { coalesce: 3 }                                   | SELECTOR WRITE
            on: close, target: { sent: { contains: a } }, fault: reset          | CLOSE READ SELECTOR WRITE
            on: write, target: { received: { contains: a } }, fault: reset      | READ SELECTOR WRITE
            on: call, target: { methods: "a.B#c", callers: d.E }, fault: hang   | none
            """)
    void aRuleNeedsNoMoreThanItActsOn(String rule, String groups) {
        Parsed parsed = RulesParser.parse(
                "f.yaml", ("rules: [{ name: r, " + rule + " }]").getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(parsed.problems()).isEmpty();
        String[] expected = "none".equals(groups)
                ? new String[0]
                : (ALWAYS + (groups == null ? "" : groups)).strip().split(" +");
        assertThat(Weaving.groups(
                        PlanCompiler.compile(parsed.file().orElseThrow().rules(), 42)))
                .extracting(Group::name)
                .containsExactlyInAnyOrder(expected);
    }
}
