package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.call.CallRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which calls a rule concerns, when it acts, and what the application gets. */
@ExtendWith(Undisturbed.class)
class CallRulesIT {
    private static final String SUBJECTS = "dev.jinx.e2e.Subject#all";
    private static final Subject NEWEST = new Subject(Jdk.newest(), false);
    private static final String BANK = "dev.jinx.e2e.app.call.Bank";

    private static final String THROW = "fault: { throw: { class: java.lang.IllegalStateException, message: no } }";

    private static String rule(String name, String target, String rest) {
        return "  - { name: " + name + ", on: call, target: { " + target + " }, " + rest + " }\n";
    }

    private static String bank(String method) {
        return "methods: \"" + BANK + "#" + method + "\"";
    }

    private static Run run(Subject subject, String rules, Object... scenario) {
        return subject.run("seed: 42\nrules:\n" + rules, CallRules.class, scenario)
                .ok();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "when: { after: 3 }                        | ...xxxxxxxxx",
                "when: { every: 4 }                        | ...x...x...x",
                "when: { at: [2, 5-6] }                    | .x..xx......",
                "when: { times: 2 }                        | xx..........",
                "when: { after: 2, every: 3, times: 2 }    | ....x..x....",
                "enabled: false                            | ............"
            })
    void theWordsOfWhenCountCalls(String when, String expected) {
        Run run = run(NEWEST, rule("r", bank("hit"), when + ", " + THROW), "sequence", 12);
        assertThat(run.fact("sequence")).isEqualTo(expected);
        JsonNode rule = run.rule("r");
        if (!when.startsWith("enabled")) {
            assertThat(rule.path("matched").asInt()).isEqualTo(12);
            assertThat(rule.path("injected").asInt()).isEqualTo(run.number("failed"));
            assertThat(run.report()
                            .path("operations")
                            .path("call")
                            .path("calls")
                            .asInt())
                    .isEqualTo(12);
        }
    }

    @Test
    void aWindowOpensAndCloses() {
        Run run = run(NEWEST, rule("r", bank("hit"), "when: { from: 400ms, for: 300ms }, " + THROW), "window");
        assertThat(run.fact("window")).isEqualTo("false true true");
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void threeInTenOfTenThousandFailAndTheSameSeedGivesTheSameSequence(Subject subject) {
        String rules = rule("r", bank("hit"), "probability: 30%, " + THROW);
        Run run = run(subject, rules, "sequence", 10_000);
        assertThat(run.number("failed")).isBetween(2_800L, 3_200L);
        JsonNode rule = run.rule("r");
        assertThat(rule.path("skippedBy").path("probability").asLong()).isEqualTo(10_000 - run.number("failed"));
        assertThat(rule.path("matched").asLong()).isEqualTo(10_000);
        Set<String> sequences = new HashSet<>();
        for (Subject other : List.of(subject, NEWEST)) {
            sequences.add(run(other, rules, "sequence", 10_000).fact("sequence"));
        }
        assertThat(sequences).containsExactly(run.fact("sequence"));
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void countsAreExactUnderLoad(Subject subject) {
        Run run = run(
                subject,
                rule("quarter", bank("hit"), "probability: 25%, " + THROW)
                        + rule("rest", bank("hit"), "when: { every: 3 }, " + THROW)
                        + rule("none", bank("hit") + ", args: { 0: x }", THROW),
                "load",
                8,
                5000);
        JsonNode quarter = run.rule("quarter");
        JsonNode rest = run.rule("rest");
        assertThat(quarter.path("matched").asInt()).isEqualTo(40_000);
        assertThat(rest.path("matched").asInt() + rest.path("shadowed").asInt()).isEqualTo(40_000);
        assertThat(rest.path("shadowed").asInt())
                .isEqualTo(quarter.path("injected").asInt());
        assertThat(quarter.path("injected").asLong() + rest.path("injected").asLong())
                .isEqualTo(run.number("failed"));
        assertThat(run.report().path("operations").path("call").path("calls").asInt())
                .isEqualTo(40_000);
        assertThat(run.report().path("unmatched").toString())
                .contains("none: 0 of 40000 calls matched: none had argument 0 like x");
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void theFirstRuleThatTriggersEndsTheSearchUnlessItContinues(Subject subject) {
        String delay = rule("delay", bank("hit"), "fault: { delay: 1ms }");
        String fail = rule("throw", bank("hit"), THROW);
        Run delayed = run(subject, delay + fail, "sequence", 5);
        assertThat(delayed.fact("sequence")).isEqualTo(".....");
        assertThat(delayed.rule("delay").path("injected").asInt()).isEqualTo(5);
        assertThat(delayed.rule("throw").path("shadowed").asInt()).isEqualTo(5);
        Run thrown = run(subject, fail + delay, "sequence", 5);
        assertThat(thrown.fact("sequence")).isEqualTo("xxxxx");
        assertThat(thrown.rule("delay").path("injected").asInt()).isZero();
        Run both =
                run(subject, rule("delay", bank("hit"), "continue: true, fault: { delay: 1ms }") + fail, "sequence", 5);
        assertThat(both.fact("sequence")).isEqualTo("xxxxx");
        assertThat(both.rule("delay").path("injected").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void argumentsCallersThreadsAnnotationsAndConstructorsChooseTheCall(Subject subject) {
        Run run = run(
                subject,
                rule("eu", bank("region(String, int[])") + ", args: { 0: \"eu-*\" }", THROW)
                        + rule("seven", bank("region") + ", args: { 1: \"[7]\" }", THROW)
                        + rule("nil", bank("two") + ", args: { 0: \"null\" }", THROW)
                        + rule("wide", bank("two(Object, long, String)") + ", args: { 1: 5000000000, 2: l* }", THROW)
                        + rule("teller", bank("hit") + ", callers: \"*.CallRules.Teller\"", THROW)
                        + rule("night", bank("hit") + ", threads: \"night-*\"", THROW)
                        + rule("audited", "methods: \"@" + BANK + "$Audited\"", THROW)
                        + rule("made", bank("new(int)"), THROW)
                        + rule("runnable", "methods: \"+java.lang.Runnable#run\", args: {}", THROW)
                                .replace(", args: {}", "")
                        + rule("never", bank("a"), THROW)
                        + rule("typo", "methods: \"dev.jinx.e2e.app.call.Bnak#hit\"", THROW)
                        + rule("typo-method", bank("hitt"), THROW),
                "targets");
        String thrown = "java.lang.IllegalStateException: no in ";
        assertThat(run.fact("eu")).isEqualTo(thrown + "region");
        assertThat(run.fact("us")).isEqualTo("us-12");
        assertThat(run.fact("us, 7")).isEqualTo(thrown + "region");
        assertThat(run.fact("null")).isEqualTo(thrown + "two");
        assertThat(run.fact("wide")).isEqualTo(thrown + "two");
        assertThat(run.fact("bad words")).isEqualTo("1");
        assertThat(run.fact("main")).isEqualTo("1");
        assertThat(run.fact("teller")).isEqualTo(thrown + "hit");
        assertThat(run.fact("teller's lambda")).isEqualTo(thrown + "hit");
        assertThat(run.fact("night")).isEqualTo(thrown + "hit");
        assertThat(run.fact("audited")).isEqualTo(thrown + "audited");
        assertThat(run.fact("audited class")).isEqualTo(thrown + "open");
        assertThat(run.fact("made")).isEqualTo(thrown + "<init>");
        assertThat(run.fact("made by default")).isEqualTo(thrown + "<init>");
        assertThat(run.fact("runnable")).isEqualTo(thrown + "run");
        String unmatched = run.report().path("unmatched").toString();
        assertThat(unmatched)
                .contains("never: woven, but never called: " + BANK + ".a()")
                .contains("typo: no method matches dev.jinx.e2e.app.call.Bnak#hit; nearest seen: " + BANK)
                .contains("typo-method: no method matches " + BANK + "#hitt; nearest seen: " + BANK + " with ");
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void exceptionsAreMadeByAnyConstructorAndCheckedOnesMustBeDeclared(Subject subject) {
        Run run = run(
                subject,
                rule("a", bank("a"), "fault: { throw: { class: " + BANK + "$Overdrawn, message: m, label: true } }")
                        + rule("b", bank("b"), "fault: { throw: { class: " + BANK + "$Closed, message: lost } }")
                        + rule("c", bank("c"), "fault: { throw: java.lang.StackOverflowError }")
                        + rule("d", bank("d"), "fault: { throw: java.lang.String }")
                        + rule("declared", bank("declared"), "fault: { throw: java.io.FileNotFoundException }")
                        + rule("undeclared", bank("undeclared"), "fault: { throw: java.sql.SQLException }")
                        + rule(
                                "forced",
                                bank("audited"),
                                "fault: { throw: { class: java.io.IOException, force: true } }"),
                "exceptions");
        assertThat(run.fact("a")).isEqualTo(BANK + "$Overdrawn: [a] m in a");
        assertThat(run.fact("b")).isEqualTo(BANK + "$Closed: closed for ever in b");
        assertThat(run.fact("c")).isEqualTo("java.lang.StackOverflowError in c");
        assertThat(run.fact("d")).isEqualTo("1");
        assertThat(run.fact("declared")).isEqualTo("java.io.FileNotFoundException in declared");
        assertThat(run.fact("undeclared")).isEqualTo("1");
        assertThat(run.fact("audited")).isEqualTo("java.io.IOException in audited");
        assertThat(run.err())
                .contains(
                        "jinx: rule 'undeclared' does not act on " + BANK
                                + ".undeclared(): it does not declare the checked exception java.sql.SQLException; `force: true`")
                .contains("jinx: rule 'd' does not act on " + BANK + ".d(): java.lang.String is no Throwable");
        assertThat(run.report().path("refused")).hasSize(2);
        assertThat(run.report().path("unmatched").toString()).contains("d: every method that it names was refused");
        assertThat(run.err().replaceAll("\\s+", " "))
                .contains("Refused: d does not act on ")
                .doesNotContain("wrong inside");
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void anExceptionThatCannotBeMadeIsToldAndNotThrown(Subject subject) {
        Run run = subject.run(
                "rules:\n" + rule("a", bank("a"), "fault: { throw: " + BANK + "$Odd }")
                        + rule("b", bank("b"), "fault: { throw: com.acme.Nowhere }"),
                CallRules.class,
                "exceptions");
        assertThat(run.exit()).isZero();
        assertThat(run.fact("a")).isEqualTo("1");
        assertThat(run.fact("b")).isEqualTo("1");
        assertThat(run.report().path("failures").toString())
                .contains("has no constructor with a message")
                .contains("com.acme.Nowhere");
        for (String name : new String[] {"a", "b"}) {
            assertThat(run.rule(name).path("injected").asInt())
                    .as("what was not thrown is not counted as injected")
                    .isZero();
            assertThat(run.rule(name).path("skippedBy").path("impossible").asInt())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void anInterruptEndsAWaitAsTheMethodDeclares(Subject subject) {
        Run run = run(
                subject,
                rule("declared", bank("declared"), "fault: hang")
                        + rule("undeclared", bank("undeclared"), "fault: { delay: 1h }")
                        + rule(
                                "d",
                                bank("d"),
                                "fault: { timeout: { after: 1h, throw: java.lang.IllegalStateException } }"),
                "interrupts");
        assertThat(run.fact("declared")).isEqualTo("java.lang.InterruptedException in declared, false");
        assertThat(run.fact("undeclared")).isEqualTo("1, true");
        assertThat(run.fact("d")).isEqualTo("1, true");
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void anOutcomeIsLateOrFailsWithoutAThreadThatWaits(Subject subject) {
        String future = "methods: [\"" + BANK + "#future\", \"" + BANK + "#stage\", \"" + BANK + "#plain\"]";
        Run late =
                run(subject, rule("r", future, "fault: { delay: { uniform: [200ms, 200ms] , async: true } }"), "async");
        for (String name : new String[] {"future", "stage", "plain"}) {
            assertThat(late.fact(name)).as(name).isEqualTo("false not yet done");
            assertThat(late.number(name + " millis")).as(name).isBetween(150L, 15_000L);
        }
        assertThat(late.fact("failed"))
                .startsWith("false not yet ExecutionException of java.lang.IllegalStateException: own in ");
        assertThat(late.fact("cancelled")).isEqualTo("true true true");
        assertThat(late.fact("cancelled plain")).isEqualTo("true true");

        Run failed = run(
                subject,
                rule("r", future, "fault: { throw: { class: java.lang.IllegalStateException, async: true } }"),
                "async");
        assertThat(failed.fact("future"))
                .isEqualTo("true failed ExecutionException of java.lang.IllegalStateException in future");
        assertThat(failed.fact("stage")).endsWith("java.lang.IllegalStateException in stage");
        assertThat(failed.fact("plain")).endsWith("java.lang.IllegalStateException in plain");

        Run timedOut = run(subject, rule("r", future, "fault: { timeout: { after: 100ms, async: true } }"), "async");
        for (String name : new String[] {"future", "stage", "plain"}) {
            assertThat(timedOut.fact(name))
                    .as(name)
                    .isEqualTo("false not yet ExecutionException of java.util.concurrent.TimeoutException in " + name);
        }

        Run lateAndFailed = run(
                subject,
                rule(
                        "r",
                        future,
                        "fault: [ { delay: { value: 200ms, async: true } },"
                                + " { throw: { class: java.lang.IllegalStateException, async: true } } ]"),
                "async");
        for (String name : new String[] {"future", "stage", "plain"}) {
            assertThat(lateAndFailed.fact(name))
                    .as(name)
                    .isEqualTo("false not yet ExecutionException of java.lang.IllegalStateException in " + name);
        }
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void damageIsDoneToACopy(Subject subject) {
        Run run = run(subject, rule("r", bank("*"), "fault: corrupt-result"), "results");
        assertThat(run.fact("account")).isEqualTo("nna CORRUPTED -5 false OPEN -1 2 [cba, ed]");
        assertThat(run.fact("tags")).isEqualTo("[abc, de]");
        assertThat(run.fact("map")).isEqualTo("{a=-1} {a=1}");
        assertThat(run.fact("sorted")).isEqualTo("-1");
        assertThat(run.fact("set")).isEqualTo("[ba]");
        assertThat(run.fact("list")).isEqualTo("[-1, -2]");
        assertThat(run.fact("optional")).isEqualTo("Optional[nna]");
        assertThat(run.fact("card")).isEqualTo("nna -5 false false ann 5 false false");
        assertThat(run.fact("positive")).isEqualTo("Positive[n=1]");
        assertThat(run.fact("unknown")).isEqualTo("true");
        assertThat(run.fact("nothing")).isEqualTo("CORRUPTED");
        assertThat(run.fact("any")).isEqualTo("null");
        assertThat(run.fact("linked")).isEqualTo("{a=b}");
        assertThat(run.rule("r").path("untouched").asInt()).isGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void aGivenResultIsReadByTheDeclaredType(Subject subject) {
        Run run = run(
                subject,
                rule("state", bank("state"), "fault: { return: SHUT }")
                        + rule("map", bank("map"), "fault: { return: {} }")
                        + rule("set", bank("set"), "fault: { return: [] }")
                        + rule("list", bank("list"), "fault: { return: empty }")
                        + rule("optional", bank("optional"), "fault: { return: empty }")
                        + rule("nothing", bank("nothing"), "fault: { return: NO }")
                        + rule("boxed", bank("boxed"), "fault: { return: null }")
                        + rule("any", bank("any"), "fault: { return: anything }")
                        + rule("card", bank("card"), "fault: { return: 5 }")
                        + rule("wrong", bank("account"), "fault: { return: ann }"),
                "results");
        assertThat(run.fact("state")).isEqualTo("SHUT");
        assertThat(run.fact("map")).isEqualTo("{} {a=1}");
        assertThat(run.fact("set")).isEqualTo("[]");
        assertThat(run.fact("list")).isEqualTo("[]");
        assertThat(run.fact("optional")).isEqualTo("Optional.empty");
        assertThat(run.fact("nothing")).isEqualTo("NO");
        assertThat(run.fact("boxed")).isEqualTo("null");
        assertThat(run.fact("any")).isEqualTo("anything");
        assertThat(run.fact("card")).startsWith("ann 5");
        assertThat(run.err())
                .contains("card(Bank$Card): '5' is no " + BANK + "$Card, of which `return` knows null only");
        Run wrong = run(subject, rule("state", bank("state"), "fault: { return: AJAR }"), "results");
        assertThat(wrong.fact("state")).isEqualTo("OPEN");
        assertThat(wrong.err()).contains("'AJAR' is no " + BANK + "$State");
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void recursionIsCountedAndAStackThatIsFullDoesNoHarm(Subject subject) {
        Run run = subject.run(
                "rules:\n"
                        + rule(
                                "deep",
                                "methods: [\"*CallRules#deep\", \"*CallRules#endless\"], args: { 0: \"*\" }",
                                "probability: 0.0000001, " + THROW)
                        + rule("endless", "methods: \"*CallRules#endless\"", "probability: 0.0000001, " + THROW)
                        + rule("hit", bank("hit"), THROW),
                CallRules.class,
                "recursion");
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.fact("deep")).isEqualTo("1000");
        assertThat(run.rule("deep").path("matched").asInt()).isEqualTo(1001);
        assertThat(run.fact("endless")).isEqualTo("java.lang.StackOverflowError");
        assertThat(run.fact("still")).isEqualTo("true");
    }
}
