package dev.jinx.agent.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.rules.RulesParser;
import dev.jinx.runtime.connection.Errno;
import dev.jinx.runtime.fault.DelayFault;
import dev.jinx.runtime.fault.Distribution;
import dev.jinx.runtime.fault.ErrorFault;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.fault.ShortFault;
import dev.jinx.runtime.fault.ThrowFault;
import dev.jinx.runtime.fault.TimeoutFault;
import dev.jinx.runtime.plan.Address;
import dev.jinx.runtime.plan.Cidr;
import dev.jinx.runtime.plan.Endpoint;
import dev.jinx.runtime.plan.Glob;
import dev.jinx.runtime.plan.Hosts;
import dev.jinx.runtime.plan.Operation;
import dev.jinx.runtime.plan.Plan;
import dev.jinx.runtime.plan.Ports;
import dev.jinx.runtime.plan.Rule;
import dev.jinx.runtime.plan.Safety;
import dev.jinx.runtime.plan.Target;
import dev.jinx.runtime.plan.Trigger;
import dev.jinx.runtime.plan.Verdict;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCompilerTest {
    private static Plan plan(String yaml) {
        Parsed parsed = RulesParser.parse("faults.yaml", yaml.getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(parsed.problems()).isEmpty();
        return PlanCompiler.compile(parsed.file().orElseThrow().rules(), 42);
    }

    private static Rule rule(String lines) {
        return plan("rules:\n  - { name: r, " + lines + " }\n").rules()[0];
    }

    private static Fault[] faults(String fault) {
        return rule("on: read, fault: " + fault).faults();
    }

    private static Endpoint endpoint(String name, String address, int port) throws UnknownHostException {
        InetAddress inet = address == null ? null : InetAddress.getByName(address);
        return new Endpoint(name, inet, port, 0, false, null, false);
    }

    private static boolean acts(Plan plan, Operation operation, Endpoint endpoint) {
        return plan.decide(plan.table(operation), endpoint, null, true, true) != null;
    }

    @Test
    void aRuleOfAScopeStandsForNoPermanentRuleOfTheSameName() {
        RulesFile file = parsed("rules: [ { name: same, on: read, fault: reset } ]");
        RulesFile scope = parsed("rules: [ { name: same, on: read, fault: reset } ]");
        Plan permanent = PlanCompiler.compile(file.rules(), 42);
        List<dev.jinx.agent.rules.Rule> both =
                List.of(scope.rules().get(0), file.rules().get(0));
        PlanCompiler.Each each =
                new PlanCompiler.Each(new long[] {1, 42}, new Object[2], new boolean[2], new Target[0]);
        Plan with = PlanCompiler.compile(both, each, 42, Safety.NONE, file.rules(), permanent);
        assertThat(with.rules()[1]).isSameAs(permanent.rules()[0]);
        assertThat(with.rules()[0]).isNotSameAs(permanent.rules()[0]);
        // Another file in which the rule means the same, while the scope is open.
        RulesFile again = parsed("rules: [ { name: same, on: read, fault: reset } ]");
        List<dev.jinx.agent.rules.Rule> reloaded =
                List.of(scope.rules().get(0), again.rules().get(0));
        Plan after = PlanCompiler.compile(reloaded, each, 42, Safety.NONE, both, with);
        assertThat(after.rules()).containsExactly(with.rules());
        // And when the scope ends.
        Plan without = PlanCompiler.compile(
                again.rules(),
                new PlanCompiler.Each(new long[] {42}, new Object[1], new boolean[1], new Target[0]),
                42,
                Safety.NONE,
                reloaded,
                after);
        assertThat(without.rules()).containsExactly(permanent.rules());
    }

    @Test
    void aRuleOfAScopeThatNamesNoPortSparesTheRunner() throws UnknownHostException {
        RulesFile file = parsed("rules: [ { name: any, on: read, target: { hosts: 127.0.0.1 }, fault: reset },"
                + " { name: port, on: write, target: { ports: 5000 }, fault: reset } ]");
        Ports remote = new Ports(new int[] {5000, 5000});
        Ports local = new Ports(new int[] {40000, 40000});
        Target runner = new Target(null, remote, local, null, null, new Glob[0], new Glob[0]);
        PlanCompiler.Each ofATest =
                new PlanCompiler.Each(new long[2], new Object[2], new boolean[] {true, true}, new Target[] {runner});
        Plan plan = PlanCompiler.compile(file.rules(), ofATest, 42, Safety.NONE, List.of(), null);
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        Endpoint its = new Endpoint(null, loopback, 5000, 40000, false, null, false);
        Endpoint another = new Endpoint(null, loopback, 5000, 40001, false, null, false);
        assertThat(acts(plan, Operation.READ, its)).isFalse();
        assertThat(acts(plan, Operation.READ, another)).isTrue();
        assertThat(acts(plan, Operation.WRITE, its)).isTrue();
        // Nor without a look at the local port.
        assertThat(plan.quickly(plan.table(Operation.READ), loopback, 5000)).isSameAs(Plan.UNDECIDED);
        PlanCompiler.Each permanent =
                new PlanCompiler.Each(new long[2], new Object[2], new boolean[2], new Target[] {runner});
        Plan ofAFile = PlanCompiler.compile(file.rules(), permanent, 42, Safety.NONE, List.of(), null);
        assertThat(acts(ofAFile, Operation.READ, its)).isTrue();
    }

    private static RulesFile parsed(String yaml) {
        return RulesParser.parse("test", yaml.getBytes(StandardCharsets.UTF_8), Map.of())
                .file()
                .orElseThrow();
    }

    @Test
    void thePortOfTheManagementServerIsProtected() throws UnknownHostException {
        Parsed parsed = RulesParser.parse(
                "faults.yaml",
                "rules: [ { name: r, on: read, fault: reset } ]".getBytes(StandardCharsets.UTF_8),
                Map.of());
        RulesFile file = parsed.file().orElseThrow();
        assertThat(PlanCompiler.safety(file.safety())).isSameAs(Safety.NONE);
        System.setProperty("com.sun.management.jmxremote.port", "9010");
        try {
            Safety safety = PlanCompiler.safety(file.safety());
            Plan plan = PlanCompiler.compile(file.rules(), 42, safety, List.of(), null);
            InetAddress peer = InetAddress.getByName("10.0.0.1");
            assertThat(acts(plan, Operation.READ, new Endpoint(null, peer, 40000, 9010, false, null, true)))
                    .isFalse();
            assertThat(acts(plan, Operation.READ, new Endpoint(null, peer, 9010, 40000, false, null, false)))
                    .isTrue();
        } finally {
            System.clearProperty("com.sun.management.jmxremote.port");
        }
    }

    @Test
    void aRuleActsOnItsOperationsAndItsTarget() throws UnknownHostException {
        Plan plan = plan("""
                rules:
                  - name: r
                    on: [connect, write]
                    target: { hosts: [Payments.example., "*.internal", 10.1.0.0/16, "::ffff:192.0.2.1", "2001:db8::/32"], ports: [443, 8000-8999] }
                    fault: reset
                """);
        assertThat(acts(plan, Operation.CONNECT, endpoint("payments.EXAMPLE", null, 443)))
                .isTrue();
        assertThat(acts(plan, Operation.WRITE, endpoint("a.b.internal.", null, 8500)))
                .isTrue();
        assertThat(acts(plan, Operation.WRITE, endpoint(null, "10.1.255.1", 8500)))
                .isTrue();
        assertThat(acts(plan, Operation.WRITE, endpoint(null, "192.0.2.1", 8500)))
                .isTrue();
        assertThat(acts(plan, Operation.WRITE, endpoint(null, "2001:db8:ffff::1", 8500)))
                .isTrue();
        assertThat(acts(plan, Operation.READ, endpoint("payments.example", null, 443)))
                .isFalse();
        assertThat(acts(plan, Operation.CONNECT, endpoint("payments.example", null, 444)))
                .isFalse();
        assertThat(acts(plan, Operation.CONNECT, endpoint("example", null, 443)))
                .isFalse();
        assertThat(acts(plan, Operation.CONNECT, endpoint(null, "10.2.0.1", 443)))
                .isFalse();
        assertThat(plan.table(Operation.READ).used()).isFalse();
        assertThat(plan.table(Operation.WRITE).used()).isTrue();
    }

    @Test
    void hostsAreSortedIntoNamesGlobsAddressesAndBlocks() {
        Hosts hosts = HostsCompiler.compile(
                List.of("DB.", "*.Internal", "db?", "10.0.0.1", "[::1]", "10.0.0.0/8", "2001:db8::/32", "0.0.0.0/0"));
        assertThat(hosts.names()).containsExactly("db");
        assertThat(hosts.globs()).extracting(Object::toString).containsExactly("*.internal", "db?");
        assertThat(hosts.addresses()).containsExactly(new Address(0, 0xffff0a000001L), new Address(0, 1));
        assertThat(hosts.blocks())
                .containsExactly(
                        new Cidr(new Address(0, 0xffff0a000000L), 104),
                        new Cidr(new Address(0x20010db800000000L, 0), 32),
                        new Cidr(new Address(0, 0xffff00000000L), 96));
    }

    @Test
    void aTriggerIsTakenOverWhole() {
        Trigger.Conditions when =
                rule("on: read, fault: reset, probability: 10%, when: { from: 10s, for: 30s, repeat: 2m,"
                                + " since: first-match, after: 10, every: 3, times: 5, per: exchange, idle: 60s, after-bytes: 1KiB }")
                        .when();
        assertThat(when.from()).isEqualTo(10_000_000_000L);
        assertThat(when.length()).isEqualTo(30_000_000_000L);
        assertThat(when.repeat()).isEqualTo(120_000_000_000L);
        assertThat(when.sinceFirstMatch()).isTrue();
        assertThat(when.after()).isEqualTo(10);
        assertThat(when.every()).isEqualTo(3);
        assertThat(when.times()).isEqualTo(5);
        assertThat(when.per()).isEqualTo(Trigger.Per.EXCHANGE);
        assertThat(when.idle()).isEqualTo(60_000_000_000L);
        assertThat(when.afterBytes()).isEqualTo(1024);
        assertThat(when.probability()).isEqualTo(0.1);
        assertThat(rule("on: read, fault: reset, when: { at: [3, 17-20] }")
                        .when()
                        .at())
                .containsExactly(3, 3, 17, 20);
    }

    @Test
    void aRuleWithoutTriggerAlwaysActs() {
        Trigger.Conditions when = rule("on: read, fault: reset").when();
        assertThat(when)
                .usingRecursiveComparison()
                .isEqualTo(new Trigger.Conditions(
                        0, Long.MAX_VALUE, 0, false, 0, 0, 0, 1, new int[0], 1, Long.MAX_VALUE, Trigger.Per.CALL));
    }

    @ParameterizedTest
    @CsvSource({"reset, reset", "close, close", "hang, hang", "drop, drop", "refuse, refuse"})
    void aBareWordIsItsFault(String word, String expected) {
        String on = word.equals("refuse") ? "connect" : word.equals("drop") ? "write" : "read";
        assertThat(rule("on: " + on + ", fault: " + word).faults())
                .extracting(Fault::word)
                .containsExactly(expected);
    }

    @Test
    void faultsTakeTheirOptionsOver() {
        assertThat(faults("{ short: 16 }")).containsExactly(new ShortFault(16));
        assertThat(faults("{ timeout: 2s }")).containsExactly(new TimeoutFault(2_000_000_000L, null));
        assertThat(faults("{ timeout: { after: 2s, throw: java.net.SocketTimeoutException } }"))
                .containsExactly(
                        new TimeoutFault(2_000_000_000L, new ThrowFault("java.net.SocketTimeoutException", null)));
        assertThat(faults("{ throw: { class: java.io.EOFException, message: gone } }"))
                .containsExactly(new ThrowFault("java.io.EOFException", "gone"));
        assertThat(faults("[ { delay: 1ms }, reset ]")).extracting(Fault::word).containsExactly("delay", "reset");
    }

    @Test
    void delaysTakeTheirDistributionOver() {
        assertThat(faults("{ delay: 200ms }")).containsExactly(new DelayFault(new Distribution.Fixed(200_000_000)));
        assertThat(faults("{ delay: { uniform: [1ms, 2ms] } }"))
                .containsExactly(new DelayFault(new Distribution.Uniform(1_000_000, 2_000_000)));
        assertThat(faults("{ delay: { normal: { mean: 200ms, sd: 50ms }, max: 1s } }"))
                .containsExactly(new DelayFault(
                        new Distribution.Capped(new Distribution.Normal(200_000_000, 50_000_000), 1_000_000_000)));
        assertThat(faults("{ delay: { lognormal: { median: 20ms, p99: 400ms } } }"))
                .containsExactly(new DelayFault(new Distribution.Lognormal(20_000_000, 400_000_000)));
        assertThat(faults("{ delay: { exponential: { mean: 5ms } } }"))
                .containsExactly(new DelayFault(new Distribution.Exponential(5_000_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NAMES", "SYNONYMS"})
    void everyErrorThatARuleCanNameHasItsText(String list) throws ReflectiveOperationException {
        Field names = Class.forName("dev.jinx.agent.rules.Errno").getDeclaredField(list);
        names.setAccessible(true);
        for (String name : (String[]) names.get(null)) {
            if (!name.isEmpty()) {
                assertThat(ErrnoTexts.of(name)).as(name).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EDEADLOCK", "ENOTSUP", "EOPNOTSUPP", "EDEADLK", "EHWPOISON"})
    void soHaveSecondNames(String name) {
        assertThat(faults("{ error: " + name + " }"))
                .singleElement()
                .isInstanceOfSatisfying(ErrorFault.class, fault -> {
                    assertThat(fault.errno().name()).isEqualTo(name);
                    assertThat(fault.errno().text()).isNotBlank();
                });
    }

    @Test
    void anErrorHasTheTextOfTheSystem() {
        assertThat(faults("{ error: ECONNRESET }")).containsExactly(new ErrorFault("error", Errno.ECONNRESET));
        assertThat(faults("{ error: EPIPE }")).containsExactly(new ErrorFault("error", Errno.EPIPE));
        assertThat(faults("{ error: ETIMEDOUT }")).containsExactly(new ErrorFault("error", Errno.ETIMEDOUT));
    }

    @Test
    void rulesKeepTheirOrderAndTheirSwitches() throws UnknownHostException {
        Plan plan = plan("""
                rules:
                  - { name: off, on: read, fault: reset, enabled: false }
                  - { name: first, on: read, fault: { short: 1 }, continue: true }
                  - { name: second, on: read, fault: reset }
                """);
        Verdict verdict = plan.decide(plan.table(Operation.READ), endpoint("x", null, 1), null, true, true);
        assertThat(verdict.rule().name()).isEqualTo("first");
        assertThat(verdict.next().rule().name()).isEqualTo("second");
        assertThat(plan.seed()).isEqualTo(42);
    }

    @Test
    void sidesTransportsPathsAndThreadsRestrictARule() {
        assertThat(rule("on: read, fault: reset, target: { side: server }")
                        .target()
                        .server())
                .isTrue();
        assertThat(rule("on: read, fault: reset, target: { side: client }")
                        .target()
                        .server())
                .isFalse();
        assertThat(rule("on: read, fault: reset, target: { transport: unix, paths: '/run/*' }")
                        .target()
                        .unix())
                .isTrue();
        assertThat(rule("on: read, fault: reset, target: { threads: 'http-*' }")
                        .target()
                        .threads())
                .extracting(Object::toString)
                .containsExactly("http-*");
    }
}
