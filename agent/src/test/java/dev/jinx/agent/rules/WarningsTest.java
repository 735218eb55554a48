package dev.jinx.agent.rules;

import static dev.jinx.agent.rules.Reading.ruleWith;
import static dev.jinx.agent.rules.Reading.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarningsTest {
    @Test
    void aProbabilityForEachReadIsSeldomMeant() {
        assertThat(warnings(ruleWith("probability: 10%")))
                .singleElement()
                .asString()
                .contains("per: exchange");
        assertThat(warnings(ruleWith("probability: 10%\nwhen: { per: call }"))).isEmpty();
        assertThat(warnings(ruleWith("probability: 10%\non: connect"))).isEmpty();
    }

    @Test
    void aDroppedWriteSpoilsTheStream() {
        assertThat(warnings(ruleWith("on: write\nfault: drop")))
                .singleElement()
                .asString()
                .contains("garbage for good");
    }

    @Test
    void nothingContinuesBehindATerminalFault() {
        assertThat(warnings(ruleWith("continue: true")))
                .singleElement()
                .asString()
                .contains("'continue' has no use");
        assertThat(warnings(ruleWith("continue: true\nfault: { delay: 1s }"))).isEmpty();
    }

    @Test
    void aRuleBehindOneThatAlwaysActsNeverDoes() {
        assertThat(warnings("""
                                rules:
                                  - { name: a, on: [read, write], target: { ports: 1 }, fault: reset }
                                  - { name: b, on: read, target: { ports: 2 }, fault: reset }
                                  - { name: c, on: read, target: { ports: 1 }, fault: hang }
                                """))
                .containsExactly("faults.yaml:4:5: 'c': it never acts: 'a' has the same target and always does");
    }

    @Test
    void theOneThatIsNamedIsTheOneInFront() {
        assertThat(warnings("""
                                rules:
                                  - { name: a, on: connect, fault: refuse }
                                  - { name: b, on: close, fault: reset }
                                  - { name: c, on: connect, fault: hang }
                                  - { name: d, on: [connect, close], fault: reset }
                                """))
                .containsExactly(
                        "faults.yaml:4:5: 'c': it never acts: 'a' has the same target and always does",
                        "faults.yaml:5:5: 'd': it never acts: 'a' and 'b' have the same target and always do");
    }

    @Test
    void aRuleBehindOneThatSometimesActsIsFine() {
        assertThat(warnings("""
                                rules:
                                  - { name: a, on: read, when: { times: 1 }, fault: reset }
                                  - { name: b, on: read, enabled: false, fault: reset }
                                  - { name: c, on: read, continue: true, fault: { delay: 1s } }
                                  - { name: d, on: read, fault: hang }
                                """)).isEmpty();
    }
}
