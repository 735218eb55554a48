package dev.jinx.agent.rules;

import static dev.jinx.agent.rules.Reading.complaints;
import static dev.jinx.agent.rules.Reading.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each key takes and refuses. */
class GrammarTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            targets: { ports: 1 }              | did you mean 'target'?
            toxicity: 0.1                      | did you mean 'probability'?
            percentage: 10                     | did you mean 'probability'?
            ports: 443                         | 'ports' does not belong in the rule but in `target`
            times: 3                           | 'times' does not belong in the rule but in `when`
            delay: 200ms                       | 'delay' does not belong in the rule but in `fault`
            when: { probability: 0.5 }         | 'probability' does not belong in `when` but in the rule
            target: { port: 443 }              | did you mean 'ports'?
            target: { local_ports: 443 }       | did you mean 'local-ports'?
            target: { xyzzy: 443 }             | unknown key 'xyzzy' in `target`
            when: { duration: 3s }             | did you mean 'for'?
            expect: { injekted: 1 }            | did you mean 'injected'?
            """)
    void anUnknownKeyIsAnsweredWithWhatWasMeant(String line, String answer) {
        assertThat(complaints(line)).singleElement().asString().contains(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            latency: { ms: 3 }          | did you mean 'delay'?
            bandwidth: 3                | did you mean 'throttle'?
            reset_peer: 3               | did you mean 'reset'?
            slicer: 3                   | did you mean 'slice'?
            limit_data: 3               | did you mean 'limit'?
            fixedDelayMilliseconds: 30  | did you mean 'delay'?
            abort: 503                  | did you mean 'error'?
            CONNECTION_RESET_BY_PEER:   | did you mean 'reset'?
            EMPTY_RESPONSE:             | did you mean 'close'?
            jitter: 30                  | write `delay: { uniform: [150ms, 250ms] }`
            slow_close: 30              | write `on: close` with `fault: { delay: 1s }`
            probability: 0.5            | 'probability' does not belong in `fault` but in the rule
            plugh: 30                   | unknown fault 'plugh'
            """)
    void theWordsOfOtherToolsAreTranslated(String fault, String answer) {
        assertThat(complaints("fault: { " + fault + " }"))
                .singleElement()
                .asString()
                .contains(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            probability: 5            | 5 % is `5%`
            probability: -0.1         | from 0 to 1
            probability: NaN          | from 0 to 1
            probability: .inf         | from 0 to 1
            probability: 101%         | from 0 to 1, or from 0% to 100%
            probability: 0x1p-3       | from 0 to 1
            probability: [0.1]        | takes a single value, not a list
            probability:              | 'probability' has an empty value
            enabled: yes              | true or false
            enabled: True             | true or false
            continue: 1               | true or false
            labels: [a]               | 'labels' is a mapping
            labels: { a: { b: c } }   | takes a single value, not a mapping
            name: x                   | stands here twice
            expect: { injected: many } | compared like
            expect: { injected: '=>1' } | compared like
            expect: { injected: '>= -1' } | compared like
            fault: []                 | 'fault' is an empty list
            fault: {}                 | 'fault' is empty
            fault: { reset: true }    | 'reset' has no options: write `fault: reset`
            fault: delay              | 'delay' needs a value, as in `fault: { delay: 200ms }`
            fault: { delay: 1s, reset: } | for several write a list
            fault: { limit: 3, then: close } | its options stand below it
            on: []                    | 'on' is an empty list
            on: [read, read]          | stands here twice
            on: recv                  | did you mean 'read'?
            on: READ                  | did you mean 'read'?
            """)
    void aValueThatCannotBeIsRefused(String line, String answer) {
        assertThat(complaints(line)).singleElement().asString().contains(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            ports: 0                      | from 1 to 65535
            ports: 65536                  | from 1 to 65535
            ports: -1                     | from 1 to 65535
            ports: 0x50                   | from 1 to 65535
            ports: 0080                   | from 1 to 65535
            ports: 1_000                  | from 1 to 65535
            ports: 1e3                    | from 1 to 65535
            ports: 9000-8000              | ends before it begins
            ports: 80-                    | 'ports' has an empty value
            ports: [80, http]             | 'ports' is a whole number
            ports: []                     | 'ports' is an empty list
            hosts: "db:5432"              | has a port, which goes to `ports`
            hosts: "https://db"           | is a URL
            hosts: "[::1]"                | leave them out
            hosts: 10.0.0.256             | is not an IP address
            hosts: 10.0.0.0/33            | behind the slash stands 0 to 32
            hosts: db/8                   | is not a CIDR block
            hosts: "a b"                  | cannot be in one
            hosts: "fe80:::1"             | is not an IP address
            hosts: a..b                   | a part of it is empty
            side: left                    | it is one of client, server
            transport: udp                | 'transport: udp' is not supported yet
            transport: sctp               | it is one of tcp, unix, udp
            layer: tls                    | 'layer: tls' is not supported yet
            layer: http                   | it is one of wire, tls
            received: { contians: x }     | did you mean 'contains'?
            sent: { hex: 001 }            | two hexadecimal digits
            sent: { matches: "(" }        | is not a regular expression
            sent: {}                      | takes one of contains, matches and hex
            methods: "a.B#c"              | 'methods' does not apply to read, only to call
            args: { 0: x }                | 'args' does not apply to read, only to call
            scope: 3                      | unknown scope '3'; it is one of this-test
            { transport: unix, ports: 1 } | does not apply to Unix-domain sockets
            { paths: /tmp/*, ports: 1 }   | 'paths' does not go with hosts, ports and TCP
            { side: server, hosts: db }   | accepted peers have IP addresses only: 'db' never matches
            """)
    void aTargetThatCannotBeIsRefused(String target, String answer) {
        String mapping = target.startsWith("{ ") ? target : "{ " + target + " }";
        assertThat(complaints("target: " + mapping)).singleElement().asString().contains(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "db",
                "db.example.com.",
                "'*.internal'",
                "'*'",
                "10.1.2.3",
                "10.0.0.0/8",
                "'::1'",
                "'::ffff:10.1.2.3'",
                "'2001:db8::/32'",
                "'1:2:3:4:5:6:7:8'",
                "münchen.example",
                "my_db-1",
                "'*a*b*'"
            })
    void hostsAreNamesGlobsAddressesAndBlocks(String host) {
        assertThat(rule("target: { hosts: " + host + " }").target().hosts()).containsExactly(host.replace("'", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            from: 10                       | write `10ms`
            from: -1s                      | is a duration
            for: 0s                        | more than 0 to 8760h
            for: 2 years                   | is a duration
            repeat: 3m                     | 'repeat' needs 'for'
            since: start                   | neither is given
            { from: 1s, since: first }     | it is one of start, first-match
            after: -1                      | of at least 0
            every: 0                       | of at least 1
            every: 1.5                     | of at least 1
            every: 99999999999999999999    | of at least 1
            times: 0                       | of at least 1
            at: 0                          | from 1 to 2147483647
            at: 5-3                        | ends before it begins
            idle: 0s                       | more than 0
            after-bytes: 1TB               | is a size
            after-bytes: 1.5               | whole number of bytes
            per: request                   | it is one of call, exchange, connection
            { from: 1m, for: 2m, repeat: 2m } | longer than 'for'
            """)
    void aTriggerThatCannotBeIsRefused(String when, String answer) {
        String mapping = when.startsWith("{ ") ? when : "{ " + when + " }";
        assertThat(complaints("when: " + mapping)).singleElement().asString().contains(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            error: ECONREFUSED                  | did you mean 'ECONNREFUSED'?
            error: econnreset                   | did you mean 'ECONNRESET'?
            error: 111                          | 111 is ECONNREFUSED
            error: EAGAIN                       | never reaches an application
            error: EWOULDBLOCK                  | never reaches an application
            error: EINTR                        | never reaches an application
            error: EINPROGRESS                  | never reaches an application
            error: EAI_NONAME                   | applies to resolve only
            error: handshake_failure            | applies to handshake only
            throw: {}                           | 'throw' needs 'class'
            throw: { class: "java io" }         | is not the name of a class
            throw: { class: java..io }          | is not the name of a class
            throw: { message: x }               | 'throw' needs 'class'
            delay: 200                          | write `200ms`
            delay: 25h                          | from 0 to 24h
            delay: 1m30s                        | is a duration
            delay: 1d                           | is a duration
            delay: {}                           | takes one of uniform
            delay: { max: 1s }                  | takes one of uniform
            delay: { fixed: 1s }                | write `delay: 200ms`
            delay: { value: 1s, max: 1ms }      | below the shortest delay
            delay: { value: 1s, exponential: { mean: 1s } } | takes one of uniform
            delay: { value: 1s, async: true }   | 'async' applies to call only
            timeout: { after: 1s, async: true } | 'async' applies to call only
            timeout: { after: 1s, throw: { class: a.B, label: true } } | 'label' applies to call only
            throw: { class: a.B, async: true }  | 'async' applies to call only
            throw: { class: a.B, force: false } | 'force' applies to call only
            throw: { class: a.B, label: true }  | 'label' applies to call only
            throw: { type: a.B, class: a.B }    | did you mean 'class'?
            skip:                               | 'skip' does not apply to read, only to call
            deadlock:                           | 'deadlock' does not apply to read, only to call
            return: 3                           | 'return' does not apply to read, only to resolve and call
            corrupt-result: 30%                 | 'corrupt-result' does not apply to read, only to call
            delay: { latency: 1s }              | unknown key 'latency' in `delay`
            delay: { uniform: 1s }              | a list of two durations
            delay: { uniform: [2s, 1s] }        | begins with the shorter
            delay: { uniform: [1s, 2s], max: 500ms } | below the shortest delay
            delay: { normal: { mean: 1s } }     | `normal` needs 'sd'
            delay: { normal: { mean: 1s, stddev: 1s } } | did you mean 'sd'?
            delay: { lognormal: { median: 2s, p99: 1s } } | p99 above the median
            delay: { exponential: 3s }          | `exponential` is a mapping, with mean
            delay: { normal: { mean: 1s, sd: 1s }, exponential: { mean: 1s } } | takes one of uniform
            timeout: {}                         | 'timeout' needs 'after'
            timeout: 3                          | write `3ms`
            short: 0                            | from 1 to
            short: { max: 3GiB }                | from 1 to
            short: {}                           | 'short' needs 'max'
            refuse:                             | 'refuse' does not apply to read, only to connect
            drop:                               | 'drop' does not apply to read, only to write, send and receive
            slice: { delay: 2ms }               | 'slice' needs 'size'
            throttle: { shared: true }          | 'throttle' needs 'rate'
            throttle: 64KiB                     | is a rate
            limit: { bytes: 1KB, then: stop }   | it is one of reset, close, hang
            replace: { text: x, hex: 00 }       | takes one of text, base64 and hex
            replace: { base64: "*" }            | is not valid base64
            """)
    void aFaultThatCannotBeIsRefused(String fault, String answer) {
        assertThat(complaints("fault: { " + fault + " }"))
                .singleElement()
                .asString()
                .contains(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            { on: accept, target: { ports: 80 } }   | accept takes local-ports
            { on: accept, target: { hosts: h } }    | accept takes local-ports
            { on: accept, target: { side: client } } | accept is always on side server
            { on: connect, target: { side: server } } | connect is always on side client
            { on: connect, when: { per: exchange } } | 'per: exchange' applies to read and write only
            { on: connect, when: { idle: 3s } }     | does not apply to connect and accept
            { on: [read, connect], fault: { short: 3 } } | 'short' does not apply to connect, only to read and write
            { on: close, fault: close }             | 'close' does not apply to close, only to accept, read and write
            """)
    void whatDoesNotApplyToTheOperationIsRefused(String rule, String answer) {
        String named = rule.contains("fault") ? "{ name: r, " : "{ name: r, fault: reset, ";
        assertThat(Reading.problems("rules: [ " + named + rule.substring(1) + " ]"))
                .singleElement()
                .asString()
                .contains(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"send", "receive", "resolve", "handshake", "file-open", "file-read", "file-write", "file-sync"})
    void operationsToComeAreRefusedByName(String operation) {
        assertThat(complaints("on: " + operation + "\nfault: hang"))
                .containsExactly("the operation '" + operation + "' is not supported yet");
    }

    @Test
    void aFaultToComeMustApplyToo() {
        assertThat(complaints("fault: { reorder: { window: 3 } }"))
                .containsExactly(
                        "the fault 'reorder' is not supported yet",
                        "'reorder' does not apply to read, only to send and receive");
        assertThat(complaints("fault: { reorder: { window: 1 } }"))
                .contains("'window' is a whole number from 2 to 1000, not '1'");
    }

    @Test
    void aTerminalFaultStandsLast() {
        assertThat(complaints("fault: [ reset, { delay: 1s } ]"))
                .containsExactly("'reset' ends the operation, so it can only be the last of the list");
    }

    @Test
    void aRuleNeedsNameOperationAndFault() {
        assertThat(Reading.problems("rules:\n  - enabled: true\n"))
                .containsExactly(
                        "faults.yaml:2:5: rules[1]: 'fault' is missing: say what happens, as in `fault: { delay: 200ms }`",
                        "faults.yaml:2:5: rules[1]: 'name' is missing",
                        "faults.yaml:2:5: rules[1]: 'on' is missing: say which operation, as in `on: connect`");
    }

    @Test
    void onAndOperationAreTheSameAndCannotBothBeGiven() {
        assertThat(complaints("on: read\noperation: read"))
                .containsExactly("'operation' is another word for 'on'; give one of them");
    }

    @Test
    void aNameIsTakenOnce() {
        assertThat(Reading.problems(
                        "rules:\n- { name: a, on: read, fault: reset }\n- { name: a, on: write, fault: reset }\n"))
                .containsExactly(
                        "faults.yaml:3:11: rules[2] 'a': the name is taken by the rule on line 2; names are unique");
    }

    @Test
    void faultsWithoutOptionsAreWrittenInThreeWays() {
        assertThat(rule("fault: hang").faults()).containsExactly(new FaultSpec.Hang());
        assertThat(rule("fault: { hang: }").faults()).containsExactly(new FaultSpec.Hang());
        assertThat(rule("fault: { hang: {} }").faults()).containsExactly(new FaultSpec.Hang());
    }

    @Test
    void theBuiltFaultsArriveWithTheirOptions() {
        assertThat(rule("on: connect\nfault: refuse").faults()).containsExactly(new FaultSpec.Refuse());
        assertThat(rule("fault: close").faults()).containsExactly(new FaultSpec.Close());
        assertThat(rule("on: write\nfault: drop").faults()).containsExactly(new FaultSpec.Drop());
        assertThat(rule("fault: { throw: java.io.IOException }").faults())
                .containsExactly(new FaultSpec.Throw("java.io.IOException", Optional.empty()));
        assertThat(rule("fault: { timeout: { after: 2s, throw: { class: a.B$C, message: NO } } }")
                        .faults())
                .containsExactly(new FaultSpec.Timeout(
                        Duration.ofSeconds(2), Optional.of(new FaultSpec.Throw("a.B$C", Optional.of("NO")))));
        assertThat(rule("fault: { delay: { lognormal: { median: 1ms, p99: 250us } } }\nenabled: false"
                                .replace("250us", "1h"))
                        .faults())
                .containsExactly(new FaultSpec.Delay(new DelaySpec(
                        new DelaySpec.Lognormal(Duration.ofMillis(1), Duration.ofHours(1)), Optional.empty())));
        assertThat(rule("fault: { delay: { exponential: { mean: 250us }, max: 2m } }")
                        .faults())
                .containsExactly(new FaultSpec.Delay(new DelaySpec(
                        new DelaySpec.Exponential(Duration.ofNanos(250_000)), Optional.of(Duration.ofMinutes(2)))));
    }
}
