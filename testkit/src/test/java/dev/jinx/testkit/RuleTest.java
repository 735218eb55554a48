package dev.jinx.testkit;

import static dev.jinx.testkit.Operation.CALL;
import static dev.jinx.testkit.Operation.CONNECT;
import static dev.jinx.testkit.Operation.READ;
import static dev.jinx.testkit.Operation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.jinx.testkit.Fault.Corruption;
import dev.jinx.testkit.Fault.Then;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Path SCHEMA = Path.of("../agent/src/main/resources/dev/jinx/agent/cli/schema.json");

    /** Every method of the builder and every fault, at least once. */
    static Stream<Rule> rules() {
        Rule io = Rule.named("io").on(READ, WRITE);
        Rule write = Rule.named("write").on(WRITE);
        Rule call = Rule.named("call").on(CALL).methods("com.acme.Orders#find*");
        return Stream.of(
                Rule.named("refused").on(CONNECT).fault(Fault.refuse()),
                Rule.named("all \"keys\": of: it")
                        .on(READ, WRITE)
                        .hosts("localhost", "*.example.com", "10.0.0.0/8", "::1")
                        .ports(1, 2)
                        .localPorts(3)
                        .clientSide()
                        .threads("worker-*")
                        .onlyThisTest()
                        .probability(0.25)
                        .after(1)
                        .every(2)
                        .times(4)
                        .from(Duration.ofMillis(5))
                        .lasting(SECOND)
                        .idle(Duration.ofNanos(1_000))
                        .afterBytes(10)
                        .perExchange()
                        .fault(Fault.delay(Duration.ofMillis(1)))
                        .fault(Fault.reset())
                        .continuing()
                        .disabled()
                        .mayBeUnused()
                        .description("costs $5, or ${NOT_A_VARIABLE}")
                        .expect("injected", ">=1")
                        .expect("skipped", "==0"),
                io.serverSide().perConnection().at(3, 5).fault(Fault.close()),
                io.paths("/tmp/*.sock").fault(Fault.error("ECONNRESET")),
                io.ports("8000-8999", "${NOT_SET:-5432}").fault(Fault.hang()),
                write.fault(Fault.drop()),
                io.fault(Fault.shortTo(3)),
                Rule.named("down").ports(1).fault(Fault.down()),
                Rule.named("blackhole").ports(1).fault(Fault.blackhole()),
                Rule.named("blackhole").ports(1).fault(Fault.blackholeOut()),
                Rule.named("blackhole").ports(1).fault(Fault.blackholeIn()),
                io.fault(Fault.slice(1)),
                io.fault(Fault.slice(1, Duration.ofMillis(1))),
                io.fault(Fault.limit(0)),
                io.fault(Fault.limit(1L << 40, Then.HANG)),
                io.fault(Fault.lifetime(SECOND, Then.CLOSE)),
                io.fault(Fault.lifetime(SECOND, SECOND, Then.RESET)),
                io.fault(Fault.corrupt(0.01)),
                io.fault(Fault.corrupt(1, Corruption.RANDOM)),
                io.fault(Fault.corrupt(0.5, Corruption.ZERO)),
                write.fault(Fault.truncate(0)),
                write.fault(Fault.truncate(0.5, Then.CLOSE)),
                write.fault(Fault.truncateLast(1)),
                write.fault(Fault.truncateLast(4, Then.HANG)),
                io.fault(Fault.duplicate()),
                io.fault(Fault.pad(1)),
                io.fault(Fault.pad(16, "null")),
                io.fault(Fault.replace("true: \"$1\"")),
                io.fault(Fault.replace("")),
                io.fault(Fault.replace(new byte[] {0, 0x10, -1})),
                io.fault(Fault.substitute("\"price\":(\\d+)", "\"price\":-$1")),
                io.fault(Fault.coalesce(1024)),
                io.sent(Content.contains("GET /prices")).fault(Fault.hang()),
                io.received(
                                Content.contains("null"),
                                Content.matches("HTTP/1.1 5\\d\\d"),
                                Content.bytes((byte) 0, (byte) -1))
                        .fault(Fault.reset()),
                io.tcp()
                        .from(SECOND)
                        .lasting(SECOND)
                        .repeating(Duration.ofSeconds(3))
                        .sinceFirstMatch()
                        .fault(Fault.reset()),
                io.unixDomain().fault(Fault.reset()),
                io.fault(Fault.throttle(1000)),
                io.fault(Fault.timeout(SECOND)),
                io.fault(Fault.delayUniform(SECOND, Duration.ofSeconds(2))),
                io.fault(Fault.delayNormal(SECOND, SECOND, SECOND)),
                io.fault(Fault.delayLognormal(Duration.ofMillis(1), SECOND, SECOND)),
                io.fault(Fault.delayExponential(SECOND, SECOND)),
                io.fault(Fault.throwing(IOException.class, "no: way, \\ \"quoted\"\n")),
                io.fault(Fault.yaml("{ throttle: { rate: 8KiB/s, shared: true } }")),
                call.argument(0, "eu-*")
                        .argument(1, "{x}")
                        .callers("com.acme.*")
                        .fault(Fault.deadlock()),
                call.argument(0, "a").argument(0, "b").fault(Fault.skip()),
                call.fault(Fault.delay(SECOND).async()),
                call.fault(Fault.delayUniform(SECOND, SECOND).async()),
                call.fault(Fault.timeout(SECOND).async()),
                call.fault(Fault.timeout(SECOND, "java.util.concurrent.TimeoutException")),
                call.fault(
                        Fault.throwing("java.io.IOException", "null").forced().labelled()),
                call.fault(Fault.throwing(IOException.class, "gone").async()),
                call.fault(Fault.throwing(IllegalStateException.class, null)),
                io.fault(Fault.throttle(1000).shared()),
                call.label("team", "payments").label("ticket", "null").fault(Fault.skip()),
                Rule.named("null")
                        .on(READ)
                        .threads("NULL", "~", "a\u2028b", "\ufeff", "a\ud83d\ude00b")
                        .fault(Fault.hang()),
                call.fault(Fault.returning("7")),
                call.fault(Fault.returning("")),
                call.fault(Fault.corruptResult(0.3)),
                call.methods("com.acme.Outer$Inner#run", "+java.lang.Runnable#run", "@com.acme.Timed")
                        .fault(Fault.throwing("java.io.IOException", "gone")));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void itIsARulesFile(Rule rule) throws IOException {
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(Files.readString(SCHEMA));
        JsonNode tree = new YAMLMapper().readTree(rule.yaml());
        assertThat(schema.validate(tree)).as(rule.yaml()).isEmpty();
        assertThat(problems(rule.yaml())).as(rule.yaml()).isEmpty();
        assertThat(rule.toString()).isEqualTo(rule.yaml());
    }

    private static List<?> problems(String yaml) {
        var request = Agent.request("check");
        request.put("yaml", yaml);
        request.put("source", "builder");
        return (List<?>) Agent.ask(request).get("problems");
    }

    @Test
    void itSaysWhatTheYamlSays() throws IOException {
        JsonNode built = new YAMLMapper()
                .readTree(Rule.named("slow db")
                        .on(READ)
                        .hosts("db.example.com", "*.internal")
                        .ports(5432)
                        .probability(0.1)
                        .after(2)
                        .times(3)
                        .perExchange()
                        .fault(Fault.delay(Duration.ofMillis(1500)))
                        .expect("injected", ">=1")
                        .yaml());
        JsonNode written = new YAMLMapper().readTree("""
                        rules:
                          - name: slow db
                            on: read
                            target: { hosts: [db.example.com, "*.internal"], ports: 5432 }
                            probability: 0.1
                            when: { after: 2, times: 3, per: exchange }
                            fault: { delay: 1500ms }
                            expect: { injected: ">=1" }
                        """);
        assertThat(built).isEqualTo(written);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(Fault.down(), "down"),
                arguments(Fault.delay(SECOND), "delay: 1000ms"),
                arguments(Fault.delay(SECOND).async(), "delay: { value: 1000ms, async: true }"),
                arguments(
                        Fault.delayNormal(SECOND, SECOND, SECOND).async(),
                        "delay: { normal: { mean: 1000ms, sd: 1000ms }, max: 1000ms, async: true }"),
                arguments(Fault.timeout(SECOND), "timeout: 1000ms"),
                arguments(
                        Fault.timeout(SECOND, "a.B").async(),
                        "timeout: { after: 1000ms, throw: { class: a.B }, async: true }"),
                arguments(Fault.throttle(5), "throttle: 5B/s"),
                arguments(Fault.throttle(5).shared(), "throttle: { rate: 5B/s, shared: true }"),
                arguments(
                        Fault.throwing("a.B", "null").forced().labelled().async(),
                        "throw: { class: a.B, message: 'null', force: true, label: true, async: true }"),
                arguments(Fault.returning("null"), "return: null"),
                arguments(Fault.returning(null), "return: null"),
                arguments(Fault.blackhole(), "blackhole"),
                arguments(Fault.blackholeOut(), "{ blackhole: { direction: out } }"),
                arguments(Fault.blackholeIn(), "blackhole: { direction: in }"),
                arguments(Fault.limit(1024), "limit: { bytes: 1024, then: reset }"),
                arguments(Fault.limit(0, Then.CLOSE), "limit: { bytes: 0, then: close }"),
                arguments(
                        Fault.lifetime(SECOND, Duration.ofMillis(200), Then.HANG),
                        "lifetime: { after: 1000ms, jitter: 200ms, then: hang }"),
                arguments(Fault.corrupt(0.01), "corrupt: { rate: 0.01, mode: flip }"),
                arguments(Fault.corrupt(0.5, Corruption.RANDOM), "corrupt: { rate: 0.5, mode: random }"),
                arguments(Fault.truncate(0.5), "truncate: { keep: 0.5 }"),
                arguments(Fault.truncate(0.5, Then.CLOSE), "truncate: { keep: 0.5, then: close }"),
                arguments(Fault.truncateLast(1, Then.HANG), "truncate: { drop-last: 1, then: hang }"),
                arguments(Fault.duplicate(), "duplicate"),
                arguments(Fault.pad(16, "7"), "pad: { bytes: 16, with: \"7\" }"),
                arguments(Fault.replace("a: b"), "replace: { text: 'a: b' }"),
                arguments(Fault.replace(new byte[] {0, 0x10, -1}), "replace: { hex: 0010ff }"),
                arguments(
                        Fault.substitute("\"price\":(\\d+)", "\"price\":-$1"),
                        "substitute: { pattern: '\"price\":(\\d+)', with: '\"price\":-$$1' }"),
                arguments(Fault.coalesce(1024), "coalesce: { bytes: 1024 }"),
                arguments(Fault.slice(1, Duration.ofMillis(2)), "slice: { size: 1, delay: 2ms }"));
    }

    @ParameterizedTest
    @MethodSource
    void faults(Fault fault, String byHand) throws IOException {
        YAMLMapper reader = new YAMLMapper();
        String written = byHand.contains(":") && !byHand.startsWith("{") ? "{ " + byHand + " }" : byHand;
        assertThat(reader.readTree(fault.toString())).isEqualTo(reader.readTree(written));
    }

    @Test
    void whatIsLookedForIsWhatIsLookedForByHand() throws IOException {
        JsonNode built = new YAMLMapper()
                .readTree(Rule.named("a")
                        .on(READ)
                        .sent(Content.contains("GET /prices"))
                        .received(Content.matches("5\\d\\d"), Content.bytes((byte) 0, (byte) -1))
                        .fault(Fault.hang())
                        .yaml());
        JsonNode written = new YAMLMapper().readTree("""
                        rules:
                          - name: a
                            on: read
                            target:
                              sent: { contains: GET /prices }
                              received: [ { matches: '5\\d\\d' }, { hex: 00ff } ]
                            fault: hang
                        """);
        assertThat(built).isEqualTo(written);
    }

    @Test
    void everyFaultAndEveryKeyThatAgentsTakeHasAMethod() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(SCHEMA.toFile()).get("$defs");
        Set<String> used = new TreeSet<>();
        for (Rule rule : rules().toList()) {
            JsonNode tree = new YAMLMapper().readTree(rule.yaml()).get("rules").get(0);
            names(tree, "", used);
            for (String place : List.of("target", "when")) {
                if (tree.has(place)) {
                    names(tree.get(place), place + " ", used);
                }
            }
            for (JsonNode fault : tree.get("fault").isArray() ? tree.get("fault") : List.of(tree.get("fault"))) {
                if (fault.isTextual()) {
                    used.add("fault " + fault.asText());
                } else {
                    names(fault, "fault ", used);
                }
            }
        }
        Set<String> known = new TreeSet<>();
        names(schema.get("rule").get("properties"), "", known);
        names(schema.get("target").get("properties"), "target ", known);
        names(schema.get("when").get("properties"), "when ", known);
        names(schema.get("fault").get("anyOf").get(1).get("properties"), "fault ", known);
        // Another word for `on`; of one value so far; not built yet.
        known.removeAll(Set.of("operation", "target layer", "fault reorder"));
        assertThat(used).containsAll(known);
        for (String fault : List.of("throw", "timeout", "throttle", "delay")) {
            schema.get(fault).get("properties").fieldNames().forEachRemaining(option -> assertThat(
                            rules().map(Rule::yaml))
                    .as(fault + "." + option)
                    // Of a delay, `value` may be left out.
                    .anyMatch(yaml -> yaml.contains(fault + ": {") && yaml.contains(option + ": ")));
        }
    }

    @Test
    void anOptionThatAFaultHasNotIsRefused() {
        assertThatThrownBy(() -> Fault.refuse().async())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'async' is an option of delay, timeout, throw, not of refuse");
        assertThatThrownBy(() -> Fault.delay(SECOND).shared()).hasMessageContaining("of throttle, not of { delay:");
    }

    @Test
    void textsStandForThemselves() {
        for (String text :
                List.of("null", "~", "true", "1e3", "a\u2028b", "a\ufeffb", "\ud83d\ude00", "${X} $1", "=", "é")) {
            try (Scope scope = Jinx.inject(Rule.named(text)
                    .on(CALL)
                    .methods(RuleTest.class.getName() + "#text")
                    .fault(Fault.throwing(IllegalStateException.class, text)))) {
                String thrown = "nothing";
                try {
                    text();
                } catch (IllegalStateException e) {
                    thrown = e.getMessage();
                }
                assertThat(thrown).as(() -> scope.injections().toString()).isEqualTo(text);
                scope.rule(text).assertInjected(1);
            }
        }
    }

    private static String text() {
        return "";
    }

    @Test
    void theLastOfTwoPatternsForAnArgumentCounts() {
        Rule rule = Rule.named("a").on(CALL).methods("a.B#c").argument(1, "x").argument(0, "y");
        assertThat(rule.argument(1, "z").yaml()).contains("args: { 1: z, 0: y } }");
    }

    private static void names(JsonNode mapping, String prefix, Set<String> into) {
        mapping.fieldNames().forEachRemaining(name -> into.add(prefix + name));
    }

    @Test
    void thisTestUsesEveryMethodOfTheBuilder() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/jinx/testkit/RuleTest.java"));
        for (Class<?> type : List.of(Rule.class, Fault.class, Content.class)) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
                    assertThat(source).contains(method.getName() + "(");
                }
            }
        }
        assertThat(Rule.file(List.of(Rule.named("a"), Rule.named("b")))).contains("- name: a", "- name: b");
        assertThat(Rule.named("a").name()).isEqualTo("a");
    }

    @Test
    void whatIsMissingIsToldWhenItIsInjected() {
        assertThatThrownBy(() -> Jinx.inject(Rule.named("nothing")))
                .isInstanceOf(InvalidRulesException.class)
                .hasMessageContaining("'on' is missing")
                .hasMessageContaining("'fault' is missing");
    }

    @Test
    void valuesOutOfRangeAreRefusedAtOnce() {
        assertThatThrownBy(() -> Rule.named("a").probability(1.5)).hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> Rule.named("a").from(Duration.ofMillis(-1))).hasMessageContaining("not negative");
        assertThatThrownBy(() -> Fault.truncate(0.5, Then.RESET)).hasMessageContaining("closes or hangs");
        assertThatThrownBy(() -> Fault.corrupt(2)).hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> Rule.named("a").ports("1 }, fault: reset")).hasMessageContaining("ports are numbers");
    }

    @Test
    void aRuleIsNotChangedByWhatIsMadeOfIt() {
        Rule rule = Rule.named("a").on(CONNECT).fault(Fault.refuse());
        String before = rule.yaml();
        assertThat(rule.times(3).yaml()).isNotEqualTo(before);
        assertThat(rule.yaml()).isEqualTo(before);
    }
}
