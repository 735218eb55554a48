package dev.jinx.agent.rules;

import static dev.jinx.agent.rules.Reading.complaints;
import static dev.jinx.agent.rules.Reading.rule;
import static dev.jinx.agent.rules.Reading.rules;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rule on the methods of the application takes and refuses. */
class CallGrammarTest {
    private static final String CALL = "on: call\ntarget: { methods: 'com.acme.Orders#find' }\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            com.acme.OrderRepository#find*     | false | com.acme.OrderRepository | find*
            com.acme.*#get*By*                 | false | com.acme.*               | get*By*
            *.OrderRepository#*                | false | *.OrderRepository        | *
            *Repository#save                   | false | *Repository              | save
            Main#main                          | false | Main                     | main
            A#b                                | false | A                        | b
            com.acme.Outer$Inner#run           | false | com.acme.Outer$Inner     | run
            com.acme.Outer.Inner#run           | false | com.acme.Outer.Inner     | run
            com.acme.Größe#_x$1                | false | com.acme.Größe           | _x$1
            +com.acme.Repository#*             | true  | com.acme.Repository      | *
            +java.sql.Driver#connect           | true  | java.sql.Driver          | connect
            +java.net.http.HttpClient#send     | true  | java.net.http.HttpClient | send
            java.util.logging.Logger#log       | false | java.util.logging.Logger | log
            javax.sql.*#get*                   | false | javax.sql.*              | get*
            java.sql.*#get*                    | false | java.sql.*               | get*
            dev.jinx.sample.Shop#buy           | false | dev.jinx.sample.Shop     | buy
            com.acme.Order#<init>              | false | com.acme.Order           | <init>
            com.acme.Order#new                 | false | com.acme.Order           | <init>
            """)
    void aMethodIsNamedByClassAndName(String text, boolean subtypes, String type, String method) {
        assertThat(method(text))
                .isEqualTo(new MethodPattern(text, subtypes, Optional.empty(), type, method, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            a.B#c()                                 | []
            a.B#c( )                                | []
            a.B#c(int)                              | [int]
            a.B#c(int, java.lang.String)            | [int, java.lang.String]
            a.B#c(String[],int[][])                 | [String[], int[][]]
            a.B#c( String [] , long )               | [String[], long]
            a.B#c(String...)                        | [String[]]
            a.B#c(*)                                | [*]
            a.B#c(com.acme.*, Map.Entry)            | [com.acme.*, Map.Entry]
            a.B#new(Map$Entry)                      | [Map$Entry]
            """)
    void parametersChooseAmongMethodsOfOneName(String text, String parameters) {
        assertThat(method(text).parameters().orElseThrow()).hasToString(parameters);
    }

    @Test
    void anAnnotationStandsForTheMethodsThatItIsOn() {
        assertThat(method("@com.acme.Timed"))
                .isEqualTo(new MethodPattern(
                        "@com.acme.Timed", false, Optional.of("com.acme.Timed"), "*", "*", Optional.empty()));
        assertThat(method("@java.lang.Deprecated").annotation()).hasValue("java.lang.Deprecated");
        assertThat(method("@*.Transactional").annotation()).hasValue("*.Transactional");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            com.acme.Orders.find        | has no `#` between class and method, as in `com.acme.Orders#find`
            com.acme.Orders.find(int)   | has no `#` between class and method, as in `com.acme.Orders#find`
            com.acme.Orders::find       | has no `#` between class and method, as in `com.acme.Orders#find`
            com.acme.Orders             | has no `#` between class and method, as in `com.acme.Orders#*`
            find                        | has no `#` between class and method, as in `com.acme.OrderRepository#find*`
            com.acme.Orders(a#b)        | has no `#` between class and method
            #find                       | names no class
            +#find                      | names no class
            com.acme.Orders#            | has no method behind the `#`
            com.acme.Orders#()          | has no method behind the `#`
            com..Orders#find            | a part of its name is empty
            .Orders#find                | a part of its name is empty
            com.acme.#find              | its name ends in a dot
            com.acme Orders#find        | ' ' cannot be in its name
            com.acme.1#find             | '1' cannot begin a part of its name
            com/acme/Orders#find        | '/' cannot be in its name
            com.acme.Orders[]#find      | '[' cannot be in its name
            com.acme.Orders#find#all    | '#' cannot be in its name
            com.acme.Orders#find.all    | '.' cannot be in its name
            com.acme.Orders# find       | ' ' cannot begin its name
            com.acme.Orders#<clinit>    | a static initialiser, which cannot be a target
            com.acme.Orders#<init       | '<' cannot begin its name
            a.B#c(int                   | unbalanced parentheses
            a.B#c int)                  | unbalanced parentheses
            a.B#c)int(                  | unbalanced parentheses
            a.B#c((int))                | unbalanced parentheses
            a.B#c(int) throws           | unbalanced parentheses
            a.B#c(int,)                 | empty parameter type
            a.B#c(,)                    | empty parameter type
            a.B#c(..)                   | leave out the parentheses
            a.B#c(List<String>)         | without
            a.B#c(int x)                | ' ' cannot be in its name
            a.B#c([])                   | an array of no type
            a.B#c([][])                 | an array of no type
            a.B#c(int, ...)             | leave out the parentheses
            a.B#c(int[3])               | '[' cannot be in its name
            @                           | names no annotation
            @com.acme.Timed#find        | names an annotation, which stands alone
            @com.acme.Timed()           | names an annotation, which stands alone
            +@com.acme.Timed#find       | names an annotation, which has no subtypes
            """)
    void whatIsNoMethodIsRefusedWithTheReason(String method, String answer) {
        String expected = answer.equals("without") ? "write `List`, not `List<String>`" : answer;
        assertThat(refused(method)).contains(expected);
    }

    @Test
    void whatIsSaidOfAMethodStandsOnOneLine() {
        for (String method : List.of("com.acme.Base\\new(int)", "com.acme::a\\nb", "com.acme.a\\tb")) {
            assertThat(complaints("on: call\nfault: hang\ntarget: { methods: \"" + method + "\" }"))
                    .singleElement()
                    .asString()
                    .contains("has no `#` between class and method, as in `com.acme.OrderRepository#find*`")
                    .doesNotContain("\n", "\t");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*#*",
                "**#find",
                "*.*#find",
                "*.*.*#x",
                "+*#*",
                "*$*#x",
                "a*#x",
                "*.a.*#x",
                "@*",
                "@*.*",
                "+java.lang.Object#*"
            })
    void aPatternThatMatchesEveryClassIsRefused(String method) {
        assertThat(refused(method)).contains("would weave the whole JVM");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.String#length",
                "java.util.Map$Entry#getKey",
                "java.util.concurrent.*#get",
                "+java.util.*#get",
                "+jdk.internal.misc.Unsafe#*",
                "java.io.File#new",
                "java.net.Socket#connect",
                "java.nio.channels.*#read",
                "java.time.Clock#millis",
                "java.math.BigDecimal#add",
                "java.security.*#digest",
                "java.text.*#format",
                "javax.net.ssl.*#*",
                "javax.security.auth.login.LoginContext#login",
                "jdk.internal.misc.Unsafe#*",
                "sun.nio.ch.*#read",
                "java.*#read",
                "java.l*#read"
            })
    void theClassesThatTheJvmRestsOnAreRefused(String method) {
        assertThat(refused(method)).contains("JDK classes in java.base cannot be targets");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"+java.lang.Runnable#run", "+java.util.concurrent.Callable#call", "+java.util.AbstractList#get"})
    void whatTheApplicationMakesOfThemIsNotRefused(String method) {
        assertThat(method(method).subtypes()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.management.*#get*",
                "java.net.http.HttpClient#send",
                "javax.security.auth.kerberos.KerberosTicket#refresh",
                "javax.security.auth.message.module.ServerAuthModule#initialize",
                "sun.net.httpserver.ExchangeImpl#sendResponseHeaders",
                "sun.rmi.transport.*#*",
                "+jdk.jfr.Event#commit",
                "jdk.*#find"
            })
    void theClassesOfTheJdkThatTheJvmDoesNotRestOnAreTargets(String method) {
        assertThat(method(method).text()).isEqualTo(method);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdk.jfr.*#*",
                "jdk.jfr.internal.JVMUpcalls#*",
                "+jdk.jfr.*#commit",
                "java.lang.instrument.*#*",
                "sun.instrument.InstrumentationImpl#transform",
                "jdk.vm.ci.*#*"
            })
    void whatTheJvmItselfRunsIsRefused(String method) {
        assertThat(refused(method)).contains("the JVM itself runs that code, and would end with it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+@com.acme.Timed", "+@com.acme.Timed#find"})
    void anAnnotationHasNoSubtypes(String method) {
        assertThat(refused(method)).contains("has no subtypes: write `@com.acme.Timed` alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.jinx.runtime.plan.Plan#*", "dev.jinx.agent.*#*", "dev.jinx.*#*"})
    void jinxIsNoTarget(String method) {
        assertThat(refused(method)).contains("names Jinx itself");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [ { delay: { value: 1s, async: true } }, { throw: java.lang.Error } ] | delay          | throw
            [ corrupt-result, { throw: java.lang.Error } ]                        | corrupt-result | throw
            [ corrupt-result, { timeout: 1s } ]                                   | corrupt-result | timeout
            """)
    void whatActsOnAResultNeedsOne(String faults, String acts, String ends) {
        assertThat(complaints("on: call\ntarget: { methods: \"com.acme.A#b\" }\nfault: " + faults))
                .containsExactly(
                        "'" + acts + "' acts on what the method returns, and '" + ends + "' behind it returns nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[ { delay: { value: 1s, async: true } }, { throw: { class: java.lang.Error, async: true } } ]",
                "[ { delay: 1s }, { throw: java.lang.Error } ]",
                "[ corrupt-result, { return: 7 } ]"
            })
    void whatActsOnAResultThatIsGivenIsInOrder(String faults) {
        assertThat(complaints("on: call\ntarget: { methods: \"com.acme.A#b\" }\nfault: " + faults))
                .isEmpty();
    }

    @Test
    void methodsArgumentsCallersAndThreadsChooseTheCall() {
        Target target = rule("""
                on: call
                target:
                  methods: ["com.acme.Orders#find(String, int)", "@com.acme.Timed"]
                  args: { 1: 7, 0: "eu-*" }
                  callers: [com.acme.web.*, "*Controller"]
                  threads: "http-*"
                fault: hang""").target();

        assertThat(target.methods())
                .extracting(MethodPattern::text)
                .containsExactly("com.acme.Orders#find(String, int)", "@com.acme.Timed");
        assertThat(target.args()).containsExactly(Map.entry(0, "eu-*"), Map.entry(1, "7"));
        assertThat(target.callers()).containsExactly("com.acme.web.*", "*Controller");
        assertThat(target.threads()).containsExactly("http-*");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            args: { 0: }            | '0' has an empty value
            args: { -1: x }         | 'args' is a whole number from 0 to 254
            args: { 255: x }        | 'args' is a whole number from 0 to 254
            args: { 00: x }         | 'args' is a whole number from 0 to 254
            args: { name: x }       | 'args' is a whole number from 0 to 254
            args: { 0: [x] }        | takes a single value, not a list
            args: {}                | 'args' is a mapping of argument numbers
            args: eu-*              | 'args' is a mapping of argument numbers
            callers: []             | 'callers' is an empty list
            callers: "a.B#c"        | is no class: '#' cannot be in its name
            callers: [a..b]         | a part of its name is empty
            hosts: db               | 'hosts' does not apply to call, only to connect
            ports: 1                | 'ports' does not apply to call, only to connect
            local-ports: 1          | 'local-ports' does not apply to call, only to connect
            side: client            | 'side' does not apply to call, only to connect
            transport: tcp          | 'transport' does not apply to call, only to connect
            paths: /tmp/*           | 'paths' does not apply to call, only to connect
            layer: wire             | 'layer' does not apply to call, only to connect
            arguments: { 0: x }     | did you mean 'args'?
            caller: a.B             | did you mean 'callers'?
            """)
    void aTargetOfCallsThatCannotBeIsRefused(String target, String answer) {
        assertThat(complaints("on: call\nfault: hang\ntarget: { methods: 'a.B#c', " + target + " }"))
                .singleElement()
                .asString()
                .contains(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            on: call                                              | 'methods' is missing: say which, as in `target:
            { on: call, target: { threads: x } }                  | 'methods' is missing: say which, as in `target:
            { on: call, target: { args: { 0: x } } }              | 'methods' is missing: say which, as in `target:
            { on: call, target: { method: "a.B#c" } }             | did you mean 'methods'?
            { on: call, target: { class: a.B } }                  | did you mean 'methods'?
            { on: call, targets: { methods: "a.B#c" } }           | did you mean 'target'?
            { on: call, target: { methods: [] } }                 | 'methods' is an empty list
            { on: [call, read], target: { methods: "a.B#c" } }    | 'call' stands alone
            { on: [read, call] }                                  | 'call' stands alone
            { on: [call, call], target: { methods: "a.B#c" } }    | stands here twice
            { on: method, target: { methods: "a.B#c" } }          | did you mean 'call'?
            { on: invoke, target: { methods: "a.B#c" } }          | did you mean 'call'?
            """)
    void aCallStandsAloneAndNamesItsMethods(String lines, String answer) {
        String rule = lines.startsWith("{") ? lines.substring(1, lines.length() - 1) : lines;
        assertThat(Reading.problems("rules: [ { name: r, fault: hang, " + rule + " } ]"))
                .singleElement()
                .asString()
                .contains(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            idle: 60s         | 'idle' does not apply to call: a call belongs to no connection
            after-bytes: 1KiB | 'after-bytes' does not apply to call: a call belongs to no connection
            per: exchange     | 'per: exchange' does not apply to call: a call belongs to no connection
            per: connection   | 'per: connection' does not apply to call: a call belongs to no connection
            """)
    void aCallBelongsToNoConnection(String when, String answer) {
        assertThat(complaints(CALL + "fault: hang\nwhen: { " + when + " }")).containsExactly(answer);
    }

    @Test
    void aCallThatIsToBelongToAnExchangeIsRefusedWhereItSaysSo() {
        assertThat(Reading.problems("""
                rules:
                  - name: r
                    on: call
                    target: { methods: "a.B#c" }
                    when:
                      after: 3
                      per: exchange
                    fault: hang
                """))
                .containsExactly(
                        "faults.yaml:7:7: rules[1] 'r': 'per: exchange' does not apply to call: a call belongs to no connection");
    }

    @Test
    void everythingElseDecidesWhenACallFails() {
        Trigger trigger = rule(CALL + """
                probability: 50%
                when: { from: 1s, for: 2s, repeat: 3s, since: first-match, after: 1, every: 2, at: [3, 5-7], times: 4, per: call }
                fault: hang""").trigger();

        assertThat(trigger.probability()).isEqualTo(0.5);
        assertThat(trigger.at()).containsExactly(new Range(3, 3), new Range(5, 7));
        assertThat(trigger.times()).hasValue(4);
    }

    @Test
    void theFaultsOfCallsArriveWithTheirOptions() {
        assertThat(fault("skip")).isEqualTo(new FaultSpec.Skip());
        assertThat(fault("deadlock")).isEqualTo(new FaultSpec.Deadlock());
        assertThat(fault("hang")).isEqualTo(new FaultSpec.Hang());
        assertThat(fault("{ throw: a.B }")).isEqualTo(new FaultSpec.Throw("a.B", Optional.empty()));
        assertThat(fault("{ throw: { class: a.B, message: m, force: true, async: true, label: true } }"))
                .isEqualTo(new FaultSpec.Throw("a.B", Optional.of("m"), true, true, true));
        assertThat(fault("{ timeout: 2s }")).isEqualTo(new FaultSpec.Timeout(Duration.ofSeconds(2), Optional.empty()));
        assertThat(fault("{ timeout: { after: 2s, throw: { class: a.B, label: true, force: true }, async: true } }"))
                .isEqualTo(new FaultSpec.Timeout(
                        Duration.ofSeconds(2),
                        Optional.of(new FaultSpec.Throw("a.B", Optional.empty(), true, false, true)),
                        true));
    }

    @Test
    void aDelayOfAFutureSaysSo() {
        DelaySpec fixed = new DelaySpec(new DelaySpec.Fixed(Duration.ofMillis(200)), Optional.empty());
        DelaySpec drawn =
                new DelaySpec(new DelaySpec.Exponential(Duration.ofMillis(50)), Optional.of(Duration.ofSeconds(1)));

        assertThat(fault("{ delay: 200ms }")).isEqualTo(new FaultSpec.Delay(fixed));
        assertThat(fault("{ delay: { value: 200ms } }")).isEqualTo(new FaultSpec.Delay(fixed, false));
        assertThat(fault("{ delay: { value: 200ms, async: true } }")).isEqualTo(new FaultSpec.Delay(fixed, true));
        assertThat(fault("{ delay: { exponential: { mean: 50ms }, max: 1s, async: true } }"))
                .isEqualTo(new FaultSpec.Delay(drawn, true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', nullValues = "-", textBlock = """
            NO           | NO
            0010         | 0010
            "eu west"    | eu west
            null         | null
            ~            | null
            []           | []
            {}           | {}
            "[]"         | []
            ""           | ^^
            RED          | RED
            """)
    void aReturnValueIsTakenAsWritten(String written, String value) {
        assertThat(fault("{ return: " + written + " }")).isEqualTo(new FaultSpec.Return(value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            corrupt-result                  | 1
            { corrupt-result: }             | 1
            { corrupt-result: {} }          | 1
            { corrupt-result: 30% }         | 0.3
            { corrupt-result: { rate: 0.3 } } | 0.3
            """)
    void aResultIsDamagedAtARate(String fault, double rate) {
        assertThat(fault(fault)).isEqualTo(new FaultSpec.CorruptResult(rate));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            reset                                   | 'reset' does not apply to call, only to connect, accept, read, write and close
            close                                   | 'close' does not apply to call, only to accept, read and write
            refuse                                  | 'refuse' does not apply to call, only to connect
            drop                                    | 'drop' does not apply to call, only to write, send and receive
            { error: ECONNREFUSED }                 | 'error' does not apply to call, only to connect
            { short: 3 }                            | 'short' does not apply to call, only to read and write
            { throttle: 1KiB/s }                    | 'throttle' does not apply to call, only to read and write
            { return: }                             | 'return' needs a value
            return                                  | 'return' needs a value
            { return: [1] }                         | takes a single value, or `[]` and `{}` for something empty
            { return: { a: b } }                    | takes a single value, or `[]` and `{}` for something empty
            { returns: 3 }                          | did you mean 'return'?
            { exception: a.B }                      | did you mean 'throw'?
            { skip: true }                          | 'skip' has no options: write `fault: skip`
            { deadlock: 3s }                        | 'deadlock' has no options
            { corrupt-result: 30 }                  | 30 % is `30%`
            { corrupt-result: { rate: 2 } }         | 'rate' is from 0 to 1
            { corrupt-result: { mode: flip } }      | unknown key 'mode' in `corrupt-result`
            { corrupt-result: [30%] }               | `corrupt-result` is a mapping, with rate
            { throw: { class: a.B, force: yes } }   | 'force' is true or false
            { throw: { class: a.B, asynch: true } } | did you mean 'async'?
            { delay: { async: true } }              | takes one of uniform
            { delay: { value: 3, async: true } }    | write `3ms`
            { timeout: { async: true } }            | 'timeout' needs 'after'
            { timeout: { after: 1s, throw: { class: a.B, async: true } } } | 'async' belongs in `timeout`
            [ skip, hang ]                          | 'skip' ends the operation
            [ { return: 3 }, hang ]                 | 'return' ends the operation
            [ deadlock, hang ]                      | 'deadlock' ends the operation
            """)
    void aFaultOfCallsThatCannotBeIsRefused(String fault, String answer) {
        assertThat(complaints(CALL + "fault: " + fault))
                .singleElement()
                .asString()
                .contains(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            skip                                      | 'skip' does not apply to constructors
            { return: null }                          | 'return' does not apply to constructors
            corrupt-result                            | 'corrupt-result' does not apply to constructors
            { delay: { value: 1s, async: true } }     | 'async' does not apply to constructors
            { throw: { class: a.B, async: true } }    | 'async' does not apply to constructors
            { timeout: { after: 1s, async: true } }   | 'async' does not apply to constructors
            """)
    void aConstructorGivesItsObject(String fault, String answer) {
        for (String method : List.of("a.B#new", "a.B#<init>(int)", "+a.B#new")) {
            assertThat(complaints("on: call\ntarget: { methods: ['a.B#c', '" + method + "'] }\nfault: " + fault))
                    .singleElement()
                    .asString()
                    .contains(answer);
        }
    }

    @Test
    void aConstructorFailsAndWaits() {
        assertThat(rule("on: call\ntarget: { methods: 'a.B#new' }\nfault: [ { delay: 1s }, { throw: a.B } ]")
                        .faults())
                .hasSize(2);
        assertThat(rule("on: call\ntarget: { methods: 'a.B#new' }\nfault: deadlock")
                        .faults())
                .hasSize(1);
    }

    @Test
    void aDefinitionOfACallReadAgainGivesTheSameRule() {
        Rule rule = rule("""
                on: call
                target: { methods: ["+a.Outer$$Inner#new(int, String[])", "@a.B"], args: { 0: "eu-*" }, callers: a.* }
                when: { at: [3, 5-7] }
                fault: [ { delay: { value: 1s } }, { throw: { class: a.B, force: true } } ]""");

        Rule again = rules("rules: [ " + rule.definition().replace("{on:", "{name: r, on:") + " ]")
                .get(0);

        assertThat(rule.definition())
                .isEqualTo("{on: call, target: {methods: [\"+a.Outer$$Inner#new(int, String[])\", \"@a.B\"], "
                        + "args: {0: eu-*}, callers: a.*}, when: {at: [3, 5-7]}, "
                        + "fault: [{delay: {value: 1s}}, {throw: {class: a.B, force: true}}]}");
        assertThat(again.definition()).isEqualTo(rule.definition());
        assertThat(again.target()).isEqualTo(rule.target());
        assertThat(again.faults()).isEqualTo(rule.faults());
    }

    @Test
    void aRuleBehindOneOnTheSameMethodsNeverActs() {
        assertThat(Reading.warnings("""
                                rules:
                                  - { name: a, on: call, target: { methods: "a.B#c" }, fault: skip }
                                  - { name: b, on: call, target: { methods: "a.B#d" }, fault: skip }
                                  - { name: c, on: call, target: { methods: "a.B#c" }, fault: hang }
                                """))
                .containsExactly("faults.yaml:4:5: 'c': it never acts: 'a' has the same target and always does");
    }

    @Test
    void aBrokenVariableIsReportedOnce() {
        assertThat(
                        complaints(
                                "on: call\ntarget: { methods: ['${NONE}'], args: { 0: '${NONE}' }, callers: ['${NONE}'] }\nfault: hang"))
                .hasSize(3)
                .allSatisfy(complaint -> assertThat(complaint).contains("NONE is not set"));
    }

    private static MethodPattern method(String text) {
        List<MethodPattern> methods = rule("on: call\ntarget: { methods: '" + text.replace("$", "$$")
                        + "' }\nfault: hang")
                .target()
                .methods();
        assertThat(methods).hasSize(1);
        return methods.get(0);
    }

    private static String refused(String method) {
        List<String> complaints =
                complaints("on: call\ntarget: { methods: '" + method.replace("$", "$$") + "' }\nfault: hang");
        assertThat(complaints).hasSize(1);
        return complaints.get(0);
    }

    private static FaultSpec fault(String fault) {
        List<FaultSpec> faults = rule(CALL + "fault: " + fault).faults();
        assertThat(faults).hasSize(1);
        return faults.get(0);
    }
}
