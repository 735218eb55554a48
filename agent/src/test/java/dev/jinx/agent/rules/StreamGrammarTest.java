package dev.jinx.agent.rules;

import static dev.jinx.agent.rules.Reading.rule;
import static dev.jinx.agent.rules.Reading.ruleWith;
import static dev.jinx.agent.rules.Reading.rules;
import static dev.jinx.agent.rules.Reading.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.agent.rules.FaultSpec.Blackhole.Direction;
import dev.jinx.agent.rules.FaultSpec.Then;
import dev.jinx.agent.rules.PayloadSpec.Corrupt.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the faults of streams, of whole peers and of content mean. */
class StreamGrammarTest {
    private static List<FaultSpec> faults(String fault) {
        return rule("on: write\nfault: " + fault).faults();
    }

    private static FaultSpec ofPeer(String fault) {
        Rule rule = rules("rules: [ { name: r, fault: " + fault + " } ]").get(0);
        assertThat(rule.wholePeer()).isTrue();
        assertThat(rule.on()).isEmpty();
        assertThat(rule.operations()).containsExactly(Operation.CONNECT, Operation.READ, Operation.WRITE);
        return rule.faults().get(0);
    }

    private static Octets octets(String text) {
        return Octets.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aWholePeerNeedsNoOperation() {
        assertThat(ofPeer("down")).isEqualTo(new FaultSpec.Down());
        assertThat(ofPeer("blackhole")).isEqualTo(new FaultSpec.Blackhole(Direction.BOTH));
        assertThat(ofPeer("{ blackhole: }")).isEqualTo(new FaultSpec.Blackhole(Direction.BOTH));
        assertThat(ofPeer("{ blackhole: { } }")).isEqualTo(new FaultSpec.Blackhole(Direction.BOTH));
        assertThat(ofPeer("{ blackhole: out }")).isEqualTo(new FaultSpec.Blackhole(Direction.OUT));
        assertThat(ofPeer("{ blackhole: { direction: in } }")).isEqualTo(new FaultSpec.Blackhole(Direction.IN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "target: { hosts: a, ports: 1, local-ports: 2, side: client, transport: tcp }",
                "target: { transport: unix, paths: /run/x }",
                "when: { from: 1s, for: 2s, repeat: 3s, since: first-match }",
                "when: { after: 1, every: 2, times: 3, per: connection }",
                "when: { at: 3 }",
                "probability: 10%"
            })
    void aWholePeerMayBeToldAndTimed(String lines) {
        String yaml = "rules:\n  - name: r\n    " + lines + "\n    fault: down\n";
        assertThat(rules(yaml)).singleElement().matches(Rule::wholePeer);
        assertThat(warnings(yaml)).isEmpty();
    }

    @Test
    void streamsAreCutIntoPiecesAndEnded() {
        assertThat(faults("{ slice: 2 }")).containsExactly(new FaultSpec.Slice(2, Duration.ZERO));
        assertThat(faults("{ slice: { size: 1KiB, delay: 2ms } }"))
                .containsExactly(new FaultSpec.Slice(1024, Duration.ofMillis(2)));
        assertThat(faults("{ slice: { size: 1, delay: 0s } }")).containsExactly(new FaultSpec.Slice(1, Duration.ZERO));
        assertThat(faults("{ limit: 1KB }")).containsExactly(new FaultSpec.Limit(1000, Then.RESET));
        assertThat(faults("{ limit: { bytes: 0, then: hang } }")).containsExactly(new FaultSpec.Limit(0, Then.HANG));
        assertThat(faults("{ lifetime: 3s }"))
                .containsExactly(new FaultSpec.Lifetime(Duration.ofSeconds(3), Duration.ZERO, Then.RESET));
        assertThat(faults("{ lifetime: { after: 3s, jitter: 3s, then: close } }"))
                .containsExactly(new FaultSpec.Lifetime(Duration.ofSeconds(3), Duration.ofSeconds(3), Then.CLOSE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "accept", "read", "write"})
    void aConnectionEndsWhereverItIsMetFirst(String on) {
        assertThat(rule("on: " + on + "\nfault: { limit: 3 }").faults())
                .containsExactly(new FaultSpec.Limit(3, Then.RESET));
        assertThat(rule("on: " + on + "\nfault: { lifetime: 3s }").on())
                .containsExactly(Operation.of(on).orElseThrow());
    }

    @Test
    void payloadIsChanged() {
        assertThat(faults("{ corrupt: 1% }")).containsExactly(new PayloadSpec.Corrupt(0.01, Mode.FLIP));
        assertThat(faults("{ corrupt: { rate: 1, mode: random } }"))
                .containsExactly(new PayloadSpec.Corrupt(1, Mode.RANDOM));
        assertThat(faults("{ corrupt: { rate: 0.5, mode: zero } }"))
                .containsExactly(new PayloadSpec.Corrupt(0.5, Mode.ZERO));
        assertThat(faults("{ truncate: { keep: 50% } }"))
                .containsExactly(new PayloadSpec.Truncate(0.5, 0, Then.CONTINUE));
        assertThat(faults("{ truncate: { drop-last: 1, then: hang } }"))
                .containsExactly(new PayloadSpec.Truncate(1, 1, Then.HANG));
        assertThat(faults("duplicate")).containsExactly(new PayloadSpec.Duplicate());
        assertThat(faults("{ pad: 3 }")).containsExactly(new PayloadSpec.Pad(3, "\0"));
        assertThat(faults("{ pad: { bytes: 64MiB, with: ab } }")).containsExactly(new PayloadSpec.Pad(64 << 20, "ab"));
        assertThat(faults("{ coalesce: 64MiB }")).containsExactly(new PayloadSpec.Coalesce(64 << 20));
        assertThat(faults("{ coalesce: { bytes: 1 } }")).containsExactly(new PayloadSpec.Coalesce(1));
    }

    @Test
    void payloadIsReplaced() {
        assertThat(faults("{ replace: { text: héllo } }")).containsExactly(new PayloadSpec.Replace(octets("héllo")));
        assertThat(faults("{ replace: { text: \"\" } }")).containsExactly(new PayloadSpec.Replace(octets("")));
        assertThat(faults("{ replace: { base64: aGk= } }")).containsExactly(new PayloadSpec.Replace(octets("hi")));
        assertThat(faults("{ replace: { hex: 68 69 } }")).containsExactly(new PayloadSpec.Replace(octets("hi")));
        assertThat(faults("{ replace: { hex: 0010FF } }"))
                .containsExactly(new PayloadSpec.Replace(Octets.of(new byte[] {0, 16, -1})));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            { pattern: a, with: b }                          ; a             ; b
            { pattern: "(a)(b)", with: $2$1 }                ; (a)(b)        ; $2$1
            { pattern: "(?<n>a)", with: "<$${n}>" }          ; (?<n>a)       ; <${n}>
            { pattern: a|b, with: '\\$5 \\\\' }              ; a|b           ; \\$5 \\\\
            { pattern: "(?i)content-length: \\\\d+", with: "" } ; (?i)content-length: \\d+ ; ^^
            { pattern: "(a)?|x", with: $1 }                  ; (a)?|x        ; $1
            { pattern: "(?x)(a) # one", with: $1 }           ; (?x)(a) # one ; $1
            """)
    void aSubstitutionTakesGroups(String options, String pattern, String with) {
        assertThat(faults("{ substitute: " + options + " }"))
                .containsExactly(new PayloadSpec.Substitute(pattern, with));
    }

    @Test
    void payloadFaultsGoTogetherInTheirOrder() {
        assertThat(faults("[ { delay: 1s }, { substitute: { pattern: a, with: b } }, duplicate, { corrupt: 1% },"
                        + " { slice: 1 }, { throttle: 1KB/s }, { truncate: { keep: 0, then: close } } ]"))
                .extracting(FaultSpec::word)
                .containsExactly("delay", "substitute", "duplicate", "corrupt", "slice", "throttle", "truncate");
    }

    @Test
    void whatWasCarriedIsOneThingOrOneOfAList() {
        Target target = rule("on: [read, write, close]\ntarget: { received: { contains: PING }, sent: [ { matches:"
                        + " \"GET /[a-z]+\" }, { hex: 00 10 }, { contains: é } ], callers: [com.acme.*, io.netty.*] }")
                .target();
        assertThat(target.received()).containsExactly(new ContentSpec.Contains("PING"));
        assertThat(target.sent())
                .containsExactly(
                        new ContentSpec.Matches("GET /[a-z]+"),
                        new ContentSpec.Hex(Octets.of(new byte[] {0, 16})),
                        new ContentSpec.Contains("é"));
        assertThat(target.callers()).containsExactly("com.acme.*", "io.netty.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "accept", "read", "write", "close"})
    void everyOperationOnStreamsHasCallers(String on) {
        assertThat(rule("on: " + on + "\ntarget: { callers: com.acme.* }")
                        .target()
                        .callers())
                .containsExactly("com.acme.*");
    }

    @Test
    void rulesThatAreWrittenTheSameAreTheSame() {
        String yaml =
                ruleWith("on: write\ntarget: { sent: { hex: 00 } }\nfault: [ { replace: { hex: 01 } }, { substitute:"
                        + " { pattern: a, with: b } } ]");
        assertThat(rules(yaml)).isEqualTo(rules(yaml));
        assertThat(rules(yaml)).isNotEqualTo(rules(yaml.replace("hex: 01", "hex: 02")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ corrupt: 1% }",
                "{ truncate: { keep: 50% } }",
                "duplicate",
                "{ pad: 3 }",
                "{ replace: { text: a } }",
                "[ { delay: 1s }, { substitute: { pattern: a, with: b } } ]"
            })
    void changedBytesBreakTls(String fault) {
        String lines = "on: write\nfault: " + fault;
        assertThat(warnings(ruleWith(lines))).singleElement().asString().contains("TLS", "breaks a record");
        assertThat(warnings(ruleWith("target: { transport: unix }\n" + lines))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ slice: 1 }", "{ limit: 3 }", "{ lifetime: 3s }", "{ coalesce: 3 }"})
    void bytesThatAreNotChangedDoNot(String fault) {
        assertThat(warnings(ruleWith("on: write\nfault: " + fault))).isEmpty();
    }

    @Test
    void aRuleOnAWholePeerHidesOthersOnItAndIsHiddenByThem() {
        assertThat(warnings("""
                                rules:
                                  - { name: a, target: { ports: 1 }, fault: down }
                                  - { name: b, target: { ports: 1 }, fault: blackhole }
                                  - { name: c, on: read, target: { ports: 1 }, fault: hang }
                                  - { name: d, on: accept, target: { local-ports: 3 }, fault: hang }
                                """))
                .containsExactly(
                        "faults.yaml:3:5: 'b': it never acts: 'a' has the same target and always does",
                        "faults.yaml:4:5: 'c': it never acts: 'a' has the same target and always does");
        assertThat(warnings("""
                                rules:
                                  - { name: a, on: read, fault: reset }
                                  - { name: b, fault: down }
                                """)).isEmpty();
        assertThat(warnings("""
                                rules:
                                  - { name: a, target: { ports: 1 }, fault: down }
                                  - { name: b, target: { ports: 2 }, fault: down }
                                  - { name: c, when: { times: 1 }, fault: down }
                                  - { name: d, fault: down }
                                """)).isEmpty();
    }
}
