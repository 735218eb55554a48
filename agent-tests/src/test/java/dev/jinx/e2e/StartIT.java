package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.Plain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run starts with its rules or not at all, says why, and is otherwise silent. */
class StartIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String REFUSED = "java.net.ConnectException: Connection refused";
    private static final String RULES =
            "rules: [ { name: refused, on: connect, target: { hosts: 127.61.0.1 }, fault: refuse } ]\n";

    /** Files that cannot be used, and what has to be said of them. */
    private static Map<String, String[]> broken() {
        Map<String, String[]> files = new TreeMap<>();
        files.put("empty", new String[] {"", "faults.yaml"});
        files.put("not YAML", new String[] {"rules:\n  - { name: a\n", "faults.yaml:\\d+:\\d+:"});
        files.put("wrong type", new String[] {"rules: 7\n", "faults.yaml:1:8:"});
        files.put(
                "a list where a word belongs",
                new String[] {rule("fault: refuse", "name: [a]"), "faults.yaml:\\d+:\\d+:"});
        files.put("NaN", new String[] {rule("fault: refuse", "probability: NaN"), "faults.yaml:5:18:.*probability"});
        files.put("more than certain", new String[] {rule("fault: refuse", "probability: 1.5"), "faults.yaml:5:18:"});
        files.put(
                "unknown errno",
                new String[] {rule("fault: { error: ECONREFUSED }", ""), "faults.yaml:4:\\d+:.*ECONNREFUSED"});
        files.put(
                "unknown fault",
                new String[] {rule("fault: { dealy: 1s }", ""), "faults.yaml:4:\\d+:.*did you mean 'delay'"});
        files.put("two of one name", new String[] {
            rule("fault: refuse", "") + "  - { name: r, on: connect, fault: refuse }\n", "faults.yaml:\\d+:\\d+:.*'r'"
        });
        files.put("a key twice", new String[] {rule("fault: refuse", "on: connect"), "faults.yaml:5:5:"});
        files.put("a tag", new String[] {"rules: !!javax.script.ScriptEngineManager []\n", "faults.yaml:1:\\d+:"});
        files.put("aliases that explode", new String[] {bomb(), "faults.yaml:\\d+:\\d+:"});
        files.put("10 MB", new String[] {"# rules\n".repeat(1_300_000) + "rules: 7\n", "faults.yaml"});
        files.put("binary", new String[] {"\u0000\u0001\u0002", "faults.yaml"});
        files.put("a key that is true", new String[] {
            "rules: [ { name: r, true: connect, fault: refuse } ]\n", "faults.yaml:1:\\d+:.*operation"
        });
        return files;
    }

    private static String rule(String fault, String more) {
        return "rules:\n  - name: r\n    on: connect\n    " + fault + "\n"
                + (more.isEmpty() ? "" : "    " + more + "\n");
    }

    private static String bomb() {
        StringBuilder text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(10)));
        }
        return text.append("rules: *a11\n").toString();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aFileThatCannotBeUsedStopsTheRunBeforeMain(Jdk jdk) throws IOException {
        for (Map.Entry<String, String[]> one : broken().entrySet()) {
            Jvm jvm = Jvm.on(jdk);
            Path file = jvm.file("faults.yaml", one.getValue()[0]);
            stops(one.getKey(), jvm.agent(file.toString()).run(Plain.class), one.getValue()[1]);
        }
        Jvm jvm = Jvm.on(jdk);
        Path directory = Files.createDirectories(jvm.directory().resolve("faults.d"));
        stops("a directory", jvm.agent(directory.toString()).run(Plain.class), "faults.d");
        Files.delete(directory);
        stops("missing", Jvm.on(jdk).agent("missing.yaml").run(Plain.class), "missing.yaml: there is no such file");
        stops("none named", Jvm.on(jdk).agent("").run(Plain.class), "no rules file");
        stops("unknown option", Jvm.on(jdk).agent("rules=x,sead=1").run(Plain.class), "sead");
        stops("unknown value", Jvm.on(jdk).agent("on-error=explode").run(Plain.class), "on-error");
    }

    private static void stops(String what, Run run, String told) {
        assertThat(run.exit()).as("%s: exit status\n%s", what, run).isEqualTo(2);
        assertThat(run.out()).as("%s: standard output", what).isEmpty();
        assertThat(run.err()).as("%s: standard error", what).containsPattern(told);
        silent(what, run);
    }

    private static void silent(String what, Run run) {
        run.clean();
        assertThat(run.err()).as("%s: no stack trace", what).doesNotContain("\tat ", "Exception in");
        assertThat(run.err().lines())
                .as("%s: each line is Jinx's", what)
                .allMatch(line -> line.startsWith("jinx: ") || line.startsWith("  "));
        assertThat(run.err().length()).as("%s: length of what was said", what).isLessThan(10_000);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void onErrorContinueRunsTheApplicationUntouched(Jdk jdk) {
        Jvm jvm = Jvm.on(jdk);
        Path file = jvm.file("faults.yaml", rule("fault: { dealy: 1s }", ""));
        for (Run run : List.of(
                jvm.agent("rules=" + file + ",on-error=continue").run(Plain.class),
                Jvm.on(jdk).agent("rules=" + file + ",sead=1,on-error=continue").run(Plain.class),
                Jvm.on(jdk)
                        .agent("rules=" + file + ",seed=x")
                        .env("JINX_ON_ERROR", "continue")
                        .run(Plain.class),
                Jvm.on(jdk)
                        .agent(file.toString())
                        .env("JINX_ON_ERROR", "continue")
                        .run(Plain.class),
                Jvm.on(jdk)
                        .agent("")
                        .with("-Djinx.rules=none.yaml", "-Djinx.on-error=continue")
                        .run(Plain.class))) {
            assertThat(run.exit()).isZero();
            assertThat(run.out()).isEqualTo("main ran\nconnect=connected\n");
            silent("continue", run);
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void theRulesFileIsNamedByArgumentPropertyOrVariable(Jdk jdk) {
        Jvm jvm = Jvm.on(jdk);
        String file = jvm.file("faults.yaml", RULES).toString();
        for (Run run : List.of(
                jvm.agent(file).run(Plain.class),
                Jvm.on(jdk).agent("rules=" + file).run(Plain.class),
                Jvm.on(jdk).agent("").with("-Djinx.rules=" + file).run(Plain.class),
                Jvm.on(jdk).agent("").env("JINX_RULES", file).run(Plain.class),
                Jvm.on(jdk)
                        .env("JAVA_TOOL_OPTIONS", "-javaagent:" + Jvm.JAR + "=" + file)
                        .run(Plain.class))) {
            assertThat(run.ok().out()).isEqualTo("main ran\nconnect=" + REFUSED + "\n");
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void nothingGoesToStandardOutputOfACommandThatInheritsTheVariable(Jdk jdk) {
        Jvm jvm = Jvm.on(jdk);
        String options = "-javaagent:" + Jvm.JAR + "=" + jvm.file("faults.yaml", RULES);
        String plain = jvm.java("--version").out();
        Run under = Jvm.on(jdk).env("JAVA_TOOL_OPTIONS", options).java("--version");
        assertThat(under.exit()).isZero();
        assertThat(under.out()).isEqualTo(plain);
        Run old = Jvm.on(jdk).env("JAVA_TOOL_OPTIONS", options).java("-version");
        assertThat(old.exit()).isZero();
        assertThat(old.out()).isEmpty();
        old.clean();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void anOlderJavaGetsOneLineAndRunsUnharmed(Jdk jdk) {
        Run run = Jvm.on(jdk)
                .andClassPath(List.of(Jvm.JAR))
                .run(Plain.class, "old", "faults.yaml")
                .ok();
        assertThat(run.fact("connect on an old Java")).isEqualTo("connected");
        assertThat(run.err().lines()).singleElement().asString().contains("needs Java 17");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void oneVariableSwitchesAllOff(Jdk jdk) {
        Jvm jvm = Jvm.on(jdk);
        Run run = jvm.agent(jvm.file("faults.yaml", RULES).toString())
                .env("JINX_DISABLED", "1")
                .run(Plain.class)
                .ok();
        assertThat(run.out()).isEqualTo("main ran\nconnect=connected\n");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aSecondAgentReplacesTheRules(Jdk jdk) {
        Jvm jvm = Jvm.on(jdk);
        Path first = jvm.file("first.yaml", RULES);
        Path second = jvm.file("second.yaml", RULES.replace("refuse }", "{ error: EACCES } }"));
        Run run = jvm.with("-javaagent:" + Jvm.JAR + "=" + first)
                .agent("rules=" + second + ",report=" + jvm.reportFile())
                .run(Plain.class)
                .ok();
        assertThat(run.fact("connect")).isEqualTo("java.net.BindException: Permission denied");
        assertThat(run.err()).contains("instead of");
        assertThat(run.rule("refused").path("injected").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void theSeedSystemsVariablesAreRules(Jdk jdk) {
        Jvm jvm = Jvm.on(jdk);
        Run run = jvm.agent("report=" + jvm.reportFile())
                .env("FAULT_CONNECT_FAIL_RATE", "1.0")
                .env("FAULT_CONNECT_ERRNO", "ETIMEDOUT")
                .env("FAULT_CONNECT_DELAY_MS", "1")
                .env("FAULT_RECV_SHORT_RATE", "0.5")
                .env("FAULT_SEND_FAIL_RATE", "0")
                .env("FAULT_TARGET_HOST", "127.61.0.1")
                .run(Plain.class)
                .ok();
        assertThat(run.fact("connect")).isEqualTo("java.net.ConnectException: Connection timed out");
        assertThat(run.rule("env-connect-error").path("injected").asInt()).isEqualTo(1);
        assertThat(run.rule("env-connect-delay").path("injected").asInt()).isEqualTo(1);
        assertThat(run.report().path("rules").toString())
                .contains("env-recv-short")
                .doesNotContain("env-send");

        Run wrong =
                Jvm.on(jdk).agent("").env("FAULT_CONNECT_FAIL_RATE", "often").run(Plain.class);
        stops("a wrong variable", wrong, "FAULT_CONNECT_FAIL_RATE");
    }

    @Test
    void onlyTheMainClassesThatWereAskedForAreActedIn() {
        Jvm jvm = Jvm.on(Jdk.newest());
        String file = jvm.file("faults.yaml", RULES).toString();
        Run other =
                jvm.agent("rules=" + file + ",main=*.Other").run(Plain.class).ok();
        assertThat(other.fact("connect")).isEqualTo("connected");
        Run asked = Jvm.on(Jdk.newest())
                .agent("rules=" + file + ",main=*.Plain")
                .run(Plain.class)
                .ok();
        assertThat(asked.fact("connect")).isEqualTo(REFUSED);
    }
}
