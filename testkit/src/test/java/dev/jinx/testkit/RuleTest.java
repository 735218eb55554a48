package dev.jinx.testkit;

import static dev.jinx.testkit.Operation.CALL;
import static dev.jinx.testkit.Operation.CONNECT;
import static dev.jinx.testkit.Operation.READ;
import static dev.jinx.testkit.Operation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Every method of the builder and every fault, at least once. */
    static Stream<Rule> rules() {
        Rule io = Rule.named("io").on(READ, WRITE);
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
                Rule.named("io").on(WRITE).fault(Fault.drop()),
                io.fault(Fault.shortTo(3)),
                Rule.named("down").ports(1).fault(Fault.down()),
                Rule.named("blackhole").ports(1).fault(Fault.blackhole()),
                io.fault(Fault.slice(1, Duration.ofMillis(1))),
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
                call.fault(Fault.skip()),
                call.fault(Fault.returning("7")),
                call.fault(Fault.returning("")),
                call.fault(Fault.corruptResult(0.3)),
                call.methods("com.acme.Outer$Inner#run", "+java.lang.Runnable#run", "@com.acme.Timed")
                        .fault(Fault.throwing("java.io.IOException", "gone")));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void itIsARulesFile(Rule rule) throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("../agent/src/main/resources/dev/jinx/agent/cli/schema.json")));
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

    @Test
    void thisTestUsesEveryMethodOfTheBuilder() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/jinx/testkit/RuleTest.java"));
        for (Class<?> type : List.of(Rule.class, Fault.class)) {
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
