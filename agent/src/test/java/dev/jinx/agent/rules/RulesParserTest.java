package dev.jinx.agent.rules;

import static dev.jinx.agent.rules.Reading.parse;
import static dev.jinx.agent.rules.Reading.problems;
import static dev.jinx.agent.rules.Reading.rule;
import static dev.jinx.agent.rules.Reading.rules;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RulesParserTest {
    private static final String MANUAL = """
            version: 1                        # optional
            seed: 42                          # optional; always in the report
            report: { console: true, json: "jinx-%p.json" }
            rules:
              - name: flaky-payments          # unique
                on: connect                   # one operation, or a list; `operation:` is a synonym
                target: { hosts: ["payments.example.com", "*.internal", 10.1.0.0/16], ports: [443, 8000-8999] }
                probability: 10%
                fault: { error: ECONNREFUSED }
              - name: slow-db
                on: read
                target: { ports: "${DB_PORT:-5432}" }
                fault: { delay: { normal: { mean: 200ms, sd: 50ms }, max: 1s } }
              - name: repository-down
                on: call
                target: { methods: "com.acme.OrderRepository#find*" }
                when: { after: 10, times: 5 }
                fault: { throw: { class: java.sql.SQLTransientConnectionException, message: injected } }
                expect: { injected: ">=1" }
            """;

    @Test
    void theExampleOfTheManualMeansWhatItSays() {
        RulesFile file = parse(MANUAL).file().orElseThrow();

        assertThat(file.seed()).hasValue(42);
        assertThat(file.report()).isEqualTo(new RulesFile.ReportSettings(true, Optional.of("jinx-%p.json")));
        Rule payments = file.rules().get(0);
        assertThat(payments.name()).isEqualTo("flaky-payments");
        assertThat(payments.at()).hasToString("faults.yaml:5:5");
        assertThat(payments.on()).containsExactly(Operation.CONNECT);
        assertThat(payments.target().hosts()).containsExactly("payments.example.com", "*.internal", "10.1.0.0/16");
        assertThat(payments.target().ports()).containsExactly(new Range(443, 443), new Range(8000, 8999));
        assertThat(payments.trigger().probability()).isEqualTo(0.1);
        assertThat(payments.faults()).containsExactly(new FaultSpec.Error("ECONNREFUSED"));
        Rule database = file.rules().get(1);
        assertThat(database.target().ports()).containsExactly(new Range(5432, 5432));
        assertThat(database.faults())
                .containsExactly(new FaultSpec.Delay(new DelaySpec(
                        new DelaySpec.Normal(Duration.ofMillis(200), Duration.ofMillis(50)),
                        Optional.of(Duration.ofSeconds(1)))));
        Rule repository = file.rules().get(2);
        assertThat(repository.on()).containsExactly(Operation.CALL);
        assertThat(repository.target().methods())
                .containsExactly(new MethodPattern(
                        "com.acme.OrderRepository#find*",
                        false,
                        Optional.empty(),
                        "com.acme.OrderRepository",
                        "find*",
                        Optional.empty()));
        assertThat(repository.trigger().after()).isEqualTo(10);
        assertThat(repository.trigger().times()).hasValue(5);
        assertThat(repository.faults())
                .containsExactly(
                        new FaultSpec.Throw("java.sql.SQLTransientConnectionException", Optional.of("injected")));
    }

    @Test
    void aScopeIsForTheRulesOfATest() {
        byte[] yaml =
                "rules: [ { name: mine, on: read, target: { scope: this-test }, may-be-unused: true, fault: reset } ]"
                        .getBytes(StandardCharsets.UTF_8);
        Parsed file = RulesParser.parse("faults.yaml", yaml, Map.of());
        assertThat(file.file()).isEmpty();
        assertThat(file.problems())
                .singleElement()
                .hasToString(
                        "faults.yaml:1:10: 'mine': 'scope' is for rules that a test injects: a rules file is not part"
                                + " of one");
        Rule rule = RulesParser.parseTest("test", yaml, Map.of())
                .file()
                .orElseThrow()
                .rules()
                .get(0);
        assertThat(rule.thisTest()).isTrue();
        assertThat(rule.mayBeUnused()).isTrue();
    }

    @Test
    void aTestMayWriteOneRuleAloneAndItsMistakesAreWhereTheyAre() {
        for (String text :
                List.of("{ name: mine, on: read, fault: reset }", "# why\nname: mine\non: read\nfault: reset\n")) {
            byte[] yaml = text.getBytes(StandardCharsets.UTF_8);
            assertThat(RulesParser.parseTest("test", yaml, Map.of())
                            .file()
                            .orElseThrow()
                            .rules()
                            .get(0)
                            .name())
                    .isEqualTo("mine");
            assertThat(RulesParser.parse("faults.yaml", yaml, Map.of()).file()).isEmpty();
        }
        byte[] wrong = "{ name: mine,\n  on: red, fault: reset }".getBytes(StandardCharsets.UTF_8);
        assertThat(RulesParser.parseTest("test", wrong, Map.of()).problems())
                .singleElement()
                .hasToString("test:2:7: rules[1] 'mine': unknown operation 'red', did you mean 'read'?");
        byte[] file = "{ rulez: [ { name: mine, on: read, fault: reset } ] }".getBytes(StandardCharsets.UTF_8);
        assertThat(RulesParser.parseTest("test", file, Map.of()).problems().toString())
                .contains("did you mean 'rules'?");
    }

    @Test
    void whatTheManualPromisesButIsNotBuiltIsRefusedWithItsPlace() {
        assertThat(problems("""
                                report: { html: "jinx-%p.html" }
                                rules:
                                  - name: slow-upload
                                    on: send
                                    target: { scope: test }
                                    fault: { delay: 1s }
                                """))
                .containsExactly(
                        "faults.yaml:1:11: 'html' is not supported yet",
                        "faults.yaml:4:9: rules[1] 'slow-upload': the operation 'send' is not supported yet",
                        "faults.yaml:5:22: rules[1] 'slow-upload': unknown scope 'test'; it is one of this-test");
    }

    @Test
    void theSafetyNetIsRead() {
        SafetySettings safety = parse("""
                                safety: { expires-after: 10m, max-injections: 1000, max-injections-per-second: 50,
                                          max-waiting-threads: 100, protect: [ { ports: 22 }, { side: server } ] }
                                rules: [ { name: a, on: read, fault: reset } ]
                                """).file().orElseThrow().safety();
        assertThat(safety.expiresAfter()).hasValue(Duration.ofMinutes(10));
        assertThat(safety.maxInjections()).hasValue(1000);
        assertThat(safety.maxInjectionsPerSecond()).hasValue(50);
        assertThat(safety.maxWaitingThreads()).hasValue(100);
        assertThat(safety.protect()).hasSize(2);
        assertThat(safety.protect().get(0).ports()).containsExactly(new Range(22, 22));
    }

    @Test
    void whatIsNoConnectionCannotBeProtected() {
        assertThat(problems("""
                                safety: { max-injections: 0, protect: [ { }, { methods: "a.B#c" }, { transport: unix, ports: 1 } ] }
                                rules: [ { name: a, on: read, fault: reset } ]
                                """))
                .containsExactly(
                        "faults.yaml:1:27: 'max-injections' is a whole number of at least 1, not '0'",
                        "faults.yaml:1:41: this protects everything, so that no rule would ever act",
                        "faults.yaml:1:48: 'methods' is not for what is protected, which is told by hosts, ports,"
                                + " local-ports, side, transport and paths",
                        "faults.yaml:1:87: 'ports' does not apply to Unix-domain sockets, which have paths");
    }

    @Test
    void anUnknownFaultIsNamedWithItsPlaceAndTheNearestWord() {
        assertThat(problems("""
                                rules:
                                  - { name: first, on: read, fault: reset }
                                  - name: slow-db
                                    on: read
                                    fault:
                                      dealy: 200ms
                                """))
                .containsExactly("faults.yaml:6:7: rules[2] 'slow-db': unknown fault 'dealy', did you mean 'delay'?");
    }

    @Test
    void everyProblemIsReportedAtOnceInTheOrderOfTheFile() {
        assertThat(problems("""
                                seed: many
                                rules:
                                  - name: a
                                    on: [red, write]
                                    probability: 5
                                    fault: { delay: 200 }
                                  - name: a
                                    fault: { error: ECONREFUSED }
                                """))
                .extracting(problem -> problem.replaceAll("faults.yaml:(\\d+):.*", "$1"))
                .containsExactly("1", "4", "5", "6", "7", "7", "8");
    }

    @Test
    void everyKeyOfARuleArrives() {
        Rule rule = rule("""
                operation: [read, write]
                enabled: false
                continue: true
                description: what for
                labels: { team: payments, tier: 0010, on: NO }
                expect: { injected: ">= 1", matched: 5 }
                target: { local-ports: 80, side: server, transport: tcp, threads: [http-*], layer: wire }
                when: { from: 10s, for: 30s, repeat: 2m, since: first-match, after: 3, every: 2, at: [3, 17-20], times: 7,
                        idle: 60s, after-bytes: 1KiB, per: exchange }
                fault: [ { delay: 1.5s }, { short: { max: 16 } } ]""");

        assertThat(rule.on()).containsExactly(Operation.READ, Operation.WRITE);
        assertThat(rule.enabled()).isFalse();
        assertThat(rule.continues()).isTrue();
        assertThat(rule.description()).isEqualTo("what for");
        assertThat(rule.labels())
                .containsExactly(Map.entry("team", "payments"), Map.entry("tier", "0010"), Map.entry("on", "NO"));
        assertThat(rule.expectations())
                .containsExactly(new Expectation("injected", ">=", 1), new Expectation("matched", "==", 5));
        assertThat(rule.target())
                .isEqualTo(new Target(
                        List.of(),
                        List.of(),
                        List.of(new Range(80, 80)),
                        Optional.of(Target.Side.SERVER),
                        Optional.of(Target.Transport.TCP),
                        List.of(),
                        List.of("http-*"),
                        List.of(),
                        Map.of(),
                        List.of(),
                        List.of(),
                        List.of()));
        assertThat(rule.trigger())
                .isEqualTo(new Trigger(
                        Duration.ofSeconds(10),
                        Optional.of(Duration.ofSeconds(30)),
                        Optional.of(Duration.ofMinutes(2)),
                        Trigger.Since.FIRST_MATCH,
                        Optional.of(Duration.ofMinutes(1)),
                        OptionalLong.of(1024),
                        3,
                        OptionalLong.of(2),
                        List.of(new Range(3, 3), new Range(17, 20)),
                        1,
                        OptionalLong.of(7),
                        Trigger.Per.EXCHANGE));
        assertThat(rule.faults())
                .containsExactly(
                        new FaultSpec.Delay(
                                new DelaySpec(new DelaySpec.Fixed(Duration.ofMillis(1500)), Optional.empty())),
                        new FaultSpec.Short(16));
    }

    @Test
    void aRuleWithoutTargetAndWhenMatchesEverythingAlways() {
        Rule rule = rule("on: read");

        assertThat(rule.target()).isEqualTo(Target.ANY);
        assertThat(rule.trigger()).isEqualTo(Trigger.ALWAYS);
        assertThat(rule.enabled()).isTrue();
        assertThat(rule.continues()).isFalse();
    }

    @Test
    void theDefinitionSaysWhereWhenAndWhatOnOneLine() {
        Rule rule = rule("""
                fault:
                  delay: 200ms
                target:
                  ports: 5432
                description: not in it
                operation: read""");

        assertThat(rule.definition()).isEqualTo("{on: read, target: {ports: 5432}, fault: {delay: 200ms}}");
    }

    @Test
    void aDefinitionReadAgainGivesTheSameDefinition() {
        Rule rule = rule("""
                target: { threads: ["a b", "null", "#x", 'it''s "$$"', "{", "tab\\t"], hosts: ["*", "::1"] }
                when: { per: call }
                fault: { throw: { class: java.io.IOException, message: "" } }""");

        Rule again = rules("rules: [ " + rule.definition().replace("{on:", "{name: r, on:") + " ]")
                .get(0);

        assertThat(again.definition()).isEqualTo(rule.definition());
        assertThat(again.target()).isEqualTo(rule.target());
        assertThat(again.target().threads()).contains("it's \"$\"", "tab\t");
    }

    @Test
    void aYaml11ToolThatChangedOnIsNamed() {
        assertThat(problems("rules:\n  - name: r\n    true: read\n    fault: reset\n"))
                .containsExactly(
                        "faults.yaml:3:5: rules[1] 'r': the key 'true' is no key: a YAML 1.1 tool changed `on`; "
                                + "write `operation:`");
    }

    @Test
    void aVariableStandsForItsValueItsDefaultOrAProblem() {
        Map<String, String> environment = Map.of("HOST", "db", "EMPTY", "");
        String yaml = Reading.ruleWith("target: { hosts: '${HOST}', threads: ['$$${EMPTY:-x}-${HOST}', '$1'] }");

        Target target =
                parse(yaml, environment).file().orElseThrow().rules().get(0).target();

        assertThat(target.hosts()).containsExactly("db");
        assertThat(target.threads()).containsExactly("$x-db", "$1");
        assertThat(problems(yaml))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("faults.yaml:3:22: rules[1] 'r': the environment variable HOST is not set; "
                                + "`${HOST:-default}` gives it a default"))
                .allSatisfy(problem -> assertThat(problem).contains("HOST"));
    }

    @Test
    void aSubstitutedValueIsTypedByItsKey() {
        Map<String, String> environment = Map.of("PORT", "99999999", "WAIT", "soon");
        String yaml = Reading.ruleWith("target: { ports: '${PORT}' }\nfault: { delay: '${WAIT}' }");

        assertThat(parse(yaml, environment).problems())
                .extracting(Problem::message)
                .containsExactly(
                        "'ports' is a whole number from 1 to 65535, not '99999999'",
                        "'delay' is a duration like `200ms`, `1.5s` or `2m`, not 'soon'");
    }

    @Test
    void anchorsAliasesAndMergeKeysWork() {
        List<Rule> rules = rules("""
                rules:
                  - &base
                    name: a
                    on: read
                    target: &db { ports: 5432, side: client }
                    fault: &slow { delay: 200ms }
                  - <<: *base
                    name: b
                    on: write
                  - name: c
                    on: connect
                    target: { <<: [ *db ], ports: 1 }
                    fault: [ *slow, *slow ]
                """);

        assertThat(rules.get(1).on()).containsExactly(Operation.WRITE);
        assertThat(rules.get(1).target()).isEqualTo(rules.get(0).target());
        assertThat(rules.get(2).definition())
                .isEqualTo("{on: connect, target: {ports: 1, side: client}, fault: [{delay: 200ms}, {delay: 200ms}]}");
    }

    @Test
    void tenThousandRulesAreRead() {
        StringBuilder yaml = new StringBuilder("rules:\n");
        for (int i = 0; i < 10_000; i++) {
            yaml.append("  - { name: r")
                    .append(i)
                    .append(", on: connect, target: { hosts: h")
                    .append(i);
            yaml.append(".example.com, ports: [443, 80] }, probability: 10%, fault: { error: ECONNREFUSED } }\n");
        }

        assertThat(rules(yaml.toString())).hasSize(10_000);
    }
}
