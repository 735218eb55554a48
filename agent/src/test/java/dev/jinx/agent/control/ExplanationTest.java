package dev.jinx.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesParser;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would concern a peer or a method is told as it would be in a JVM. */
class ExplanationTest {
    private static String explain(String rules, String what) {
        Parsed parsed =
                RulesParser.parse("faults.yaml", ("rules:\n" + rules).getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(parsed.problems()).isEmpty();
        return Explanation.of(parsed.file().orElseThrow(), what);
    }

    @Test
    void onlyOnTheSameOperationARuleIsBehindAnother() {
        assertThat(explain("""
                        - { name: c, on: connect, fault: refuse }
                        - { name: r, on: read, fault: hang }
                        - { name: rw, on: [read, write], fault: reset }
                        - { name: rwc, on: [read, write, connect], fault: { delay: 1ms } }
                        - { name: c2, on: connect, fault: refuse }
                        - { name: peer, fault: down }
                        - { name: x, on: close, fault: reset }
                        """, "h:80")).isEqualTo("""
                        h:80
                          c (connect): applies
                          r (read): applies
                          rw (read, write): applies; but 'r' before it always acts on read
                          rwc (connect, read, write): applies; but 'c' before it always acts on connect; but 'r' before it \
                        always acts on read; but 'rw' before it always acts on write
                          c2 (connect): applies; but 'c' before it always acts on the same operation
                          peer (whole peer): applies; but 'c' before it always acts on connect; but 'r' before it always \
                        acts on read; but 'rw' before it always acts on write
                          x (close): applies""");
    }

    @Test
    void aRuleThatGoesOnOrSometimesActsHidesNone() {
        assertThat(explain("""
                        - { name: a, on: connect, continue: true, fault: { delay: 1ms } }
                        - { name: b, on: connect, probability: 50%, fault: refuse }
                        - { name: c, on: [connect, read], fault: { delay: 1ms } }
                        - { name: d, on: [read, connect], fault: { delay: 1ms } }
                        """, "h:80"))
                .contains("  c (connect, read): applies\n")
                .endsWith("d (connect, read): applies; but 'c' before it always acts on the same operations");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a.Outer$In#m             | a.Outer.In#m(String) | applies, if its parameters are (String)
                    a.Outer$In#m(int)        | a.Outer.In#m(String) | does not apply
                    a.Outer.In#m(String)     | a.Outer$In#m         | applies
                    a.B#m(String)            | a.B#m(java.lang.String) | applies
                    a.B#m(java.lang.String)  | a.B#m(String)        | applies
                    a.B#m(x.String)          | a.B#m(java.lang.String) | does not apply
                    a.B#m(int, long[])       | a.B#m(*, long...)    | applies
                    a.B#m(int)               | a.B#m(int, int)      | does not apply
                    a.B#m()                  | a.B#m()              | applies
                    a.B#new                  | a.B#*                | does not apply
                    a.B#<init>               | a.B#new              | applies
                    a.B#m                    | a.B#new              | does not apply
                    a.C#m                    | +a.B#m               | applies, if a.C is a subtype of a.B
                    a.C#m                    | +a.B#m(int)          | applies, if a.C is a subtype of a.B and its parameters are (int)
                    a.C#m                    | a.B#m                | does not apply
                    a.C#m                    | @a.Timed             | applies, if it is annotated @a.Timed
                    """)
    void methodsAreNamedAsInARulesFile(String what, String pattern, String told) {
        String fault = pattern.endsWith("new") ? "{ delay: 1ms }" : "skip";
        assertThat(explain(
                        "- { name: r, on: call, target: { methods: \"" + pattern + "\" }, fault: " + fault + " }\n",
                        what))
                .matches("(?s).*r \\(call\\): \\Q" + told + "\\E(: the method is none of .*)?");
    }
}
