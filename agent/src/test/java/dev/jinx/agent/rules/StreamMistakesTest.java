package dev.jinx.agent.rules;

import static dev.jinx.agent.rules.Reading.complaints;
import static dev.jinx.agent.rules.Reading.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the faults of streams, of whole peers and of content refuse. */
class StreamMistakesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            slice: 0                                    | 'slice' is from 1 to 2147483647 bytes
            slice: 2ms                                  | 'slice' is a size like `16`
            slice: { size: 1, delay: 2 }                | write `2ms`
            slice: { size: 1, average_size: 2 }         | did you mean 'size'?
            limit: { then: close }                      | 'limit' needs 'bytes'
            limit: { bytes: 1, then: continue }         | it is one of reset, close, hang
            limit: -1                                   | 'limit' is a size
            lifetime: 0s                                | 'lifetime' is more than 0
            lifetime: { jitter: 1s }                    | 'lifetime' needs 'after'
            lifetime: { after: 1s, jitter: 2s }         | 'jitter' is not longer than 'after'
            lifetime: { after: 1s, then: stop }         | it is one of reset, close, hang
            corrupt: 0%                                 | 'corrupt' is more than 0: at 0 % nothing would change
            corrupt: { rate: 0 }                        | 'rate' is more than 0: at 0 % nothing would change
            corrupt: { mode: zero }                     | 'corrupt' needs 'rate'
            corrupt: 5                                  | 5 % is `5%`
            corrupt: { rate: 1%, mode: flop }           | did you mean 'flip'?
            corrupt:                                    | as in `fault: { corrupt: { rate: 1% } }`
            truncate: 50%                               | `truncate` is a mapping, with keep, drop-last, then
            truncate: { then: close }                   | takes one of keep and drop-last
            truncate: { keep: 50%, drop-last: 1 }       | takes one of keep and drop-last
            truncate: { drop-last: 0 }                  | from 1 to
            truncate: { keep: 50%, then: reset }        | it is one of continue, hang, close
            duplicate: 2                                | 'duplicate' has no options: write `fault: duplicate`
            pad: 0                                      | from 1 byte to 64MiB, because they are held in memory, not '0'
            pad: { bytes: 65MiB }                       | from 1 byte to 64MiB, because they are held in memory, not '65MiB'
            pad: { with: x }                            | 'pad' needs 'bytes'
            pad: { bytes: 1, with: "" }                 | 'with' is empty: say what the added bytes are
            replace: hello                              | `replace` is a mapping, with text, base64, hex
            replace: {}                                 | takes one of text, base64 and hex
            replace: { hex: 0 0 }                       | two hexadecimal digits each
            replace: { hex: 0g }                        | two hexadecimal digits each
            substitute: a                               | `substitute` is a mapping, with pattern, with
            substitute: { pattern: a }                  | 'substitute' needs 'with'
            substitute: { with: a }                     | 'substitute' needs 'pattern'
            substitute: { regex: a, with: b }           | did you mean 'pattern'?
            substitute: { pattern: "", with: b }        | 'pattern' is empty and would find everything
            substitute: { pattern: "(", with: b }       | '(' is not a regular expression: Unclosed group
            substitute: { pattern: "*a", with: b }     | is not a regular expression
            substitute: { pattern: a, with: }           | 'with' has an empty value
            substitute: { pattern: a, with: $1 }        | No group 1; `$1` is its first group, `\\$` a dollar sign
            substitute: { pattern: (a), with: $2 }      | No group 2
            substitute: { pattern: (a), with: "$${b}" } | No group with name {b}
            substitute: { pattern: a, with: 5$ }        | 'with' cannot stand for what 'pattern' finds
            substitute: { pattern: a, with: 'b\\' }     | 'with' cannot stand for what 'pattern' finds
            coalesce: 0                                 | from 1 byte to 64MiB, because they are held in memory
            coalesce: 1GiB                              | from 1 byte to 64MiB, because they are held in memory
            coalesce: {}                                | 'coalesce' needs 'bytes'
            """)
    void anOptionThatCannotBeIsRefused(String fault, String answer) {
        assertThat(complaints("on: write\nfault: { " + fault + " }"))
                .singleElement()
                .asString()
                .contains(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            received: {}                                   | 'received' takes one of contains, matches and hex; several stand in a list
            received: { contains: a, hex: 00 }             | 'received' takes one of contains, matches and hex; several stand in a list
            received: PING                                 | `received` is a mapping, with contains, matches, hex
            received: []                                   | 'received' is an empty list
            received: { contains: "" }                     | 'contains' is empty and would match everything
            received: { text: PING }                       | did you mean 'contains'?
            sent: [ { contains: a }, { matches: "[" } ]    | is not a regular expression
            sent: { hex: "  " }                            | 'hex' is empty and would match everything
            sent: { hex: 0x10 }                            | two hexadecimal digits each
            request: { contains: a }                       | did you mean 'received'?
            """)
    void whatNobodyCanLookForIsRefused(String target, String answer) {
        assertThat(complaints("target: { " + target + " }"))
                .singleElement()
                .asString()
                .contains(answer);
    }

    @Test
    void nothingIsLookedForBeforeTheFirstByte() {
        assertThat(complaints("on: [connect, write]\ntarget: { received: { contains: a }, sent: { contains: b } }"))
                .contains(
                        "'received' does not apply to connect, when nothing has been received yet",
                        "'sent' does not apply to connect, when nothing has been sent yet");
        assertThat(complaints("on: accept\ntarget: { sent: { hex: 00 } }"))
                .contains("'sent' does not apply to accept, when nothing has been sent yet");
    }

    @Test
    void contentProtectsNothing() {
        assertThat(problems("safety: { protect: [ { ports: 1, received: { contains: a } } ] }\n"
                        + "rules: [ { name: r, on: read, fault: reset } ]\n"))
                .contains("faults.yaml:1:34: 'received' is not for what is protected, which is told by hosts, ports,"
                        + " local-ports, side, transport and paths");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            when: { per: call }                  | 18 | 'per: call' does not apply to a whole peer: its connections are counted, each once
            when: { per: exchange }              | 18 | 'per: exchange' does not apply to a whole peer: its connections are counted, each once
            when: { idle: 3s }                   | 18 | 'idle' does not apply to a whole peer, whose connections are hit whatever they carried
            when: { after-bytes: 3 }             | 18 | 'after-bytes' does not apply to a whole peer, whose connections are hit whatever they carried
            target: { threads: x }               | 20 | 'threads' does not apply to a whole peer, which is hit whoever uses it
            target: { callers: a.B }             | 20 | 'callers' does not apply to a whole peer, which is hit whoever uses it
            target: { received: { hex: 00 } }    | 20 | 'received' does not apply to a whole peer, which is hit whatever its connections carry
            target: { sent: { hex: 00 } }        | 20 | 'sent' does not apply to a whole peer, which is hit whatever its connections carry
            target: { methods: "a.B#c" }         | 20 | 'methods' does not apply to a whole peer, only to call
            target: { args: { 0: a } }           | 20 | 'args' does not apply to a whole peer, only to call
            target: { side: server, hosts: db }  | 34 | accepted peers have IP addresses only: 'db' never matches on side server
            """)
    void aWholePeerIsNotToldByWhatUsesIt(String lines, int column, String answer) {
        for (String fault : new String[] {"down", "{ blackhole: in }"}) {
            assertThat(problems("rules:\n  - name: r\n    " + lines + "\n    fault: " + fault + "\n").stream()
                            .filter(problem -> !problem.endsWith("is not supported yet")))
                    .containsExactly("faults.yaml:3:" + (column - 5) + ": rules[1] 'r': " + answer);
        }
    }

    @Test
    void aWholePeerHasNoOperation() {
        assertThat(complaints("on: read\nfault: down")).contains("'down' concerns the whole peer: leave out 'on'");
        assertThat(complaints("on: [connect, read]\nfault: blackhole"))
                .contains("'blackhole' concerns the whole peer: leave out 'on', which would be send and receive only");
        assertThat(complaints("on: [send, receive]\nfault: blackhole"))
                .contains("the operation 'send' is not supported yet", "the operation 'receive' is not supported yet");
    }

    @Test
    void aWholePeerStandsAlone() {
        assertThat(problems("rules: [ { name: r, fault: [ { delay: 1s }, down ] } ]"))
                .contains("faults.yaml:1:45: rules[1] 'r': 'down' concerns the whole peer and stands alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit: 3", "lifetime: 3s"})
    void whatEndsAConnectionDoesNotApplyToItsEnd(String fault) {
        String word = fault.substring(0, fault.indexOf(':'));
        assertThat(complaints("on: close\nfault: { " + fault + " }"))
                .contains("'" + word + "' does not apply to close, only to connect, accept, read and write");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            connect | slice: 1       | 'slice' does not apply to connect, only to read and write
            accept  | corrupt: 1%    | 'corrupt' does not apply to accept, only to read, write, send and receive
            read    | truncate: { keep: 1% } | 'truncate' does not apply to read, only to write
            close   | duplicate:     | 'duplicate' does not apply to close, only to read, write and send
            connect | pad: 3         | 'pad' does not apply to connect, only to read, write and send
            connect | replace: { text: a } | 'replace' does not apply to connect, only to read, write and send
            connect | substitute: { pattern: a, with: "" } | 'substitute' does not apply to connect, only to read, write and send
            connect | coalesce: 3    | 'coalesce' does not apply to connect, only to read, write and send
            """)
    void payloadIsChangedOnlyWhereThereIsSome(String on, String fault, String answer) {
        assertThat(complaints("on: " + on + "\nfault: { " + fault + " }")).contains(answer);
    }

    @Test
    void aTruncatedWriteThatEndsTheConnectionStandsLast() {
        for (String then : new String[] {"close", "hang"}) {
            assertThat(complaints("on: write\nfault: [ { truncate: { keep: 1%, then: " + then + " } }, duplicate ]"))
                    .contains("'truncate' ends the operation, so it can only be the last of the list");
        }
        assertThat(complaints("on: write\nfault: [ { truncate: { keep: 1% } }, duplicate ]"))
                .noneMatch(problem -> problem.contains("ends the operation"));
    }

    @Test
    void anExpressionThatIsNestedTooDeeplyIsRefused() {
        String nested = "(".repeat(30_000) + ")".repeat(30_000);
        assertThat(complaints("on: write\nfault: { substitute: { pattern: \"" + nested + "\", with: a } }"))
                .singleElement()
                .asString()
                .contains("is not a regular expression: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            slicer: 3                       | did you mean 'slice'?
            chunked: 3                      | did you mean 'slice'?
            limit_data: 3                   | did you mean 'limit'?
            ttl: 3s                         | did you mean 'lifetime'?
            partition:                      | did you mean 'blackhole'?
            outage:                         | did you mean 'down'?
            RANDOM_DATA_THEN_CLOSE:         | did you mean 'corrupt'?
            MALFORMED_RESPONSE_CHUNK:       | did you mean 'corrupt'?
            bit-flip: 1%                    | did you mean 'corrupt'?
            regex: { a: b }                 | did you mean 'substitute'?
            padding: 3                      | did you mean 'pad'?
            body: x                         | did you mean 'replace'?
            buffer: 3                       | did you mean 'coalesce'?
            blackhole: egress               | did you mean 'out'?
            pad: { size: 3 }                | did you mean 'bytes'?
            """)
    void theWordsOfOtherToolsAreTranslated(String fault, String answer) {
        assertThat(problems("rules: [ { name: r, on: write, fault: { " + fault + " } } ]"))
                .anySatisfy(problem -> assertThat(problem).contains(answer));
    }
}
