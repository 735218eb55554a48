package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.Recorder;
import dev.jinx.e2e.app.call.CallLoaders;
import dev.jinx.e2e.app.call.CallRules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Application methods in every class loader, before and after their class is loaded, beside other agents. */
class CallLoadersIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String BANK = "dev.jinx.e2e.app.call.Bank";
    private static final Path HOSTS = Path.of(System.getProperty("jinx.hosts", "target/hosts"));

    private static final String RULES = """
            rules:
              - name: hit
                on: call
                target: { methods: "dev.jinx.e2e.app.call.Bank#hit" }
                fault: { throw: { class: java.lang.IllegalStateException, message: no } }
              - name: own
                on: call
                target: { methods: "dev.jinx.e2e.app.call.Bank#a" }
                fault: { throw: { class: "dev.jinx.e2e.app.call.Bank$Overdrawn", message: own } }
            """;
    private static final String OTHER_RULES = """
            rules:
              - { name: other, on: connect, target: { ports: 1 }, fault: refuse }
            """;

    private static final String THROWN = "java.lang.IllegalStateException: no in hit";

    private static Path host(String start) throws IOException {
        try (Stream<Path> files = Files.list(HOSTS)) {
            return files.filter(file -> file.getFileName().toString().startsWith(start))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    /** The classes of the bank alone, somewhere else. */
    private static Path bankIn(Path directory) throws IOException {
        Path from = Jvm.CLASSES.resolve("dev/jinx/e2e/app/call");
        Path to = Files.createDirectories(directory.resolve("dev/jinx/e2e/app/call"));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith("Bank"))
                    .toList()) {
                Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        return directory;
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void isolatedAndChildFirstLoadersAreReachedAndNotHeld(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk).rules(RULES);
        Path bank = bankIn(jvm.directory().resolve("bank"));
        Run run = jvm.run(CallLoaders.class, "loaders", bank).ok();
        assertThat(run.fact("own")).isEqualTo(THROWN);
        assertThat(run.fact("isolated")).isEqualTo(THROWN);
        assertThat(run.fact("child first")).isEqualTo(THROWN);
        assertThat(run.fact("own exception")).isEqualTo(BANK + "$Overdrawn: own in a, own class");
        assertThat(run.fact("leaked")).isEqualTo("false");
        assertThat(run.rule("hit").path("injected").asInt()).isEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aWebApplicationOfTomcatIsReached(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk);
        Path webapp = jvm.directory().resolve("webapp");
        bankIn(webapp.resolve("WEB-INF/classes"));
        Run run = jvm.andClassPath(List.of(host("tomcat-embed"), host("tomcat-annotations")))
                .rules(RULES)
                .run(CallLoaders.class, "tomcat", webapp);
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.fact("own bank")).isEqualTo("true");
        assertThat(run.fact("web application")).isEqualTo(THROWN);
        assertThat(run.fact("own exception")).isEqualTo(BANK + "$Overdrawn: own in a, own class");
        assertThat(run.report().path("failures")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void classesOfTheJdkOutsideJavaBaseAreTargetsWhereTheyAreNamed(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                rules:
                  - name: connection
                    on: call
                    target: { methods: "java.sql.DriverManager#getConnection(String)" }
                    fault: { throw: { class: java.sql.SQLTransientConnectionException, message: no } }
                  - name: log
                    on: call
                    target: { methods: "java.util.logging.Logger#info(String)" }
                    fault: { throw: { class: "dev.jinx.e2e.app.call.Bank$Overdrawn" } }
                """).run(CallLoaders.class, "jdk").ok();
        assertThat(run.fact("connection")).isEqualTo("java.sql.SQLTransientConnectionException: no in getConnection");
        assertThat(run.fact("log")).isEqualTo(BANK + "$Overdrawn in info");
        Run other = Jvm.on(jdk).rules("""
                rules:
                  - { name: all, on: call, target: { methods: "*Manager#getConnection" }, fault: skip }
                  - { name: sub, on: call, target: { methods: "+java.util.concurrent.Callable#call" }, fault: skip }
                """).run(CallLoaders.class, "jdk").ok();
        assertThat(other.fact("connection")).startsWith("java.sql.SQLException: No suitable driver");
    }

    private static String jinx(Jvm jvm, String name, String rules) {
        return "-javaagent:" + Jvm.JAR + "=rules=" + jvm.file(name, rules) + ",report=" + jvm.reportFile();
    }

    /** A jar that names the other agent, which is on the class path. */
    private static Path recorder(Path directory) throws IOException {
        Path jar = directory.resolve("recorder.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", Recorder.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar;
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void classesThatAreLoadedAlreadyAreWovenWhenARuleComesAndRestoredWhenItGoes(Jdk jdk) throws IOException {
        Jvm coming = Jvm.on(jdk);
        Path recorder = recorder(coming.directory());
        String load = "-javaagent:" + recorder + "=load:" + BANK;
        String last = "-javaagent:" + recorder + "=behind";
        Run come = coming.with(jinx(coming, "1.yaml", OTHER_RULES), load, jinx(coming, "2.yaml", RULES), last)
                .run(CallLoaders.class, "bytes")
                .ok();
        assertThat(come.fact("bank")).isEqualTo("no");
        assertThat(come.fact("as the file")).isEqualTo("false");

        Jvm going = Jvm.on(jdk);
        Run gone = going.with(jinx(going, "1.yaml", RULES), load, jinx(going, "2.yaml", OTHER_RULES), last)
                .run(CallLoaders.class, "bytes")
                .ok();
        assertThat(gone.fact("bank")).isEqualTo("1");
        assertThat(gone.fact("as the file")).isEqualTo("true");

        Jvm changing = Jvm.on(jdk);
        String unhit = RULES.replace("#hit\"", "#c\"");
        Run changed = changing.with(jinx(changing, "1.yaml", RULES), load, jinx(changing, "2.yaml", unhit), last)
                .run(CallLoaders.class, "bytes")
                .ok();
        assertThat(changed.fact("bank")).isEqualTo("1");
        assertThat(changed.fact("as the file")).isEqualTo("false");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aClassThatWasBeingDefinedWhenTheRulesCameIsReached(Jdk jdk) {
        Jvm jvm = Jvm.on(jdk);
        Path file = jvm.file("faults.yaml", OTHER_RULES);
        Path next = jvm.file("next.yaml", RULES.replace("Bank#a", "CallLoaders$Slow#late"));
        Run run = jvm.agent(file.toString())
                .run(CallLoaders.class, "late", file, next)
                .ok();
        assertThat(run.fact("late")).as(run.toString()).isEqualTo("thrown");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aClassThatNoRuleNamesIsNotTransformed(Jdk jdk) throws IOException {
        Path recorder = recorder(Jvm.on(jdk).directory());
        String record = "-javaagent:" + recorder + "=";
        for (String target : List.of(
                BANK + "#hit",
                "+" + BANK + "#hit",
                "+java.lang.Runnable#run",
                "@" + BANK + "$Audited",
                "dev.jinx.e2e.app.call.Bank*#nothing")) {
            Jvm jvm = Jvm.on(jdk);
            Run run = jvm.with(
                            record + "before",
                            "-javaagent:" + recorder + "=load:dev.jinx.e2e.app.call.Shapes",
                            jinx(jvm, "1.yaml", RULES.replace(BANK + "#hit", target)),
                            record + "behind")
                    .run(CallLoaders.class, "records")
                    .ok();
            assertThat(run.number("same")).isGreaterThan(10);
            assertThat(run.fact("changed"))
                    .as(target)
                    .isEqualTo("[" + BANK + (target.startsWith("@") ? ", " + BANK + "$Vault]" : "]"));
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whatTheJvmItselfRunsIsLeftAloneAndItIsSaid(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk);
        Path file = jvm.directory().resolve("recording.jfr");
        Run run = jvm.with("-XX:StartFlightRecording:filename=" + file)
                .rules("rules:\n" + rule("all", "jdk.*#*", "{ throw: java.lang.IllegalStateException }"))
                .run(CallLoaders.class, "recording")
                .ok();
        assertThat(run.fact("recording")).isEqualTo("true");
        assertThat(run.err())
                .contains("jinx: rule 'all' does not act on jdk.jfr: the JVM itself runs that code, and would end");
        assertThat(RecordingFile.readAllEvents(file).stream()
                        .filter(event -> event.getEventType().getName().equals("jinx.Told")))
                .hasSize(3);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aClassThatTheJvmDoesNotTakeAnewIsToldOfItsRuleAndKeepsNoOtherFromBeingWoven(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk);
        Path recorder = recorder(jvm.directory());
        String fragile = "dev.jinx.e2e.app.call.CallLoaders$Fragile";
        Run run = jvm.with(
                        jinx(jvm, "1.yaml", OTHER_RULES),
                        "-javaagent:" + recorder + "=load:" + fragile,
                        "-javaagent:" + recorder + "=load:" + BANK,
                        "-javaagent:" + recorder + "=spoil:" + fragile,
                        jinx(jvm, "2.yaml", RULES + rule("fragile", fragile + "#hit", "skip")))
                .run(CallLoaders.class, "spoiled")
                .ok();
        assertThat(run.fact("fragile")).isEqualTo("1");
        assertThat(run.fact("bank")).isEqualTo("no");
        assertThat(run.err())
                .contains("jinx: rule 'fragile' does not act on " + fragile
                        + ": the JVM does not take its class anew: java.lang.VerifyError");
        assertThat(run.report().path("unmatched").toString())
                .contains("fragile: every method that it names was refused");
        assertThat(run.report().path("failures")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aLoaderThatShowsNoClassFilesIsAskedWithoutARuleThatActsOnIt(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk);
        Path bank = bankIn(jvm.directory().resolve("bank"));
        String lost = "\"" + BANK + "$Lost\"";
        Run run = jvm.rules("rules:\n" + rule("a", BANK + "#a", "{ throw: " + lost + " }")
                        + rule("b", BANK + "#b", "{ throw: { class: " + lost + ", force: true } }")
                        + rule("c", BANK + "#c", "{ timeout: { after: 1ms, throw: " + lost + " } }")
                        + rule("files", "*.CallLoaders.Secretive#getResourceAsStream", "hang"))
                .run(CallLoaders.class, "secretive", bank)
                .ok();
        assertThat(run.fact("hit")).isEqualTo("1");
        assertThat(run.fact("b")).startsWith(BANK + "$Lost in b");
        assertThat(run.fact("a"))
                .as("a checked exception that the method does not declare, and that was not there to be looked at")
                .isEqualTo("1");
        assertThat(run.fact("c")).isEqualTo("1");
        for (String name : List.of("a", "c")) {
            assertThat(run.rule(name).path("skippedBy").path("impossible").asInt())
                    .isEqualTo(1);
        }
        assertThat(run.report().path("refused").toString())
                .contains("a does not act on " + BANK + ".a(): it does not declare the checked exception " + BANK
                        + "$Lost; `force: true`")
                .contains("c does not act on " + BANK + ".c(): it does not declare");
        assertThat(run.report().path("unmatched").toString())
                .contains("files: woven, but never called")
                .contains("getResourceAsStream");
    }

    private static String rule(String name, String methods, String fault) {
        return "  - { name: %s, on: call, target: { methods: \"%s\" }, fault: %s }\n".formatted(name, methods, fault);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void jacocoStandsBesideItInEitherOrder(boolean first) throws IOException {
        for (Jdk jdk : Jdk.all()) {
            Jvm jvm = Jvm.on(jdk);
            Path coverage = jvm.directory().resolve("jacoco.exec");
            String jacoco = "-javaagent:" + host("org.jacoco.agent") + "=destfile=" + coverage
                    + ",includes=dev.jinx.e2e.app.call.*";
            String jinx = jinx(jvm, "faults.yaml", RULES);
            Run run = jvm.with(first ? jacoco : jinx, first ? jinx : jacoco)
                    .run(CallRules.class, "sequence", 5)
                    .ok();
            assertThat(run.fact("sequence")).isEqualTo("xxxxx");
            assertThat(Files.size(coverage)).isPositive();
        }
    }
}
