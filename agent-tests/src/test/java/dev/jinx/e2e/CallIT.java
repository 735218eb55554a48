package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.call.CallShapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault on methods of every kind. */
class CallIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";

    /** How many kinds there are. */
    private static final int SHAPES = 48;

    private static String rule(String more) {
        return """
                seed: 42
                rules:
                  - name: hit
                    on: call
                    target: { methods: ["dev.jinx.e2e.app.call.Shapes*#hit*", "+dev.jinx.e2e.app.call.Shapes.Later#*"] }
                """ + more.indent(4);
    }

    /** What each kind gave. */
    private static Map<String, String[]> shapes(Run run) {
        Map<String, String[]> shapes = new LinkedHashMap<>();
        for (String[] columns : run.lines("shape")) {
            shapes.put(columns[1], columns);
        }
        assertThat(shapes).as(run.toString()).hasSizeGreaterThanOrEqualTo(SHAPES - 5);
        return shapes;
    }

    private static Run once(Jdk jdk, String rules) {
        return Jvm.on(jdk).rules(rules).run(CallShapes.class, "once").ok();
    }

    /** What a kind gives without a fault. */
    private static String normal(String shape) {
        return switch (shape) {
            case "void" -> "null";
            case "float", "double" -> "7.0";
            default -> "7";
        };
    }

    private static void assertAllNormal(Map<String, String[]> shapes) {
        shapes.forEach((name, columns) -> assertThat(columns[2]).as(name).isEqualTo(normal(name)));
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whereNoRuleTriggersNothingChanges(Jdk jdk) {
        Map<String, String[]> without =
                shapes(Jvm.on(jdk).run(CallShapes.class, "once").ok());
        for (String more : List.of(
                "probability: 0.000001\nfault: { throw: java.lang.IllegalStateException }",
                "when: { after: 1000 }\nfault: [ corrupt-result ]",
                "enabled: false\nfault: { delay: 1m }")) {
            Map<String, String[]> with = shapes(once(jdk, rule(more)));
            assertThat(with.keySet()).isEqualTo(without.keySet());
            with.forEach((name, columns) ->
                    assertThat(columns).as(name).startsWith("shape", name, without.get(name)[2], without.get(name)[3]));
            assertAllNormal(with);
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aThrownExceptionLooksAsIfTheMethodThrewIt(Jdk jdk) {
        Run run = once(jdk, rule("""
                fault: { throw: { class: java.lang.IllegalStateException, message: injected } }
                """));
        shapes(run).forEach((name, columns) -> {
            assertThat(columns[2]).as(name).startsWith("java.lang.IllegalStateException: injected in hit");
            assertThat(columns[2]).as(name).doesNotContain("without a line").doesNotContain("with a frame");
            assertThat(columns[3]).as("bodies of " + name).isEqualTo("0");
        });
        JsonNode rule = run.rule("hit");
        assertThat(rule.path("injected").asInt()).isEqualTo(run.lines("shape").size());
        assertThat(run.report().path("operations").path("call").path("calls").asInt())
                .isEqualTo(rule.path("injected").asInt());
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aDelayIsServedBeforeTheBodyAndATimeoutThrowsAfterIt(Jdk jdk) {
        Map<String, String[]> delayed = shapes(once(jdk, rule("fault: { delay: 5ms }")));
        assertAllNormal(delayed);
        delayed.forEach((name, columns) ->
                assertThat(Long.parseLong(columns[4])).as(name).isGreaterThanOrEqualTo(5_000_000L));
        Map<String, String[]> timedOut = shapes(once(jdk, rule("""
                fault: { timeout: { after: 5ms, throw: { class: java.lang.IllegalStateException, message: late } } }
                """)));
        timedOut.forEach((name, columns) -> {
            assertThat(columns[2]).as(name).startsWith("java.lang.IllegalStateException: late in hit");
            assertThat(Long.parseLong(columns[4])).as(name).isGreaterThanOrEqualTo(5_000_000L);
        });
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aTimeoutNeedsAnExceptionWhereTheMethodDeclaresNone(Jdk jdk) {
        Run run = once(jdk, rule("fault: { timeout: 5ms }"));
        assertAllNormal(shapes(run));
        assertThat(run.err()).contains("hitStatic(int): it does not declare TimeoutException: `timeout` needs `throw`");
        assertThat(run.report().path("refused").toString()).contains("hit does not act on ");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aSkippedBodyDoesNotRunAndGivesNothing(Jdk jdk) {
        shapes(once(jdk, rule("fault: skip"))).forEach((name, columns) -> {
            String expected =
                    switch (name) {
                        case "generic", "generic bounded", "covariant", "void", "string" -> "null";
                        case "float", "double" -> "0.0";
                        case "array" -> "java.lang.NullPointerException";
                        default -> "0";
                    };
            assertThat(columns[2]).as(name).startsWith(expected);
            assertThat(columns[3]).as("bodies of " + name).isEqualTo("0");
        });
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aReturnedValueHasTheTypeOfTheMethod(Jdk jdk) {
        Run run = once(jdk, rule("fault: { return: 1 }"));
        Map<String, String[]> shapes = shapes(run);
        shapes.forEach((name, columns) -> {
            String expected =
                    switch (name) {
                        case "boolean", "void", "array" -> normal(name);
                        case "float", "double" -> "1.0";
                        case "char" -> Integer.toString('1');
                        case "ternary" -> "2";
                        default -> "1";
                    };
            assertThat(columns[2]).as(name).isEqualTo(expected);
        });
        assertThat(run.err())
                .contains("hitBoolean(int): '1' is no boolean")
                .contains("hitVoid(int): '1' is no void")
                .contains("hitArray(int): '1' is no int[]");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aCorruptedResultIsNegatedFlippedOrReversed(Jdk jdk) {
        shapes(once(jdk, rule("fault: corrupt-result"))).forEach((name, columns) -> {
            String expected =
                    switch (name) {
                        case "boolean" -> "0";
                        case "float", "double" -> "-7.0";
                        case "void", "string", "char" -> normal(name);
                        default -> "-7";
                    };
            assertThat(columns[2]).as(name).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aHangEndsWithAnInterruptOrWithItsRule(Jdk jdk) {
        Run run = Jvm.on(jdk)
                .rules(rule("fault: hang"))
                .run(CallShapes.class, "waiting", "interrupt")
                .ok();
        Map<String, String[]> shapes = shapes(run);
        assertAllNormal(shapes);
        assertThat(run.number("deadlocked")).isZero();
        assertThat(shapes.values().stream().filter(columns -> columns[3].equals("interrupted")))
                .as("interrupted, with the flag still set")
                .hasSize((shapes.size() + 1) / 2);
        // Those came first.
        assertThat(run.out().split("disarmed", -1)[0].split("interrupted\n", -1))
                .hasSize((shapes.size() + 1) / 2 + 1);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aDeadlockIsFoundByTheJvmAndEndsWithItsRule(Jdk jdk) {
        Run run = Jvm.on(jdk)
                .rules(rule("fault: deadlock"))
                .run(CallShapes.class, "waiting", "dump")
                .ok();
        Map<String, String[]> shapes = shapes(run);
        assertAllNormal(shapes);
        assertThat(run.number("deadlocked")).isEqualTo(2L * run.number("stuck"));
        assertThat(run.lines("jstack")).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void oldAndLargeClassFilesAreWoven(Jdk jdk) throws IOException {
        Path classes = Path.of("target/old-classes").toAbsolutePath();
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
                if (name.endsWith("Huge") || name.endsWith("V48")) {
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
