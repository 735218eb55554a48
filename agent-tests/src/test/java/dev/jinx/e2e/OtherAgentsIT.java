package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.Observed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.analysis.IMethodCoverage;
import org.jacoco.core.tools.ExecFileLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Jinx, OpenTelemetry's agent, JaCoCo's and a flight recording in one JVM, in any order: each does its work. */
class OtherAgentsIT {
    private static final Path HOSTS = Path.of(System.getProperty("jinx.hosts", "target/hosts"));

    private static final String RULES = """
            rules:
              - { name: refused, on: connect, target: { hosts: 127.61.9.1 }, fault: refuse }
              - { name: late, on: read, target: { hosts: 127.61.9.2 }, fault: { delay: 5ms } }
              - name: price
                on: call
                target: { methods: "dev.jinx.e2e.app.Observed#price" }
                fault: { throw: { class: java.lang.IllegalStateException, message: injected } }
            """;

    /** A JDK, and whether Jinx is the first agent or the last. */
    private record Order(Jdk jdk, boolean first) {
        @Override
        public String toString() {
            return jdk + (first ? ", Jinx first" : ", Jinx last");
        }
    }

    static Stream<Object> orders() {
        return Jdk.all().stream().flatMap(jdk -> Stream.of(new Order(jdk, true), new Order(jdk, false)));
    }

    private static Path jar(String start) throws IOException {
        try (Stream<Path> files = Files.list(HOSTS)) {
            return files.filter(file -> file.getFileName().toString().startsWith(start))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    @ParameterizedTest
    @MethodSource("orders")
    void eachDoesItsWork(Order order) throws IOException {
        Jvm jvm = Jvm.on(order.jdk);
        Path coverage = jvm.directory().resolve("jacoco.exec");
        Path recording = jvm.directory().resolve("recording.jfr");
        List<String> agents = new ArrayList<>(List.of(
                "-javaagent:" + Jvm.JAR + "=rules=" + jvm.file("faults.yaml", RULES) + ",report=" + jvm.reportFile(),
                "-javaagent:" + jar("opentelemetry-javaagent"),
                "-javaagent:" + jar("org.jacoco.agent") + "=destfile=" + coverage + ",includes=dev.jinx.e2e.app.*"));
        if (!order.first) {
            Collections.reverse(agents);
        }
        Run run = jvm.with(agents.toArray(String[]::new))
                .with(
                        "-XX:StartFlightRecording:filename=" + recording,
                        // One connect for each request.
                        "-Djdk.httpclient.disableRetryConnect=true",
                        "-Dotel.traces.exporter=logging",
                        "-Dotel.metrics.exporter=none",
                        "-Dotel.logs.exporter=none",
                        "-Dotel.service.name=observed")
                .run(Observed.class);
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.fact("url connection")).isEqualTo("200 ok");
        assertThat(run.fact("url connection, refused")).isEqualTo("java.net.ConnectException");
        assertThat(run.fact("http client")).isEqualTo("200 ok");
        assertThat(run.fact("http client, refused")).isEqualTo("java.net.ConnectException");
        assertThat(run.fact("call")).isEqualTo("java.lang.IllegalStateException");
        assertThat(run.fact("other call")).isEqualTo("1");

        assertThat(run.report().path("failures")).isEmpty();
        assertThat(run.rule("refused").path("injected").asInt()).isEqualTo(2);
        assertThat(run.rule("price").path("injected").asInt()).isEqualTo(1);
        assertThat(run.rule("late").path("injected").asInt()).isGreaterThanOrEqualTo(2);
        spans(run);
        covered(coverage);
        recorded(recording, run);
    }

    /** A span for each request, those that failed too, and none of Jinx's own doing. */
    private static void spans(Run run) {
        assertThat(run.err()).doesNotContain("] ERROR", "] WARN", "\tat dev.jinx");
        List<String> spans = run.err()
                .lines()
                .filter(line -> line.contains("LoggingSpanExporter") && line.contains(" CLIENT "))
                .toList();
        assertThat(spans).as(run.err()).hasSize(4);
        for (String client : List.of("http-url-connection", "java-http-client")) {
            List<String> its =
                    spans.stream().filter(span -> span.contains(client)).toList();
            assertThat(its).as(client).hasSize(2);
            assertThat(its.get(0)).contains("http.response.status_code=200");
            assertThat(its.get(1)).contains("error.type=java.net.ConnectException");
        }
    }

    /** What JaCoCo wrote down is of the classes as they are in their files. */
    private static void covered(Path file) throws IOException {
        ExecFileLoader loader = new ExecFileLoader();
        loader.load(file.toFile());
        CoverageBuilder coverage = new CoverageBuilder();
        try (var in = Files.newInputStream(Jvm.CLASSES.resolve("dev/jinx/e2e/app/Observed.class"))) {
            new Analyzer(loader.getExecutionDataStore(), coverage).analyzeClass(in, "Observed");
        }
        assertThat(coverage.getNoMatchClasses())
                .as("classes that JaCoCo saw changed")
                .isEmpty();
        for (IMethodCoverage method : coverage.getClasses().iterator().next().getMethods()) {
            if (method.getName().equals("rebate") || method.getName().equals("byUrl")) {
                assertThat(method.getInstructionCounter().getStatus())
                        .as(method.getName())
                        .isEqualTo(ICounter.FULLY_COVERED);
            } else if (method.getName().equals("price")) {
                assertThat(method.getInstructionCounter().getCoveredCount())
                        .as("a body that was never run")
                        .isZero();
            }
        }
    }

    private static void recorded(Path recording, Run run) throws IOException {
        List<RecordedEvent> events = RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getEventType().getName().equals("dev.jinx.Injection"))
                .toList();
        assertThat(events.stream().filter(event -> event.getString("rule").equals("refused")))
                .hasSize(2);
        assertThat(events.stream().filter(event -> event.getString("rule").equals("price")))
                .hasSize(1);
        assertThat(events).hasSize(run.report().path("events").size());
    }
}
