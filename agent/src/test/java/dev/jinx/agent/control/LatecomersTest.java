package dev.jinx.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.runtime.plan.Plan;
import org.junit.jupiter.api.Test;

/** Classes that were being defined when the rules came are looked for, but not for ever. */
class LatecomersTest {
    /** Counts who looks. */
    private static final class Rules implements RulesInForce {
        private Run run = new Run(RulesFile.NONE, Plan.EMPTY, 0);
        private final boolean onCalls;
        private int looks;

        Rules(boolean onCalls) {
            this.onCalls = onCalls;
        }

        @Override
        public Run run() {
            return run;
        }

        @Override
        public boolean weaveLatecomers() {
            looks++;
            return onCalls;
        }

        @Override
        public Parsed parse(String source, byte[] content) {
            throw new AssertionError();
        }

        @Override
        public void replace(RulesFile rules) {
            run = new Run(rules, Plan.EMPTY, 0);
        }

        @Override
        public void protect(int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void expire() {}

        @Override
        public void renew() {}
    }

    private static long total(Latecomers latecomers) {
        long total = 0;
        for (long next = latecomers.run(); next != Chore.NEVER; next = latecomers.run()) {
            total += next;
            assertThat(total).isLessThan(120_000);
        }
        return total;
    }

    @Test
    void eachTimeThatRulesComeForHalfAMinute() {
        Rules rules = new Rules(true);
        Latecomers latecomers = new Latecomers(rules);
        assertThat(total(latecomers)).isBetween(20_000L, 90_000L);
        assertThat(rules.looks).isEqualTo(5);
        assertThat(latecomers.run()).isEqualTo(Chore.NEVER);
        rules.replace(RulesFile.NONE);
        assertThat(total(latecomers)).isBetween(20_000L, 90_000L);
        assertThat(rules.looks).isEqualTo(10);
    }

    @Test
    void whereNoRuleIsOnCallsNobodyLooksTwice() {
        Rules rules = new Rules(false);
        assertThat(total(new Latecomers(rules))).isEqualTo(1_000);
        assertThat(rules.looks).isEqualTo(1);
    }
}
