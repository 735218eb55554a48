package dev.jinx.agent.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema knows what the parser knows: no key more, and none less. */
class SchemaTest {
    private static final JsonNode SCHEMA = schema();
    private static final JsonSchema VALIDATOR =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(SCHEMA);

    /** What the parser knows and refuses, because it does nothing yet. */
    private static final Set<String> NOT_YET = Set.of("html", "reorder");

    private static JsonNode schema() {
        try (InputStream in = SchemaTest.class.getResourceAsStream("/dev/jinx/agent/cli/schema.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RulesFileReader, ''",
        "ReportReader, report",
        "SafetyReader, safety",
        "RuleReader, rule",
        "TargetReader, target",
        "TriggerReader, when",
        "ExpectReader, expect",
        "ThrowReader, throw",
        "DelayReader, delay",
        "TimeoutReader, timeout",
        "ShortReader, short",
        "ThrottleReader, throttle",
        "BlackholeReader, blackhole",
        "SliceReader, slice",
        "LimitReader, limit",
        "LifetimeReader, lifetime",
        "CorruptReader, corrupt",
        "TruncateReader, truncate",
        "PadReader, pad",
        "ReplaceReader, replace",
        "SubstituteReader, substitute",
        "CoalesceReader, coalesce",
        "ContentReader, content",
        "ResultReader, corrupt-result"
    })
    void itHasTheKeysOfTheParser(String reader, String definition) throws ReflectiveOperationException {
        Field keys = Class.forName("dev.jinx.agent.rules." + reader).getDeclaredField("KEYS");
        keys.setAccessible(true);
        JsonNode object = definition.isEmpty() ? SCHEMA : SCHEMA.path("$defs").path(definition);
        assertThat(names(object.path("properties"))).containsExactlyInAnyOrder(built((String[]) keys.get(null)));
        assertThat(object.path("additionalProperties").asBoolean(true)).isFalse();
    }

    @Test
    void itHasTheFaultsAndOperationsOfTheParser() {
        JsonNode fault = SCHEMA.path("$defs").path("fault").path("anyOf").path(1);
        assertThat(names(fault.path("properties"))).containsExactlyInAnyOrder(built(FaultWord.words()));
        JsonNode on = SCHEMA.path("$defs").path("rule").path("properties").path("on");
        assertThat(on.path("anyOf").path(0).path("enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(
                        Operations.BUILT.stream().map(Operation::word).toList());
    }

    private static String[] built(String[] words) {
        return Arrays.stream(words).filter(word -> !NOT_YET.contains(word)).toArray(String[]::new);
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(java.util.Map.Entry::getKey).toList();
    }

    @Test
    void itAcceptsTheFilesOfTheDocumentationAndTheExamples() throws IOException {
        Path root = Path.of("..");
        int count = 0;
        Matcher matcher = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(root.resolve("README.md")) + Files.readString(root.resolve("docs/rules.md")));
        while (matcher.find()) {
            // A block that shows one key only is no whole file.
            String yaml = matcher.group(1);
            assertThat(accepts(
                            yaml.contains("rules:") ? yaml : yaml + "rules: [ { name: r, on: read, fault: hang } ]\n"))
                    .as(yaml)
                    .isTrue();
            count++;
        }
        try (Stream<Path> examples = Files.walk(root.resolve("config-examples"))) {
            for (Path file :
                    examples.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                assertThat(accepts(Files.readString(file))).as(file.toString()).isTrue();
                count++;
            }
        }
        assertThat(count).isGreaterThan(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version: 1\nseed: -7\nreport: { console: '${C:-false}', json: 'j-%p.json' }\nrules: [ { name: r, on: read, fault: hang } ]",
                "rules: [ { name: 7, operation: [read, write], probability: 1e-3, fault: hang } ]",
                "rules: [ { name: r, on: read, probability: '${P:-10%}', fault: { delay: '${D:-5ms}' } } ]",
                "rules: [ { name: r, on: read, target: { ports: [1, 2-3, '${PORT:-80}'], hosts: 10.0.0.1 }, fault: { delay: 5 ms } } ]",
                "rules: [ { name: r, on: read, when: { from: 0s, for: 1.5s, repeat: 2m, after: 1, at: [3, 17-20], times: 5 }, fault: hang } ]",
                "rules: [ { name: r, on: read, when: { idle: 60s, after-bytes: 1.5KiB }, fault: { throttle: 100 kbit/s } } ]",
                "rules: [ { name: r, on: read, expect: { injected: '>= 1', matched: 5, skipped: '!=0' }, fault: { short: 5 } } ]",
                "rules: [ { name: r, on: read, fault: { timeout: { after: 1s, throw: java.io.IOException } } } ]",
                "rules: [ { name: r, on: read, fault: { delay: { value: 1s, max: 2s } } } ]",
                "rules: [ { name: r, on: read, fault: [ { delay: 1us }, { corrupt: { rate: 100%, mode: zero } } ] } ]",
                "rules: [ { name: r, on: read, fault: { duplicate: } } ]",
                "rules: [ { name: r, fault: { blackhole: } } ]",
                "rules: [ { name: r, on: call, target: { methods: a.B#c, args: { 0: 7 } }, fault: { return: [] } } ]",
                "rules: [ { name: r, on: call, target: { methods: a.B#c }, fault: { throw: { class: a.E, label: true } } } ]"
            })
    void itAcceptsWhatTheParserAccepts(String yaml) throws IOException {
        assertThat(VALIDATOR.validate(new YAMLMapper().readTree(yaml))).isEmpty();
        assertThat(RulesParser.parse("test", yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.util.Map.of())
                        .problems())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "report: { html: x.html }\nrules: [ { name: r, on: read, fault: hang } ]",
                "version: 2\nrules: [ { name: r, on: read, fault: hang } ]",
                "seed: many\nrules: [ { name: r, on: read, fault: hang } ]",
                "rules: [ { name: r, on: send, fault: drop } ]",
                "rules: [ { name: r, on: [], fault: hang } ]",
                "rules: [ { name: r, on: read, target: { layer: tls }, fault: hang } ]",
                "rules: [ { name: r, on: read, target: { transport: udp }, fault: hang } ]",
                "rules: [ { name: r, on: read, target: { ports: http }, fault: hang } ]",
                "rules: [ { name: r, on: read, probability: 5, fault: hang } ]",
                "rules: [ { name: r, on: read, probability: often, fault: hang } ]",
                "rules: [ { name: r, on: read, enabled: maybe, fault: hang } ]",
                "rules: [ { name: r, on: read, expect: { injected: many }, fault: hang } ]",
                "rules: [ { name: r, on: read, when: { from: 10 }, fault: hang } ]",
                "rules: [ { name: r, on: read, when: { times: 1.5 }, fault: hang } ]",
                "rules: [ { name: r, on: read, when: { after-bytes: 1 mile }, fault: hang } ]",
                "rules: [ { name: r, on: read, fault: { delay: 200 } } ]",
                "rules: [ { name: r, on: read, fault: { delay: { normal: { mean: 1s } } } } ]",
                "rules: [ { name: r, on: read, fault: { throttle: 64KiB } } ]",
                "rules: [ { name: r, on: read, fault: { short: } } ]",
                "rules: [ { name: r, on: read, fault: { timeout: { throw: java.io.IOException } } } ]",
                "rules: []",
                "rules: 7",
                "seed: 1",
                "rules: [ { on: connect, fault: refuse } ]",
                "rules: [ { name: r, on: conect, fault: refuse } ]",
                "rules: [ { name: r, on: connect, fault: dealy } ]",
                "rules: [ { name: r, on: connect, fault: { dealy: 1s } } ]",
                "rules: [ { name: r, on: connect, fault: { delay: 1s, error: ECONNRESET } } ]",
                "rules: [ { name: r, on: connect, tarjet: {}, fault: refuse } ]",
                "rules: [ { name: r, on: connect, target: { port: 1 }, fault: refuse } ]",
                "rules: [ { name: r, on: connect, when: { per: thread }, fault: refuse } ]",
                "rules: [ { name: r, on: connect, fault: { throw: { message: x } } } ]",
                "rules: [ { name: r, fault: { blackhole: left } } ]",
                "rules: [ { name: r, fault: { blackhole: { way: in } } } ]",
                "rules: [ { name: r, on: read, fault: { slice: { delay: 1ms } } } ]",
                "rules: [ { name: r, on: read, fault: { limit: { bytes: 1, then: continue } } } ]",
                "rules: [ { name: r, on: read, fault: { lifetime: { jitter: 1ms } } } ]",
                "rules: [ { name: r, on: read, fault: { corrupt: { rate: 1%, mode: one } } } ]",
                "rules: [ { name: r, on: write, fault: { truncate: { } } } ]",
                "rules: [ { name: r, on: write, fault: { truncate: { keep: 50%, then: reset } } } ]",
                "rules: [ { name: r, on: write, fault: { pad: { with: x } } } ]",
                "rules: [ { name: r, on: write, fault: { replace: { text: x, hex: 00 } } } ]",
                "rules: [ { name: r, on: write, fault: { substitute: { pattern: x } } } ]",
                "rules: [ { name: r, on: write, fault: { coalesce: { } } } ]",
                "rules: [ { name: r, on: read, target: { sent: { contains: a, hex: 00 } }, fault: reset } ]",
                "rules: [ { name: r, on: read, target: { received: [ { is: a } ] }, fault: reset } ]",
                "safety: { max: 1 }\nrules: [ { name: r, on: connect, fault: refuse } ]"
            })
    void itRefusesWhatTheParserRefuses(String yaml) throws IOException {
        assertThat(accepts(yaml)).isFalse();
        assertThat(RulesParser.parse("test", yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.util.Map.of())
                        .file())
                .isEmpty();
    }

    private static boolean accepts(String yaml) throws IOException {
        return VALIDATOR.validate(new YAMLMapper().readTree(yaml)).isEmpty();
    }
}
