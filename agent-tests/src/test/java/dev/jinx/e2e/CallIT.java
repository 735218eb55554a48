package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.call.CallShapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault on methods and constructors of every kind, in a plain application and in a Spring Boot fat jar. A description names the cell:
 * the fault, the kind, the application.
 */
class CallIT {
    private static final String SUBJECTS = "dev.jinx.e2e.Subject#all";

    /** How many kinds of methods and constructors there are, and how many more in the fat jar. */
    private static final int KINDS = 51;

    private static final int OF_SPRING = 4;

    private static final String THROWN = "java.lang.IllegalStateException: injected in ";

    /** A rule on methods and constructors; or on methods only, where a constructor cannot do it. */
    private static String rule(Subject subject, boolean constructors, String more) {
        String methods = subject.methods() + (constructors ? ", " + subject.constructors() : "");
        return """
                seed: 42
                rules:
                  - name: hit
                    on: call
                    target: { methods: [%s] }
                """.formatted(methods) + more.indent(4);
    }

    private static boolean isConstructor(String kind) {
        return kind.startsWith("new");
    }

    /** The method in whose name the exception is to be thrown. */
    private static String frame(String kind) {
        return isConstructor(kind) ? "<init>" : kind.equals("nested library") ? "executeUpdate" : "hit";
    }

    /** What each kind gave. */
    private static Map<String, String[]> kinds(Subject subject, Run run) {
        Map<String, String[]> kinds = new LinkedHashMap<>();
        for (String[] columns : run.lines("shape")) {
            kinds.put(columns[1], columns);
        }
        assertThat(kinds).as(run.toString()).hasSize(subject.fatJar() ? KINDS + OF_SPRING : KINDS);
        return kinds;
    }

    private static Run once(Subject subject, String rules) {
        return subject.run(rules, CallShapes.class, "once").ok();
    }

    /** Asserts what came of each cell of a column of the grid. */
    private static void grid(
            Subject subject, String fault, Map<String, String[]> kinds, BiConsumer<String, String[]> cell) {
        kinds.forEach((kind, columns) -> {
            try {
                cell.accept(kind, columns);
            } catch (AssertionError e) {
                throw new AssertionError(
                        fault + " on " + kind + " in " + subject + " gave " + Arrays.toString(columns) + ": "
                                + e.getMessage(),
                        e);
            }
        });
    }

    /** What a kind gives without a fault. */
    private static String normal(String kind) {
        return switch (kind) {
            case "void" -> "null";
            case "float", "double" -> "7.0";
            default -> "7";
        };
    }

    private static void assertNormal(String kind, String[] columns) {
        assertThat(columns[2]).isEqualTo(normal(kind));
    }

    /**
     * Each call counts once, not for what Spring puts in front of a bean, too. One kind makes two calls, if the first comes back.
     */
    private static void assertInjected(Run run, long calls) {
        JsonNode rule = run.rule("hit");
        assertThat(rule.path("injected").asLong()).as("injected, " + run).isEqualTo(calls);
        assertThat(rule.path("matched").asLong()).as("matched, " + run).isEqualTo(calls);
        assertThat(run.report().path("operations").path("call").path("calls").asLong())
                .isEqualTo(calls);
    }

