package dev.jinx.agent.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesParser;
import dev.jinx.runtime.connection.Ending;
import dev.jinx.runtime.fault.BlackholeFault;
import dev.jinx.runtime.fault.CoalesceFault;
import dev.jinx.runtime.fault.CorruptFault;
import dev.jinx.runtime.fault.DownFault;
import dev.jinx.runtime.fault.DuplicateFault;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.fault.LifetimeFault;
import dev.jinx.runtime.fault.LimitFault;
import dev.jinx.runtime.fault.PadFault;
import dev.jinx.runtime.fault.ReplaceFault;
import dev.jinx.runtime.fault.SliceFault;
import dev.jinx.runtime.fault.SubstituteFault;
import dev.jinx.runtime.fault.TruncateFault;
import dev.jinx.runtime.plan.Content;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.plan.Safety;
import dev.jinx.runtime.plan.Target;
import dev.jinx.runtime.plan.Trigger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The faults of streams, of whole peers and of content, and what is looked for, as they go over the wall. */
class StreamCompilerTest {
    private static List<dev.jinx.agent.rules.Rule> rules(String lines) {
        Parsed parsed = RulesParser.parse(
                "faults.yaml", ("rules: [ { name: r, " + lines + " } ]").getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(parsed.problems()).isEmpty();
        return parsed.file().orElseThrow().rules();
    }

    private static Plan plan(String lines) {
        return PlanCompiler.compile(rules(lines), 42);
    }

    private static Rule rule(String lines) {
        return plan(lines).rules()[0];
    }

    private static Fault fault(String fault) {
        return rule("on: write, fault: { " + fault + " }").faults()[0];
    }

    @Test
    void faultsOfStreamsTakeTheirOptionsOver() {
        assertThat(fault("slice: { size: 3, delay: 2ms }")).isEqualTo(new SliceFault(3, 2_000_000));
        assertThat(fault("limit: 1KiB")).isEqualTo(new LimitFault(1024, Ending.RESET));
        assertThat(fault("limit: { bytes: 1, then: close }")).isEqualTo(new LimitFault(1, Ending.CLOSE));
        assertThat(fault("lifetime: { after: 3s, jitter: 1ms, then: hang }"))
                .isEqualTo(new LifetimeFault(3_000_000_000L, 1_000_000, Ending.HANG));
        assertThat(fault("corrupt: { rate: 1%, mode: zero }"))
                .isEqualTo(new CorruptFault(0.01, CorruptFault.Mode.ZERO));
        assertThat(fault("corrupt: 100%")).isEqualTo(new CorruptFault(1, CorruptFault.Mode.FLIP));
        assertThat(fault("truncate: { keep: 0 }")).isEqualTo(new TruncateFault(0, 0, Ending.CONTINUE));
        assertThat(fault("truncate: { drop-last: 2, then: close }")).isEqualTo(new TruncateFault(1, 2, Ending.CLOSE));
        assertThat(fault("duplicate:")).isEqualTo(new DuplicateFault());
        assertThat(fault("coalesce: 1KB")).isEqualTo(new CoalesceFault(1000));
    }

    @Test
    void textBecomesBytesAndExpressionsAreCompiled() {
        assertThat(((PadFault) fault("pad: { bytes: 3, with: é }")).with()).containsExactly(0xc3, 0xa9);
        assertThat((PadFault) fault("pad: 3")).satisfies(pad -> {
            assertThat(pad.bytes()).isEqualTo(3);
            assertThat(pad.with()).containsExactly(0);
        });
        assertThat(((ReplaceFault) fault("replace: { hex: 00 ff }")).with()).containsExactly(0, 0xff);
        assertThat(((ReplaceFault) fault("replace: { text: \"\" }")).with()).isEmpty();
        SubstituteFault substitute = (SubstituteFault) fault("substitute: { pattern: \"(a.)\", with: $1$1 }");
        assertThat(substitute.pattern().pattern()).isEqualTo("(a.)");
        assertThat(substitute.pattern().flags()).isZero();
        assertThat(substitute.with()).isEqualTo("$1$1");
    }

    @ParameterizedTest
    @CsvSource({"both, true, true", "in, true, false", "out, false, true"})
    void aBlackHoleHasDirections(String direction, boolean in, boolean out) {
        assertThat(rule("fault: { blackhole: " + direction + " }").faults())
                .containsExactly(new BlackholeFault(in, out));
    }

    @Test
    void aWholePeerIsMetAtConnectReadAndWriteAndItsConnectionsAreCounted() {
        Plan plan = plan("target: { ports: 1, side: server }, when: { times: 3 }, fault: down");
        for (Operation operation : Operation.values()) {
            assertThat(plan.table(operation).used())
                    .as(operation.word())
                    .isEqualTo(operation == Operation.CONNECT
                            || operation == Operation.READ
                            || operation == Operation.WRITE);
        }
        assertThat(plan.rules()[0].faults()).containsExactly(new DownFault());
        assertThat(plan.rules()[0].when().per()).isEqualTo(Trigger.Per.CONNECTION);
        assertThat(plan.rules()[0].when().times()).isEqualTo(3);
        assertThat(plan.watchesTraffic()).isTrue();
        assertThat(plan.watchesSide()).isTrue();
    }

    @Test
    void aRuleWithContentThatMeansTheSameStays() {
        String lines = "on: write, target: { sent: { hex: 00 } }, fault: [ { replace: { hex: 01 } }, { substitute:"
                + " { pattern: a, with: b } } ]";
        Plan before = plan(lines);
        Plan same = PlanCompiler.compile(rules(lines), 42, Safety.NONE, rules(lines), before);
        Plan other =
                PlanCompiler.compile(rules(lines.replace("hex: 01", "hex: 02")), 42, Safety.NONE, rules(lines), before);
        assertThat(same.rules()[0]).isSameAs(before.rules()[0]);
        assertThat(other.rules()[0]).isNotSameAs(before.rules()[0]);
    }

    @Test
    void callersAreAskedOfStreamsByTheTargetAndOfMethodsWithTheMethod() {
        assertThat(rule("on: read, target: { callers: [a.*, b.C] }, fault: reset")
                        .target()
                        .callers())
                .extracting(Object::toString)
                .containsExactly("a.*", "b.C");
        assertThat(rule("on: call, target: { methods: \"a.B#c\", callers: d.E }, fault: hang")
                        .target()
                        .callers())
                .isEmpty();
    }

    @Test
    void whatIsLookedForIsFound() {
        Target target = rule("on: write, target: { received: [ { contains: é }, { hex: 00 10 } ], sent: { matches:"
                        + " \"^GET /[a-z]+\\\\x00\" } }, fault: reset")
                .target();
        assertThat(target.asksForContent()).isTrue();
        assertThat(finds(target.received()[0], "abcédef".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(finds(target.received()[0], "abcédef".getBytes(StandardCharsets.ISO_8859_1)))
                .isFalse();
        assertThat(finds(target.received()[1], new byte[] {7, 0, 16})).isTrue();
        assertThat(finds(target.received()[1], new byte[] {0, 7, 16})).isFalse();
        assertThat(finds(target.sent()[0], "GET /abc\0".getBytes(StandardCharsets.US_ASCII)))
                .isTrue();
        assertThat(finds(target.sent()[0], "GET /ABC\0".getBytes(StandardCharsets.US_ASCII)))
                .isFalse();
    }

    private static boolean finds(Content content, byte[] carried) {
        return content.in(carried);
    }
}
