package dev.jinx.runtime.plan;

import static dev.jinx.runtime.plan.RuleBuilder.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RuleIndexTest {
    private static final int RULES = 10_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    RuleIndexTest() {
        System.out.println("seed " + seed);
    }

    @AfterEach
    void forgetNames() {
        ResolvedNames.clear();
    }

    @Test
    void findsAmongManyRandomRulesWhatAskingEachOneFinds() throws UnknownHostException {
        for (int i = 0; i < 300; i++) {
            ResolvedNames.note("host" + random.nextInt(200), new InetAddress[] {inet()});
        }
        for (int size : new int[] {1, 5, 100, RULES}) {
            Rule[] rules = new Rule[size];
            for (int i = 0; i < size; i++) {
                rules[i] = randomRule(i);
            }
            for (Operation operation : new Operation[] {Operation.READ, Operation.ACCEPT}) {
                OperationTable table = RuleBuilder.plan(operation, rules).table(operation);
                for (int i = 0; i < 500; i++) {
                    compare(rules, table, randomEndpoint(operation));
                }
            }
        }
    }

    private void compare(Rule[] rules, OperationTable table, Endpoint endpoint) {
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < rules.length; i++) {
            if (rules[i].target().matches(endpoint)) {
                expected.add(i);
            }
        }
        List<Integer> found = new ArrayList<>();
        for (int i = table.next(endpoint, -1); i != Integer.MAX_VALUE; i = table.next(endpoint, i)) {
            if (rules[i].target().matches(endpoint)) {
                found.add(i);
            }
        }
        assertThat(found).as("%s with seed %d", endpoint.describe(), seed).isEqualTo(expected);
        int port = table.operation() == Operation.ACCEPT ? endpoint.localPort() : endpoint.port();
        if (!expected.isEmpty()) {
            assertThat(table.concerns(port)).isTrue();
        }
    }

    @Test
    void whatIsDecidedByAddressAndPortAloneIsWhatIsDecidedByAll() throws UnknownHostException {
        for (int i = 0; i < 50; i++) {
            ResolvedNames.note("host" + random.nextInt(200), new InetAddress[] {inet()});
        }
        int none = 0;
        int one = 0;
        int open = 0;
        for (int round = 0; round < 300; round++) {
            Rule[] rules = new Rule[1 + random.nextInt(round < 280 ? 12 : 1000)];
            for (int i = 0; i < rules.length; i++) {
                rules[i] = randomRule(i);
            }
            Plan plan = RuleBuilder.plan(Operation.READ, rules);
            OperationTable table = plan.table(Operation.READ);
            for (int i = 0; i < 50; i++) {
                String name = random.nextBoolean() ? "HOST" + random.nextInt(210) : null;
                InetAddress remote = InetAddress.getByAddress(name, inet().getAddress());
                int port = port();
                Verdict quick = plan.quickly(table, remote, port);
                if (quick == Plan.UNDECIDED) {
                    open++;
                    continue;
                }
                Endpoint endpoint = new Endpoint(name, remote, port, 0, false, null, false);
                Verdict verdict = plan.decide(table, endpoint, null, true, true);
                assertThat(quick == null ? null : quick.rule())
                        .as("%s with seed %d", endpoint.describe(), seed)
                        .isSameAs(verdict == null ? null : verdict.rule());
                if (plan.ignores(table, remote, port)) {
                    assertThat(verdict).isNull();
                }
                none += quick == null ? 1 : 0;
                one += quick == null ? 0 : 1;
            }
        }
        // Or nothing was compared.
        assertThat(none).as("no rule acts").isPositive();
        assertThat(one).as("one rule acts").isPositive();
        assertThat(open).as("more has to be known").isPositive();
    }

    private Rule randomRule(int number) {
        RuleBuilder builder = rule("rule-" + number);
        if (random.nextInt(10) > 0) {
            builder.ports(randomPorts());
        }
        if (random.nextInt(10) > 6) {
            builder.localPorts(randomPorts());
        }
        if (random.nextInt(10) > 2) {
            builder.hosts(randomHosts());
        }
        return builder.build();
    }

    private int[] randomPorts() {
        int[] bounds = new int[2 * (1 + random.nextInt(3))];
        for (int i = 0; i < bounds.length; i += 2) {
            bounds[i] = port();
            bounds[i + 1] = random.nextInt(20) == 0
                    ? bounds[i] + random.nextInt(65536 - bounds[i])
                    : Math.min(65535, bounds[i] + random.nextInt(5));
        }
        return bounds;
    }

    private int port() {
        return switch (random.nextInt(20)) {
            case 0 -> 1;
            case 1 -> 65535;
            case 2 -> 1 + random.nextInt(65535);
            default -> 8000 + random.nextInt(100);
        };
    }

    private Hosts randomHosts() {
        List<String> names = new ArrayList<>();
        List<Glob> globs = new ArrayList<>();
        List<Address> addresses = new ArrayList<>();
        List<Cidr> blocks = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            switch (random.nextInt(10)) {
                case 0 -> globs.add(new Glob("host" + random.nextInt(20) + "*"));
                case 1, 2 -> blocks.add(new Cidr(address(), random.nextInt(129)));
                case 3, 4, 5 -> addresses.add(address());
                default -> names.add("host" + random.nextInt(200));
            }
        }
        return new Hosts(
                names.toArray(new String[0]),
                globs.toArray(new Glob[0]),
                addresses.toArray(new Address[0]),
                blocks.toArray(new Cidr[0]));
    }

    private Address address() {
        return Address.of(inet());
    }

    private InetAddress inet() {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? 16 : 4];
        bytes[0] = (byte) (bytes.length == 4 ? 10 : 0x20);
        bytes[bytes.length - 2] = (byte) random.nextInt(2);
        bytes[bytes.length - 1] = (byte) random.nextInt(100);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Endpoint randomEndpoint(Operation operation) {
        boolean unix = random.nextInt(20) == 0;
        if (unix) {
            return new Endpoint(null, null, 0, 0, true, "/run/x", random.nextBoolean());
        }
        String name = random.nextBoolean() ? "HOST" + random.nextInt(210) : null;
        InetAddress inet = name != null && random.nextInt(4) == 0 ? null : inet();
        if (operation == Operation.ACCEPT) {
            return new Endpoint(null, null, 0, port(), false, null, false);
        }
        return new Endpoint(name, inet, port(), random.nextInt(2) * port(), false, null, random.nextBoolean());
    }

    @Test
    void aPortThatNoRuleNamesConcernsNone() {
        Rule[] rules = {
            rule("one").ports(443, 443).build(),
            rule("two").ports(8000, 8999).build(),
            rule("three").ports(65535, 65535).build()
        };
        OperationTable table = RuleBuilder.plan(Operation.READ, rules).table(Operation.READ);
        for (int port = 0; port <= 65535; port++) {
            boolean named = port == 443 || (port >= 8000 && port <= 8999) || port == 65535;
            assertThat(table.concerns(port)).as("%d", port).isEqualTo(named);
        }
    }

    @Test
    void aRuleWithoutPortsConcernsEveryPort() {
        OperationTable table =
                RuleBuilder.plan(Operation.READ, rule("any").build()).table(Operation.READ);
        assertThat(table.concerns(0)).isTrue();
        assertThat(table.concerns(65535)).isTrue();
    }

    @Test
    void withoutRulesNoPortIsConcerned() {
        OperationTable table = RuleBuilder.plan(Operation.READ).table(Operation.READ);
        assertThat(table.concerns(0)).isFalse();
        assertThat(table.concerns(443)).isFalse();
        assertThat(table.used()).isFalse();
    }

    @Test
    void tenThousandRulesForAsManyHostsAreSmall() {
        assertThat(megabytes(
                        i -> rule("r" + i).names("host" + i).ports(443, 443).build()))
                .isLessThan(20);
    }

    @Test
    void tenThousandRulesForAsManyPortsAreSmall() {
        assertThat(megabytes(i -> rule("r" + i).ports(1000 + i, 1000 + i).build()))
                .isLessThan(20);
    }

    @Test
    void tenThousandOverlappingRangesAreSmall() {
        assertThat(megabytes(i -> rule("r" + i)
                        .names("host" + i)
                        .ports(1000 + i, 30_000 + i)
                        .build()))
                .isLessThan(30);
    }

    @Test
    void aThousandOverlappingRangesAreSmall() {
        Rule[] rules = new Rule[1000];
        for (int i = 0; i < rules.length; i++) {
            rules[i] =
                    rule("r" + i).names("host" + i).ports(1000 + i, 30_000 + i).build();
        }
        assertThat(megabytes(rules)).isLessThan(20);
    }

    @Test
    void alsoWhereRangesOverlapByTheThousandOtherPortsConcernNoRule() {
        Rule[] rules = new Rule[1000];
        for (int i = 0; i < rules.length; i++) {
            rules[i] = rule("r" + i).ports(1000 + i, 30_000 + i).build();
        }
        OperationTable table = RuleBuilder.plan(Operation.READ, rules).table(Operation.READ);
        assertThat(table.concerns(999)).isFalse();
        assertThat(table.concerns(1000)).isTrue();
        assertThat(table.concerns(30_999)).isTrue();
        assertThat(table.concerns(31_000)).isFalse();
        assertThat(table.next(new Endpoint("x", null, 1000, 0, false, null, false), -1))
                .isZero();
    }

    private interface Maker {
        Rule rule(int number);
    }

    private static long megabytes(Maker maker) {
        Rule[] rules = new Rule[RULES];
        for (int i = 0; i < RULES; i++) {
            rules[i] = maker.rule(i);
        }
        return megabytes(rules);
    }

    /** What a plan holds on to beside its rules. */
    private static long megabytes(Rule[] rules) {
        long before = used();
        Plan plan = RuleBuilder.plan(Operation.READ, rules);
        long after = used();
        assertThat(plan.table(Operation.READ).used()).isTrue();
        System.out.println((after - before) / 1024 + " KiB");
        return (after - before) >> 20;
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
