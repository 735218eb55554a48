package dev.jinx.agent.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.rules.RulesParser;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Safety;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What it costs to put rules in the place of others. */
class ReloadCostTest {
    /** Ten times as many rules may take ten times as long, and not a hundred times; CPU time, because others use the machine too. */
    @Test
    void aReloadTakesTimeInProportionToItsRules() {
        long few = Long.MAX_VALUE;
        long many = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            few = Math.min(few, reload(2_000));
            many = Math.min(many, reload(20_000));
        }
        assertThat((double) many / few)
                .as("CPU time of 20,000 rules (%s ns) against 2,000 (%s ns)", many, few)
                .isLessThan(40);
    }

    /** Half of the rules stay, and half are others. */
    private static long reload(int rules) {
        List<Rule> before = new ArrayList<>();
        List<Rule> now = new ArrayList<>();
        RulesFile file = RulesParser.parse(
                        "many.yaml",
                        "rules: [ { name: a, on: read, target: { hosts: a.test }, fault: reset } ]"
                                .getBytes(StandardCharsets.UTF_8),
                        Map.of())
                .file()
                .orElseThrow();
        for (int i = 0; i < rules; i++) {
            before.add(named(file.rules().get(0), "r" + i));
            now.add(named(file.rules().get(0), i % 2 == 0 ? "r" + i : "s" + i));
        }
        Plan first = PlanCompiler.compile(before, 1, Safety.NONE, List.of(), null);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        Plan second = PlanCompiler.compile(now, 1, Safety.NONE, before, first);
        List<dev.jinx.runtime.plan.Rule> gone = first.lackedBy(second);
        long took = threads.getCurrentThreadCpuTime() - start;
        assertThat(gone).hasSize(rules / 2).doesNotContain(second.rules()[0]);
        assertThat(second.rules()[0]).isSameAs(first.rules()[0]);
        return took;
    }

    private static Rule named(Rule rule, String name) {
        return new Rule(
                name,
                rule.at(),
                rule.definition(),
                rule.on(),
                rule.target(),
                rule.trigger(),
                rule.faults(),
                rule.enabled(),
                rule.continues(),
                rule.description(),
                rule.labels(),
                rule.expectations(),
                false,
                false);
    }
}