    private static long constructors(Map<String, String[]> kinds) {
        return kinds.keySet().stream().filter(CallIT::isConstructor).count();
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void whereNoRuleTriggersNothingChanges(Subject subject) {
        Map<String, String[]> without =
                kinds(subject, subject.run(CallShapes.class, "once").ok());
        for (String more : List.of(
                "probability: 0.000001\nfault: { throw: java.lang.IllegalStateException }",
                "when: { after: 1000 }\nfault: [ corrupt-result ]",
                "enabled: false\nfault: { delay: 1m }")) {
            Map<String, String[]> with = kinds(subject, once(subject, rule(subject, !more.contains("corrupt"), more)));
            assertThat(with.keySet()).isEqualTo(without.keySet());
            grid(subject, more, with, (kind, columns) -> {
                assertThat(columns).startsWith("shape", kind, without.get(kind)[2], without.get(kind)[3]);
                assertNormal(kind, columns);
            });
        }
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void aThrownExceptionLooksAsIfTheMethodThrewIt(Subject subject) {
        Run run = once(subject, rule(subject, true, """
                fault: { throw: { class: java.lang.IllegalStateException, message: injected } }
                """));
        Map<String, String[]> kinds = kinds(subject, run);
        grid(subject, "throw", kinds, (kind, columns) -> {
            assertThat(columns[2]).startsWith(THROWN + frame(kind));
            assertThat(columns[2]).doesNotContain("with a frame");
            if (!kind.equals("proxy of the JDK")) {
                // Which has no lines.
                assertThat(columns[2]).doesNotContain("without a line");
            }
            assertThat(columns[3]).as("bodies").isEqualTo("0");
        });
        assertInjected(run, kinds.size());
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void aDelayIsServedBeforeTheBodyAndATimeoutThrowsAfterIt(Subject subject) {
        Run delays = once(subject, rule(subject, true, "fault: { delay: 5ms }"));
        Map<String, String[]> delayed = kinds(subject, delays);
        grid(subject, "delay", delayed, (kind, columns) -> {
            assertNormal(kind, columns);
            assertThat(Long.parseLong(columns[4])).isGreaterThanOrEqualTo(5_000_000L);
        });
        assertInjected(delays, delayed.size() + 1);
        Run timeouts = once(subject, rule(subject, true, """
                fault: { timeout: { after: 5ms, throw: { class: java.lang.IllegalStateException, message: late } } }
                """));
        Map<String, String[]> timedOut = kinds(subject, timeouts);
        grid(subject, "timeout", timedOut, (kind, columns) -> {
            assertThat(columns[2]).startsWith("java.lang.IllegalStateException: late in " + frame(kind));
            assertThat(columns[3]).as("bodies").isEqualTo("0");
            assertThat(Long.parseLong(columns[4])).isGreaterThanOrEqualTo(5_000_000L);
        });
        assertInjected(timeouts, timedOut.size());
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void whatCannotBeDoneToAMethodIsRefusedForItAndTheMethodIsLeftAlone(Subject subject) {
        Map<String, String> refused = Map.of(
                "{ timeout: 5ms }", "it does not declare TimeoutException: `timeout` needs `throw`",
                "{ throw: java.io.IOException }",
                        "it does not declare the checked exception java.io.IOException; `force: true`",
                "{ throw: java.lang.String }", "java.lang.String is no Throwable",
                "{ delay: { value: 5ms, async: true } }",
                        "`async` needs a method that returns Future, CompletionStage or");
        refused.forEach((fault, why) -> {
            boolean constructors = !fault.contains("async");
            // Of one rule, no more than twenty refusals are told.
            StringBuilder rules = new StringBuilder("rules:\n");
            List<String> targets = new ArrayList<>(List.of("*.Shapes#hitStatic", "+*.Shapes.Later#*"));
            if (constructors) {
                targets.add("*.Shapes.Made#new");
            }
            if (subject.fatJar()) {
                targets.addAll(List.of(
                        "+*.spring.Answers#*", "*.spring.Quotes*#hit*", "+java.sql.Statement#executeUpdate(String)"));
            }
            for (String target : targets) {
                rules.append("  - { name: \"%s\", on: call, target: { methods: \"%s\" }, fault: %s }\n"
                        .formatted(target.replaceAll("[^A-Za-z]", "-"), target, fault));
            }
            Run run = once(subject, rules.toString());
            grid(subject, fault, kinds(subject, run), CallIT::assertNormal);
            List<String> methods = new ArrayList<>(List.of("Shapes.hitStatic(int)", "LoadedLater.hitLater(int)"));
            if (constructors) {
                methods.add("Shapes$Made.new(int)");
            }
            if (subject.fatJar()) {
                methods.addAll(List.of(
                        "SimpleAnswers.hitAnswer(int)",
                        "Quotes.hitBehindProxy(int)",
                        "JdbcStatement.executeUpdate(String)"));
            }
            assertThat(methods).allSatisfy(method -> assertThat(run.err()).contains(method + ": " + why));
            assertThat(run.err()).doesNotContain("CGLIB");
            assertThat(run.report().path("refused")).hasSizeGreaterThanOrEqualTo(methods.size());
            for (JsonNode rule : run.report().path("rules")) {
                assertThat(rule.path("injected").asInt()).isZero();
            }
        });
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void whatNoConstructorCanDoIsRefusedBeforeTheProgramStarts(Subject subject) {
        for (String fault :
                List.of("skip", "{ return: 1 }", "corrupt-result", "{ delay: { value: 5ms, async: true } }")) {
            Run run = subject.run(rule(subject, true, "fault: " + fault), CallShapes.class, "once");
            assertThat(run.exit()).as(run.toString()).isEqualTo(2);
            assertThat(run.err()).contains("does not apply to constructors");
            assertThat(run.lines("shape")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void aSkippedBodyDoesNotRunAndGivesNothing(Subject subject) {
        Run run = once(subject, rule(subject, false, "fault: skip"));
        Map<String, String[]> kinds = kinds(subject, run);
        grid(subject, "skip", kinds, (kind, columns) -> {
            if (isConstructor(kind)) {
                assertNormal(kind, columns);
                return;
            }
            String expected =
                    switch (kind) {
                        case "generic", "generic bounded", "covariant", "void", "string" -> "null";
                        case "float", "double" -> "0.0";
                        case "array" -> "java.lang.NullPointerException";
                        default -> "0";
                    };
            assertThat(columns[2]).startsWith(expected);
            assertThat(columns[3]).as("bodies").isEqualTo("0");
        });
        assertInjected(run, kinds.size() - constructors(kinds) + 1);
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void aReturnedValueHasTheTypeOfTheMethod(Subject subject) {
        Run run = once(subject, rule(subject, false, "fault: { return: 1 }"));
        grid(subject, "return", kinds(subject, run), (kind, columns) -> {
            String expected =
                    switch (kind) {
                        case "boolean", "void", "array" -> normal(kind);
                        case "float", "double" -> "1.0";
                        case "char" -> Integer.toString('1');
                        case "ternary" -> "2";
                        default -> isConstructor(kind) ? normal(kind) : "1";
                    };
            assertThat(columns[2]).isEqualTo(expected);
        });
        assertThat(run.err())
                .contains("hitBoolean(int): '1' is no boolean")
                .contains("hitVoid(int): '1' is no void")
                .contains("hitArray(int): '1' is no int[]");
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void aCorruptedResultIsNegatedFlippedOrReversed(Subject subject) {
        Run run = once(subject, rule(subject, false, "fault: corrupt-result"));
        grid(subject, "corrupt-result", kinds(subject, run), (kind, columns) -> {
            String expected =
                    switch (kind) {
                        case "boolean" -> "0";
                        case "float", "double" -> "-7.0";
                        case "void", "string", "char" -> normal(kind);
                        default -> isConstructor(kind) ? normal(kind) : "-7";
                    };
            assertThat(columns[2]).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void aHangEndsWithAnInterruptOrWithItsRule(Subject subject) {
        Run run = subject.run(rule(subject, true, "fault: hang"), CallShapes.class, "waiting", "interrupt")
                .ok();
        Map<String, String[]> kinds = kinds(subject, run);
        grid(subject, "hang", kinds, CallIT::assertNormal);
        assertThat(run.number("stuck")).isEqualTo(kinds.size());
        assertThat(run.number("deadlocked")).isZero();
        assertThat(kinds.values().stream().filter(columns -> columns[3].equals("interrupted")))
                .as("interrupted, with the flag still set, " + run)
                .hasSize((kinds.size() + 1) / 2);
        // Those came first.
        assertThat(run.out().split("disarmed", -1)[0].split("interrupted\n", -1))
                .hasSize((kinds.size() + 1) / 2 + 1);
    }

    @ParameterizedTest
    @MethodSource(SUBJECTS)
    void aDeadlockIsFoundByTheJvmAndEndsWithItsRule(Subject subject) {
        Run run = subject.run(rule(subject, true, "fault: deadlock"), CallShapes.class, "waiting", "dump")
                .ok();
        Map<String, String[]> kinds = kinds(subject, run);
        grid(subject, "deadlock", kinds, CallIT::assertNormal);
        assertThat(run.number("stuck")).isEqualTo(kinds.size());
        assertThat(run.number("deadlocked")).isEqualTo(2L * kinds.size());
        assertThat(run.lines("jstack")).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void oldAndLargeClassFilesAreWoven(Jdk jdk) throws IOException {
        Path classes = Jvm.on(jdk).directory();
        String[] names = OldClasses.write(classes);
        String[] arguments =
                Stream.concat(Stream.of("bytecode"), Stream.of(names)).toArray(String[]::new);
        for (String fault : List.of("{ throw: java.lang.IllegalStateException }", "corrupt-result", "{ return: 5 }")) {
            String rules = """
                    rules:
                      - { name: old, on: call, target: { methods: "old.*#hit", args: { 0: 7 } }, fault: %s }
                    """.formatted(fault);
            Run run = Jvm.on(jdk)
                    .andClassPath(List.of(classes))
                    .rules(rules)
                    .run(CallShapes.class, (Object[]) arguments)
                    .ok();
            Map<String, String[]> given = new LinkedHashMap<>();
            run.lines("shape").forEach(columns -> given.put(columns[1], columns));
            assertThat(given.keySet()).containsExactly(names);
            given.forEach((name, columns) -> {
                if (name.endsWith("Huge")) {
                    assertThat(columns[2]).as(name).isEqualTo("7");
                    assertThat(run.err()).contains("does not act on " + name + ".hit(int): ");
                } else if (fault.equals("corrupt-result")) {
                    assertThat(columns[2]).as(name).isEqualTo("-7");
                } else if (fault.contains("return")) {
                    assertThat(columns[2]).as(name).isEqualTo("5");
                } else {
                    assertThat(columns[2]).as(name).startsWith("java.lang.IllegalStateException in hit");
                }
            });
        }
    }
}
