package dev.jinx.agent.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, the answer is rules or problems with a place, never an exception. */
class RulesParserFuzzTest {
    private static final int INPUTS = 20_000;

    private static final String[] WORDS = {
        "name",
        "on",
        "operation",
        "target",
        "fault",
        "when",
        "probability",
        "rules",
        "seed",
        "report",
        "safety",
        "hosts",
        "ports",
        "delay",
        "error",
        "reset",
        "throw",
        "class",
        "limit",
        "slice",
        "size",
        "down",
        "blackhole",
        "direction",
        "lifetime",
        "jitter",
        "corrupt",
        "rate",
        "mode",
        "zero",
        "truncate",
        "keep",
        "drop-last",
        "duplicate",
        "pad",
        "bytes",
        "with",
        "substitute",
        "pattern",
        "$1",
        "$",
        "\\",
        "coalesce",
        "received",
        "sent",
        "contains",
        "matches",
        "64MiB",
        "0",
        "replace",
        "hex",
        "base64",
        "then",
        "uniform",
        "max",
        "10%",
        "200ms",
        "8000-8999",
        "ECONNRESET",
        "&a ",
        "*a",
        "<<",
        "!!int ",
        "!x ",
        "${A}",
        "${A:-3}",
        "$$",
        "true",
        "~",
        "",
        "\n",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\"",
        "'",
        "|\n",
        ">\n",
        "#",
        "\t",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "? ",
        "\u00e9",
        "\ud83d\ude00",
        "\ufeff",
        "99999999999999999999",
        "-1",
        "0x10",
        "1e3",
        ".nan",
        "read",
        "write",
        "accept",
        "call",
        "methods",
        "args",
        "callers",
        "com.acme.A#b",
        "+a.B#new(int, String[])",
        "@a.B",
        "*#*",
        "(",
        ")",
        "<init>",
        "...",
        "return",
        "skip",
        "corrupt-result",
        "deadlock",
        "async",
        "force",
        "@",
        "`",
    };

    private static final String SEED_FILE = """
            seed: 42
            report: { console: true, json: "jinx-%p.json" }
            rules:
              - &first
                name: flaky-payments
                on: [connect, accept]
                probability: 10%
                fault: { error: ECONNREFUSED }
                labels: { a: b }
              - <<: *first
                name: slow-db
                on: read
                target: { hosts: ["*.internal", 10.1.0.0/16, "::1"], ports: "${DB_PORT:-5432}", threads: x* }
                when: { from: 1s, for: 2s, repeat: 5s, at: [3, 17-20], per: exchange, after-bytes: 64KiB }
                fault: [ { delay: { normal: { mean: 200ms, sd: 50ms }, max: 1s } }, { short: { max: 16 } } ]
                expect: { injected: ">=1" }
              - name: repository
                on: call
                target:
                  methods: ["com.acme.OrderRepository#find*", "+com.acme.Base#new(int, String[])", "@com.acme.Timed"]
                  args: { 0: "eu-*", 3: x }
                  callers: [com.acme.web.*]
                when: { after: 10, times: 5 }
                fault: [ { delay: { value: 1s } }, { throw: { class: a.B, message: m, force: true, label: true } } ]
              - name: liar
                on: call
                target: { methods: "com.acme.Prices#get(String...)" }
                fault: [ { delay: { value: 1s, async: true } }, { corrupt-result: 30% }, { return: NO } ]
              - name: mangled
                on: write
                target:
                  callers: com.acme.*
                  received: [ { contains: PING }, { matches: "GET /[a-z]+" } ]
                  sent: { hex: 00 10 ff }
                fault:
                  - { corrupt: { rate: 1%, mode: zero } }
                  - { pad: { bytes: 3, with: x } }
                  - { substitute: { pattern: "(?<a>b)(c)", with: "$2$1" } }
                  - { replace: { base64: AAEC } }
                  - { coalesce: { bytes: 1KiB } }
                  - duplicate
                  - { truncate: { drop-last: 1, then: hang } }
              - name: cut
                on: [read, write]
                fault: [ { slice: { size: 1, delay: 2ms } }, { limit: { bytes: 1KB, then: close } },
                         { lifetime: { after: 3s, jitter: 1s, then: hang } } ]
              - { name: gone, target: { ports: 1 }, when: { from: 1s, times: 2 }, fault: down }
              - { name: hole, target: { hosts: a }, fault: { blackhole: { direction: out } } }
            """;

    @Test
    void neverThrowsAndAlwaysAnswers() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int good = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = input(random, i % 3);
            Parsed parsed = RulesParser.parse("fuzz.yaml", input, Map.of("A", "${B}"));
            String described = "seed " + seed + ", input " + i + ": " + new String(input, StandardCharsets.UTF_8);
            assertThat(parsed.file().isPresent())
                    .as(described)
                    .isEqualTo(parsed.problems().isEmpty());
            for (Problem problem : parsed.problems()) {
                assertThat(problem.at().source()).as(described).isEqualTo("fuzz.yaml");
                // That is what the parser says where it met an exception that it did not foresee.
                assertThat(problem.message())
                        .as(described)
                        .isNotBlank()
                        .doesNotContain("\n", "the file cannot be read: ");
            }
            good += parsed.file().isPresent() ? 1 : 0;
        }
        System.out.println(good + " of " + INPUTS + " inputs are valid");
        assertThat(good).isPositive();
    }

    @Test
    void anyTextIsAMethodOrAProblem() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int good = 0;
        for (int i = 0; i < INPUTS; i++) {
            String text = method(random);
            String described = "seed " + seed + ": " + text;
            try {
                Node node = new Node.Scalar(text, Node.Form.GIVEN, new Position("fuzz.yaml", 1, 1));
                MethodPattern method = MethodSyntax.method(node, "methods");
                assertThat(method.text()).as(described).isEqualTo(text);
                assertThat(method.type()).as(described).isNotEmpty().doesNotContain("#", "(", "+", "@");
                assertThat(method.method()).as(described).isNotEmpty().doesNotContain("#", "(", ".");
                good++;
            } catch (BadValue bad) {
                assertThat(bad.getMessage()).as(described).contains("'").doesNotContain("\n");
            }
        }
        System.out.println(good + " of " + INPUTS + " methods are valid");
        assertThat(good).isPositive();
    }

    private static String method(Random random) {
        String[] parts = {"a", "com.acme", "Orders", "*", ".", "#", "+", "@", "(", ")", "[]", ",", "$", "new", "<", " "
        };
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "com.acme.Orders#find" : "");
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            text.insert(random.nextInt(text.length() + 1), parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    private static byte[] input(Random random, int kind) {
        return switch (kind) {
            case 0 -> bytes(random);
            case 1 -> words(random).getBytes(StandardCharsets.UTF_8);
            default -> mutated(random);
        };
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (' ' + (bytes[i] & 0x7f) % 95);
            }
        }
        return bytes;
    }

    private static String words(Random random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "rules:\n- " : "");
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
            if (random.nextInt(3) == 0) {
                text.append(": ");
            }
        }
        return text.toString();
    }

    private static byte[] mutated(Random random) {
        StringBuilder text = new StringBuilder(SEED_FILE);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(8));
            text.replace(at, end, random.nextBoolean() ? WORDS[random.nextInt(WORDS.length)] : "");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
