package dev.jinx.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleWordsTest {
    private static List<String> words(String rule) {
        Parsed parsed = RulesParser.parse(
                "f.yaml", ("rules: [{ name: r, " + rule + " }]").getBytes(StandardCharsets.UTF_8), Map.of());
        return RuleWords.of(parsed.file()
                .orElseThrow(() -> new AssertionError(parsed.problems()))
                .rules()
                .get(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    on: read, target: { ports: 5432 }, probability: 10%, fault: { delay: 200ms } \
                    | r: on read from port 5432: 200 ms late, with probability 10 %
                    on: connect, target: { hosts: [a, b.c], ports: [443, 8000-8999] }, fault: refuse \
                    | r: on connect to a or b.c ports 443 or 8000-8999: is refused
                    on: connect, target: { hosts: a }, fault: { error: EHOSTUNREACH } \
                    | r: on connect to a: fails with EHOSTUNREACH
                    on: [read, write], target: { side: server }, fault: reset \
                    | r: on read or write, connection accepted here: the connection is reset
                    on: accept, target: { local-ports: 8080 }, fault: close \
                    | r: on accept on local port 8080: the connection is closed in order
                    on: read, fault: { delay: { normal: { mean: 1500ms, sd: 50us }, max: 2m } } \
                    | r: on read: around 1.5 s late (normal, sd 50 us), 2 min at most
                    on: read, fault: { delay: { uniform: [1ms, 2s] } } \
                    | r: on read: 1 ms to 2 s late
                    on: read, fault: [ { delay: 1ms }, { short: { max: 1 } } ] \
                    | r: on read: 1 ms late, then moves at most 1 byte at a time
                    on: read, fault: { throttle: { rate: 64KiB/s, shared: true } } \
                    | r: on read: at most 64 KiB per second for all connections together
                    on: write, fault: { throttle: 1Mbit/s } \
                    | r: on write: at most 125 KB per second
                    on: read, fault: { timeout: 2s } \
                    | r: on read: times out after 2 s
                    on: connect, enabled: false, fault: hang \
                    | r (disabled): on connect: hangs
                    on: connect, when: { from: 10s, for: 30s, repeat: 2m, times: 1 }, fault: hang \
                    | r: on connect: hangs, from 10 s after the start, for 30 s, again every 2 min, 1 time at most
                    on: read, when: { after: 3, every: 40, per: exchange }, fault: hang \
                    | r: on read: hangs, not the first 3, only number 40, 80 and so on, once per exchange
                    on: connect, continue: true, fault: { delay: 1ms } \
                    | r: on connect: 1 ms late; later rules are tried too
                    target: { hosts: db, ports: 5432 }, fault: down \
                    | r: the whole peer at db port 5432: is down; connects are refused, and connections that are open are reset
                    fault: blackhole, probability: 10% \
                    | r: every peer: is a black hole; nothing reaches it, and nothing arrives from it, with probability 10 %, once per connection
                    target: { side: server }, fault: { blackhole: out }, enabled: false \
                    | r (disabled): every peer, connection accepted here: is a black hole; nothing reaches it
                    on: read, fault: { slice: { size: 1, delay: 2ms } } \
                    | r: on read: moves in pieces of 1 byte, 2 ms apart
                    on: connect, fault: { limit: 1KB } \
                    | r: on connect: the connection is reset after 1 KB more
                    on: connect, fault: { limit: { bytes: 0, then: hang } } \
                    | r: on connect: the connection hangs before its next byte
                    on: accept, fault: { lifetime: { after: 10s, jitter: 1s, then: close } } \
                    | r: on accept: the connection is closed in order 10 s after its first data, give or take 1 s
                    on: read, fault: { corrupt: 1% } \
                    | r: on read: has 1 % of its bytes changed by a bit
                    on: read, fault: [ { corrupt: { rate: 1, mode: zero } }, duplicate ] \
                    | r: on read: has 100 % of its bytes set to 0, then has its bytes twice
                    on: write, fault: { truncate: { keep: 50% } } \
                    | r: on write: is sent to 50 % and reported as whole
                    on: write, fault: { truncate: { drop-last: 1, then: close } } \
                    | r: on write: is sent without its last 1 byte and reported as whole; then the connection is closed in order
                    on: write, fault: [ { pad: 1KiB }, { pad: { bytes: 2, with: ab } } ] \
                    | r: on write: has 1 KiB added, then has 2 bytes added, of "ab"
                    on: write, fault: [ { replace: { text: abc } }, { replace: { text: "" } } ] \
                    | r: on write: has other bytes, 3 bytes, then has no bytes
                    on: write, fault: { substitute: { pattern: "a+", with: b } } \
                    | r: on write: has "b" for each match of "a+"
                    on: read, fault: { coalesce: 1KiB } \
                    | r: on read: is held back until there are 1 KiB
                    on: write, target: { ports: 80, received: [ { contains: "GET" }, { hex: 00 10 } ], sent: { matches: "a+" }, callers: a.* }, fault: reset \
                    | r: on write to port 80 called, however indirectly, from a.*, after "GET" or bytes 00 10 was received, after a match of "a+" was sent: the connection is reset
                    """)
    void aRuleIsOneSentence(String rule, String sentence) {
        assertThat(words(rule)).containsExactly(sentence);
    }

    @Test
    void callsAreToldByWhatIsCalled() {
        assertThat(words(
                                "on: call, target: { methods: [\"+a.B#c\", \"a.D#e(int)\"], args: { 0: eu-* }, callers: a.web.*,"
                                        + " threads: x-* }, fault: { timeout: { after: 1s, async: true } }")
                        .get(0))
                .startsWith(
                        "r: on call of a.B#c and what implements or extends it or a.D#e(int) with argument 0 like eu-*"
                                + " called, however indirectly, from a.web.* in thread x-*: its outcome times out after 1 s");
        assertThat(words("on: call, target: { methods: \"@a.B\" }, fault: { corrupt-result: { rate: 30% } }"))
                .containsExactly(
                        "r: on call of methods annotated with @a.B, and all methods of classes that are: gives a"
                                + " damaged copy of its result, 30 % of its values");
    }

    @Test
    void descriptionAndExpectationsFollowIt() {
        assertThat(words("on: connect, fault: refuse, description: why not, expect: { injected: \">=1\", matched: 3 }"))
                .containsExactly(
                        "r: on connect: is refused",
                        "    (why not)",
                        "    expected at the end: injected >= 1, matched == 3");
    }
}
