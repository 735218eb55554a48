package dev.jinx.agent.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
        assertThat(names(object.path("properties"))).containsExactlyInAnyOrder((String[]) keys.get(null));
        assertThat(object.path("additionalProperties").asBoolean(true)).isFalse();
    }

    @Test
    void itHasTheFaultsAndOperationsOfTheParser() {
        JsonNode fault = SCHEMA.path("$defs").path("fault").path("anyOf").path(1);
        assertThat(names(fault.path("properties"))).containsExactlyInAnyOrder(FaultWord.words());
        JsonNode on = SCHEMA.path("$defs").path("rule").path("properties").path("on");
        assertThat(on.path("anyOf").path(0).path("enum"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        Arrays.stream(Operation.values()).map(Operation::word).toArray(String[]::new));
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
        return accepts(SCHEMA, new YAMLMapper().readTree(yaml));
    }

    /** As much of JSON Schema as ours uses. */
    private static boolean accepts(JsonNode schema, JsonNode value) {
        if (schema.has("$ref")) {
            String name = schema.path("$ref").asText();
            return accepts(SCHEMA.path("$defs").path(name.substring(name.lastIndexOf('/') + 1)), value);
        }
        if (schema.has("anyOf") && !any(schema.path("anyOf"), value)) {
            return false;
        }
        if (schema.has("enum") && stream(schema.path("enum")).noneMatch(one -> one.equals(value))) {
            return false;
        }
        if (schema.has("pattern")
                && !(value.isTextual()
                        && value.asText().matches(schema.path("pattern").asText()))) {
            return false;
        }
        if (schema.has("type") && !typed(schema.path("type"), value)) {
            return false;
        }
        if (value.isArray()) {
            return value.size() >= schema.path("minItems").asInt()
                    && value.size() <= schema.path("maxItems").asInt(Integer.MAX_VALUE)
                    && stream(value).allMatch(item -> accepts(schema.path("items"), item));
        }
        return !value.isObject() || acceptsObject(schema, value);
    }

    private static boolean acceptsObject(JsonNode schema, JsonNode value) {
        if (value.size() < schema.path("minProperties").asInt()
                || value.size() > schema.path("maxProperties").asInt(Integer.MAX_VALUE)
                || !stream(schema.path("required")).allMatch(key -> value.has(key.asText()))) {
            return false;
        }
        for (String name : names(value)) {
            JsonNode property = schema.path("properties").path(name);
            JsonNode other = schema.path("additionalProperties");
            if (property.isMissingNode() ? other.isBoolean() : !accepts(property, value.path(name))) {
                return false;
            }
        }
        return true;
    }

    private static boolean any(JsonNode schemas, JsonNode value) {
        return stream(schemas).anyMatch(one -> accepts(one, value));
    }

    private static boolean typed(JsonNode types, JsonNode value) {
        return types.isTextual() ? is(types, value) : stream(types).anyMatch(type -> is(type, value));
    }

    private static boolean is(JsonNode type, JsonNode value) {
        return switch (type.asText()) {
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> throw new IllegalArgumentException(type.asText());
        };
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return java.util.stream.StreamSupport.stream(array.spliterator(), false);
    }
}
