package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.BytecodeRecorder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of a running JVM are in the hands of the command line, and detached it is what it was. */
class ControlIT {
    private static final String WOVEN = "java.net.Socket,java.net.ServerSocket,java.net.Socket$SocketInputStream,"
            + "sun.nio.ch.NioSocketImpl,sun.nio.ch.SocketChannelImpl,sun.nio.ch.SelectorImpl,sun.nio.ch.Net,"
            + "sun.nio.ch.SocketDispatcher,sun.nio.ch.SelectionKeyImpl,sun.nio.ch.ServerSocketChannelImpl,"
            + "dev.jinx.e2e.app.Commanded";

    /** A JDK for the command line, and one for the application. */
    record Pair(Jdk client, Jdk target) {
        @Override
        public String toString() {
            return client + " on " + target;
        }
    }

    static Stream<Pair> pairs() {
        Jdk oldest = Jdk.all().get(0);
        return Stream.of(new Pair(oldest, Jdk.newest()), new Pair(Jdk.newest(), oldest))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aNewcomersSession(Pair pair) throws Exception {
        try (Scene scene = new Scene(pair.client(), pair.target())) {
            Path file = scene.rules("faults.yaml", """
                    rules:
                      - { name: refused, on: connect, target: { ports: PORT }, fault: refuse }
                    """);
            assertThat(scene.cli.run("ps").ok().out()).containsPattern(scene.pid + " +\\S+ +absent +\\S*Commanded");
            assertThat(scene.failures()).isZero();
            assertThat(scene.cli.run("status", scene.pid))
                    .matches(done -> done.exit() == 1 && done.all().contains("attach"));

            assertThat(scene.cli.run("attach", scene.pid, file).ok().out()).contains("active, 1 rule from");
            assertThat(scene.failures()).isEqualTo(20);
            assertThat(scene.cli.run("ps").ok().out()).containsPattern(scene.pid + " +\\S+ +active");
            assertThat(scene.cli.run("stats", scene.pid, "--json").ok().out()).contains("\"injected\" : 20");
            assertThat(scene.cli.run("stats", scene.pid, "--prometheus").ok().out())
                    .contains("jinx_injections_total{rule=\"refused\",operation=\"connect\",fault=\"refuse\"} 20");
            assertThat(scene.cli
                            .run("stats", scene.pid, "--watch", "--count", 2)
                            .ok()
                            .out())
                    .containsPattern("(?s)refused +20.*refused +20");

            scene.rules("faults.yaml", """
                    rules:
                      - { name: refused, on: connect, target: { ports: PORT }, fault: refuse }
                      - { name: late, on: read, target: { ports: PORT }, fault: { delay: 1ms } }
                    """);
            assertThat(scene.cli.run("reload", scene.pid).ok().out())
                    .contains("active, 2 rules from")
                    .contains("refused: matched 20, injected 20");

            assertThat(scene.cli.run("pause", scene.pid).ok().out()).contains("paused");
            assertThat(scene.failures()).isZero();
            assertThat(scene.cli.run("ps").ok().out()).containsPattern(scene.pid + " +\\S+ +paused");
            assertThat(scene.cli.run("resume", scene.pid).ok().out()).contains("active");
            assertThat(scene.failures()).isEqualTo(20);
            assertThat(scene.cli.run("disable", scene.pid, "refused").ok().out())
                    .contains("refused (disabled)");
            assertThat(scene.failures()).isZero();
            scene.cli.run("enable", scene.pid, "refused").ok();
            assertThat(scene.failures()).isEqualTo(20);
            assertThat(scene.cli.run("disable", scene.pid, "nobody"))
                    .matches(done -> done.exit() == 1 && done.err().contains("refused, late"));

            assertThat(scene.cli.run("detach", scene.pid).ok().out()).containsPattern("refused +60 +60");
            assertThat(scene.failures()).isZero();
            assertThat(scene.cli.run("ps").ok().out()).containsPattern(scene.pid + " +\\S+ +absent");
            scene.tell("end");
            Run run = scene.running.end();
            assertThat(run.exit()).isZero();
            assertThat(run.err()).as("nothing goes wrong").doesNotContain("Exception", "inside Jinx");
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void rulesThatAreRefusedChangeNothing(Pair pair) throws Exception {
        try (Scene scene = Scene.named(Cli.of(pair.client()), Jvm.on(pair.target()))) {
            Path good = scene.rules(
                    "good.yaml", "rules: [ { name: r, on: connect, target: { ports: PORT }, fault: refuse } ]\n");
            Path bad = scene.rules("bad.yaml", "rules: [ { name: r, on: conect, fault: dealy } ]\n");
            Cli.Done first = scene.cli.run("attach", scene.pid, bad);
            assertThat(first.exit()).isEqualTo(2);
            assertThat(first.err()).contains("did you mean 'connect'", "dealy", "nothing was changed");
            assertThat(scene.cli.run("ps").ok().out()).containsPattern(scene.pid + " +\\S+ +absent");
            assertThat(scene.failures()).isZero();

            scene.cli.fed(Files.readString(good), "attach", scene.name(), "-").ok();
            assertThat(scene.failures()).isEqualTo(20);
            for (Cli.Done done : List.of(
                    scene.cli.run("attach", scene.pid, bad),
                    scene.cli.run("reload", scene.pid, bad),
                    scene.cli.fed("rules: 7\n", "reload", scene.pid, "-"))) {
                assertThat(done.exit()).as(done.toString()).isEqualTo(2);
                assertThat(done.err()).contains("the rules so far stay in force");
            }
            assertThat(scene.cli.run("reload", scene.pid))
                    .matches(done -> done.exit() == 1 && done.err().contains("<stdin>"));
            assertThat(scene.failures()).isEqualTo(20);
            assertThat(scene.running.process().isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void twentyTimesAttachedUnderLoadNothingIsLostAndNobodyIsStuck(Pair pair) throws Exception {
        try (Scene scene = new Scene(pair.client(), pair.target())) {
            Path file = scene.rules("faults.yaml", """
                    rules:
                      - { name: refused, on: connect, target: { ports: PORT }, probability: 30%, fault: refuse }
                      - { name: late, on: connect, target: { ports: PORT }, probability: 10%, fault: { delay: 1ms } }
                    """);
            scene.tell("load");
            scene.running.awaitOutput("loading=");
            long injected = 0;
            for (int i = 0; i < 20; i++) {
                scene.cli.run("attach", scene.pid, file).ok();
                String table = scene.cli.run("detach", scene.pid).ok().out();
                Matcher row = Pattern.compile("refused +(\\d+) +(\\d+)").matcher(table);
                assertThat(row.find()).as(table).isTrue();
                injected += Long.parseLong(row.group(2));
            }
            scene.tell("rest");
            scene.running.awaitOutput("stuck=");
            assertThat(scene.out()).contains("stuck=0\n", "bad=" + injected + "\n");
            assertThat(injected).isPositive();
            gone(pair.target(), scene.pid);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void detachedEveryClassIsMethodByMethodWhatItWas(Pair pair) throws Exception {
        try (Scene scene = new Scene(pair.client(), pair.target())) {
            Path recorder = recorder(scene.jvm.directory());
            Path file = scene.rules("faults.yaml", """
                    report: { json: "%s/report.json" }
                    rules:
                      - { name: a, on: [ connect, read, write, close ], target: { ports: PORT, hosts: "*.test" }, fault: { delay: 1ms } }
                      - { name: b, on: call, target: { methods: "dev.jinx.e2e.app.Commanded#*" }, when: { after: 1000000 }, fault: { delay: 1ms } }
                    """.formatted(scene.jvm.directory()));
            Path before = record(pair.target(), scene, recorder, "before");
            scene.cli.run("attach", scene.pid, file).ok();
            scene.failures();
            Path woven = record(pair.target(), scene, recorder, "woven");
            scene.cli.run("detach", scene.pid).ok();
            scene.failures();
            Path after = record(pair.target(), scene, recorder, "after");
            int changed = 0;
            for (String name : WOVEN.split(",", -1)) {
                String text = disassembled(before.resolve(name + ".class"));
                changed += text.equals(disassembled(woven.resolve(name + ".class"))) ? 0 : 1;
                assertThat(disassembled(after.resolve(name + ".class")))
                        .as(name)
                        .isEqualTo(text);
            }
            assertThat(changed).as("classes that were woven").isGreaterThan(5);
            assertThat(Files.readString(scene.jvm.directory().resolve("report.json")))
                    .contains("\"complete\" : true");
            gone(pair.target(), scene.pid);
        }
    }

    private static Path record(Jdk jdk, Scene scene, Path recorder, String name)
            throws IOException, InterruptedException {
        Path directory = scene.jvm.directory().resolve(name);
        jcmd(jdk, scene.pid, "JVMTI.agent_load", recorder.toString(), directory + ";" + WOVEN);
        scene.running.awaitOutput("recorded=" + name);
        return directory;
    }

    /** As javap shows it, without the places of constants, which a JVM may order anew. */
    private static String disassembled(Path file) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        ToolProvider.findFirst("javap").orElseThrow().run(out, out, "-c", "-p", file.toString());
        return text.toString()
                .replaceFirst("Compiled from.*\n", "")
                .replaceAll("#\\d+(, +\\d+)? *", "# ")
                .replaceAll("\\bldc(_w)? ", "ldc ");
    }

    private static Path recorder(Path directory) throws IOException {
        Path jar = directory.resolve("recorder.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", BytecodeRecorder.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("empty"));
        }
        return jar;
    }

    /** No thread, and no object of the agent's classes, is left. */
    static void gone(Jdk jdk, long pid) throws IOException, InterruptedException {
        assertThat(jcmd(jdk, pid, "Thread.print")).contains("main").doesNotContain("\"jinx-");
        assertThat(jcmd(jdk, pid, "GC.class_histogram"))
                .contains("java.lang.String")
                .doesNotContain("dev.jinx.agent.", "dev.jinx.shaded.", "dev.jinx.AgentLoader");
    }

    private static String jcmd(Jdk jdk, long pid, String... words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(jdk.home().resolve("bin/jcmd").toString(), Long.toString(pid)));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whoHangsGoesOnWhenTheRuleGoes(Pair pair) throws Exception {
        try (Scene scene = new Scene(pair.client(), pair.target())) {
            Path hang = scene.rules(
                    "hang.yaml", "rules: [ { name: hang, on: read, target: { ports: PORT }, fault: hang } ]\n");
            Path other = scene.rules(
                    "other.yaml", "rules: [ { name: other, on: connect, target: { ports: 1 }, fault: refuse } ]\n");
            int n = 0;
            for (Object[] command : List.of(
                    new Object[] {"pause", scene.pid},
                    new Object[] {"disable", scene.pid, "hang"},
                    new Object[] {"reload", scene.pid, other},
                    new Object[] {"detach", scene.pid})) {
                String reader = "reader" + n;
                String selector = "selector" + n++;
                scene.cli.run("attach", scene.pid, hang).ok();
                scene.cli.run("resume", scene.pid).ok();
                scene.cli.run("enable", scene.pid, "hang").ok();
                scene.tell("read " + reader);
                scene.running.awaitOutput(reader + "=reads");
                scene.tell("select " + selector);
                scene.running.awaitOutput(selector + "=selects");
                // Pausing and disabling keep the counts, other rules do not.
                await(scene, n == 4 ? 2 : 2 * n);
                assertThat(scene.out()).doesNotContain(reader + "=read 7", selector + "=read 7");
                scene.cli.run(command).ok();
                scene.running.awaitOutput(reader + "=read 7");
                scene.running.awaitOutput(selector + "=read 7");
            }
            gone(pair.target(), scene.pid);
        }
    }

    /** Until so many reads hang. */
    private static void await(Scene scene, int matched) throws Exception {
        long end = System.nanoTime() + 120_000_000_000L;
        while (!scene.cli.run("status", scene.pid).ok().out().contains("hang: matched " + matched + ",")) {
            assertThat(System.nanoTime()).as("reads that hang").isLessThan(end);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void javaBaseAndTheInstrumentModuleAreEnough(Jdk jdk) throws Exception {
        Jdk small = jdk.small();
        try (Scene scene = new Scene(Cli.of(small), Jvm.on(small))) {
            Path file = scene.rules(
                    "faults.yaml", "rules: [ { name: r, on: connect, target: { ports: PORT }, fault: refuse } ]\n");
            scene.cli.run("attach", scene.pid, file).ok();
            assertThat(scene.failures()).isEqualTo(20);
            assertThat(scene.cli.run("ps").ok().out())
                    .containsPattern(scene.pid + " +" + jdk.version() + " +active +\\S*Commanded");
            scene.cli.run("detach", scene.pid).ok();
            assertThat(scene.failures()).isZero();
        }
    }

    @Test
    void whatIsNotAJvmIsNotSignalled() throws Exception {
        Cli cli = Cli.of(Jdk.newest());
        Process sleep = new ProcessBuilder("sleep", "60").start();
        try {
            Cli.Done done = cli.run("status", sleep.pid());
            assertThat(done.exit()).isEqualTo(1);
            assertThat(done.err()).contains("is not a JVM");
            assertThat(sleep.isAlive()).isTrue();
        } finally {
            sleep.destroyForcibly();
        }
        assertThat(cli.run("status", 999_999_999))
                .matches(done -> done.exit() == 1 && done.err().contains("no process"));
        assertThat(cli.run("status", "NoSuchMain"))
                .matches(done -> done.exit() == 1 && done.err().contains("`ps`"));
    }

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void aJvmThatDoesNotWantToBeAttachedToIsLeftAlone(Jdk jdk) throws Exception {
        List<String[]> flags = List.of(
                new String[] {"-XX:+DisableAttachMechanism", "DisableAttachMechanism"},
                new String[] {"@OPTIONS", "DisableAttachMechanism"},
                new String[] {"-XX:-EnableDynamicAgentLoading", "EnableDynamicAgentLoading"});
        for (String[] flag : flags) {
            Jvm jvm = Jvm.on(jdk);
            Path options = jvm.file("options", "-XX:+DisableAttachMechanism\n");
            jvm.with(flag[0].replace("OPTIONS", options.toString()));
            try (Scene scene = new Scene(Cli.of(Jdk.newest()), jvm)) {
                Path file = scene.rules(
                        "faults.yaml", "rules: [ { name: r, on: connect, target: { ports: PORT }, fault: refuse } ]\n");
                Cli.Done done = scene.cli.run("attach", scene.pid, file);
                assertThat(done.exit()).as(done.toString()).isEqualTo(1);
                assertThat(done.err()).contains(flag[1]);
                assertThat(scene.failures()).isZero();
                assertThat(scene.out()).as("no thread dump").doesNotContain("Full thread dump");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void aJvmWithoutAnyOptionIsAttachedToLikeAnyOther(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk).withoutFlags();
        try (Scene scene = new Scene(Cli.of(jdk), jvm)) {
            Path file = scene.rules(
                    "faults.yaml", "rules: [ { name: r, on: connect, target: { ports: PORT }, fault: refuse } ]\n");
            assertThat(scene.cli.run("attach", scene.pid, file).ok().out()).contains("active, 1 rule from");
            assertThat(scene.failures()).isEqualTo(20);
            assertThat(jcmd(jdk, scene.pid, "Thread.print")).contains("\"jinx-watch\"");
            scene.cli.run("detach", scene.pid).ok();
            assertThat(scene.failures()).isZero();
        }
    }

    /** With -Xrs a JVM listens from its start and is never signalled: it is attached to as long as its socket is there. */
    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void aJvmThatDoesNotCatchSigquitIsNeverSignalled(Jdk jdk) throws Exception {
        try (Scene scene = new Scene(Jdk.newest(), jdk, "-Xrs")) {
            Path file = scene.rules(
                    "faults.yaml", "rules: [ { name: r, on: connect, target: { ports: PORT }, fault: refuse } ]\n");
            scene.cli.run("attach", scene.pid, file).ok();
            assertThat(scene.failures()).isEqualTo(20);
            scene.cli.run("detach", scene.pid).ok();
            Files.delete(Path.of("/tmp/.java_pid" + scene.pid));
            Cli.Done done = scene.cli.run("attach", scene.pid, file);
            assertThat(done.exit()).as(done.toString()).isEqualTo(1);
            assertThat(done.err()).contains("SIGQUIT", "-Xrs", "/tmp/.java_pid" + scene.pid);
            assertThat(scene.failures()).as("it lives on").isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void aRunThatStartsPausedActsWhenItIsResumed(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk);
        Path file = jvm.file("faults.yaml", """
                rules:
                  - { name: r, on: connect, target: { hosts: 127.0.0.1 }, fault: refuse }
                  - { name: c, on: call, target: { methods: "dev.jinx.e2e.app.Commanded#connects" }, fault: { delay: 1ms } }
                """);
        try (Scene scene = new Scene(Cli.of(jdk), jvm.agent("rules=" + file + ",paused=true"))) {
            assertThat(scene.failures()).isZero();
            assertThat(Files.readString(jvm.directory().resolve("err"))).contains("paused");
            scene.cli.run("resume", scene.pid).ok();
            assertThat(scene.failures()).isEqualTo(20);
            assertThat(scene.cli.run("reload", scene.pid).ok().out())
                    .as("it was told to act since")
                    .contains("active");
            scene.cli.run("detach", scene.pid).ok();
            assertThat(scene.failures()).isZero();

            // Another agent, for which methods of the application are woven twice.
            Path late = scene.rules("call.yaml", """
                    rules:
                      - { name: c, on: call, target: { methods: "dev.jinx.e2e.app.Commanded#connects" }, fault: { delay: 2ms } }
                    """);
            scene.cli.run("attach", scene.pid, late).ok();
            Path failing = scene.rules("failing.yaml", """
                    rules:
                      - name: c
                        on: call
                        target: { methods: "dev.jinx.e2e.app.Commanded#connects" }
                        fault: { return: "false" }
                      - { name: unused, on: call, target: { methods: "dev.jinx.e2e.app.Commanded#new" }, fault: hang }
                    """);
            assertThat(scene.cli
                            .run("attach", scene.pid, failing, "--paused")
                            .ok()
                            .out())
                    .contains("paused");
            assertThat(scene.failures()).isZero();
            scene.cli.run("resume", scene.pid).ok();
            assertThat(scene.failures()).isEqualTo(20);
            assertThat(scene.cli.run("detach", scene.pid).ok().out())
                    .containsPattern("c +20 +20")
                    .contains("unused: woven, but never called: dev.jinx.e2e.app.Commanded.new()")
                    .doesNotContain("inside Jinx");
            assertThat(scene.failures()).isZero();
            gone(jdk, scene.pid);
        }
    }
}
