package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Beans of a Spring Boot application, asked by way of its Tomcat. {@link CallIT} has every fault on every kind of method in the same fat
 * jar, and {@link CallRulesIT} what chooses a call.
 */
@ExtendWith(Undisturbed.class)
class SpringBootIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String ANSWERS = "+dev.jinx.e2e.app.spring.Answers#answer";
    private static final String NO = "class: java.lang.IllegalStateException, message: no";

    /** The first argument chooses the rule, so that one start is enough. */
    private static final Map<String, String> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("throw", "{ throw: { " + NO + " } }");
        FAULTS.put("delay", "{ delay: 1s }");
        FAULTS.put("timeout", "{ timeout: { after: 1s, throw: { " + NO + " } } }");
        FAULTS.put("skip", "skip");
        FAULTS.put("return", "{ return: 1 }");
        FAULTS.put("corrupt-result", "corrupt-result");
        FAULTS.put("hang", "hang");
        FAULTS.put("deadlock", "deadlock");
    }

    /** A rule for each fault. */
    private static String rules(String method, Map<String, String> faults) {
        StringBuilder rules = new StringBuilder("seed: 42\nrules:\n");
        faults.forEach((kind, fault) ->
                rules.append("  - { name: %s, on: call, target: { methods: \"%s\", args: { 0: %s } }, fault: %s }\n"
                        .formatted(kind, method, kind, fault)));
        return rules.toString();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aRequestMeetsEveryFault(Jdk jdk) {
        try (Served served = Served.under(jdk, rules(ANSWERS, FAULTS))) {
            assertThat(served.get("/answer/none/7")).as("no rule").isEqualTo("200 7");
            assertThat(served.get("/answer/throw/7"))
                    .as("throw")
                    .isEqualTo("500 java.lang.IllegalStateException: no in answer");
            assertThat(served.get("/answer/skip/7")).as("skip").isEqualTo("200 0");
            assertThat(served.get("/answer/return/7")).as("return").isEqualTo("200 1");
            assertThat(served.get("/answer/corrupt-result/7"))
                    .as("corrupt-result")
                    .isEqualTo("200 -7");
            served.assertLater("/answer/delay/7", "200 7");
            served.assertLater("/answer/timeout/7", "500 java.lang.IllegalStateException: no in answer");
            CompletableFuture<HttpResponse<String>> hung = served.send("/answer/hang/7");
            CompletableFuture<HttpResponse<String>> dead = served.send("/answer/deadlock/7");
            served.assertLater("/answer/delay/7", "200 7");
            assertThat(hung).as("hang").isNotDone();
            assertThat(dead).as("deadlock").isNotDone();

            Run run = served.end();
            for (String kind : FAULTS.keySet()) {
                assertThat(run.rule(kind).path("injected").asInt())
                        .as(kind + ", " + run)
                        .isEqualTo(kind.equals("delay") ? 2 : 1);
            }
        }
    }

    /** Quotes run on another thread, behind a subclass of Spring's making. */
    @ParameterizedTest
    @MethodSource(JDKS)
    void anAsynchronousMethodFailsOnItsThreadOrInItsOutcomeAndCountsOnce(Jdk jdk) {
        Map<String, String> faults = new LinkedHashMap<>();
        faults.put("throw", "{ throw: { " + NO + " } }");
        faults.put("delay", "{ delay: 1s }");
        faults.put("skip", "skip");
        faults.put("throw-outcome", "{ throw: { " + NO + ", async: true } }");
        faults.put("delay-outcome", "{ delay: { value: 1s, async: true } }");
        faults.put("timeout-outcome", "{ timeout: { after: 1s, async: true } }");
        try (Served served = Served.under(jdk, rules("+dev.jinx.e2e.app.spring.Quotes#quote", faults))) {
            assertThat(served.get("/quote/none/7")).as("no rule").isEqualTo("200 7");
            assertThat(served.get("/quote/throw/7"))
                    .as("throw")
                    .isEqualTo("500 java.lang.IllegalStateException: no in quote");
            served.assertLater("/quote/delay/7", "200 7");
            assertThat(served.get("/quote/skip/7")).as("skip").isEqualTo("200 ");
            assertThat(served.get("/quote/throw-outcome/7"))
                    .as("throw, async")
                    .isEqualTo("500 java.lang.IllegalStateException: no in quote");
            served.assertLater("/quote/delay-outcome/7", "200 7");
            served.assertLater("/quote/timeout-outcome/7", "500 java.util.concurrent.TimeoutException in quote");

            Run run = served.end();
            for (String kind : faults.keySet()) {
                JsonNode rule = run.rule(kind);
                assertThat(rule.path("injected").asInt()).as(kind + ", " + run).isEqualTo(1);
                assertThat(rule.path("matched").asInt()).as(kind + ", " + run).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whatAConfigurationGivesIsDamagedForTheWholeApplication(Jdk jdk) {
        String rule = """
                rules:
                  - { name: price, on: call, target: { methods: "dev.jinx.e2e.app.spring.Settings#price" }, fault: FAULT }
                """;
        try (Served served = Served.under(jdk, rule.replace("FAULT", "{ delay: 1ms }"))) {
            assertThat(served.get("/price")).as("whole").isEqualTo("200 EUR 7");
            assertThat(served.end().rule("price").path("injected").asInt()).isEqualTo(1);
        }
        try (Served served = Served.under(jdk, rule.replace("FAULT", "corrupt-result"))) {
            assertThat(served.get("/price")).as("damaged").isEqualTo("200 RUE -7");
            assertThat(served.end().rule("price").path("injected").asInt()).isEqualTo(1);
        }
        Run broken = Jvm.on(jdk)
                .rules(rule.replace("FAULT", "{ throw: { " + NO + " } }"))
                .java("-jar", Subject.fatJarFile().toString(), "serve");
        assertThat(broken.exit()).as(broken.toString()).isEqualTo(1);
        assertThat(broken.out()).contains("Factory method 'price' threw exception with message: no");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void beansThatAreThereAlreadyAreReachedAndLeftAsTheyWere(Jdk jdk) throws Exception {
        Map<String, String> all = Map.of("now", "{ throw: { " + NO + " } }");
        Jvm jvm = Jvm.on(jdk);
        if (jdk.feature() >= 21) {
            jvm.with("-XX:+EnableDynamicAgentLoading");
        }
        String answers = jvm.file("answers.yaml", rules(ANSWERS, all)).toString();
        String quotes = jvm.file("quotes.yaml", rules("+dev.jinx.e2e.app.spring.Quotes#quote", all))
                .toString();
        try (Served served = Served.start(jvm)) {
            Cli cli = Cli.of(jdk);
            long pid = served.running().process().pid();
            assertThat(served.get("/answer/now/7")).as("before").isEqualTo("200 7");
            assertThat(served.get("/quote/now/7")).as("before").isEqualTo("200 7");
            cli.run("attach", pid, answers).ok();
            assertThat(served.get("/answer/now/7"))
                    .as("attached")
                    .isEqualTo("500 java.lang.IllegalStateException: no in answer");
            cli.run("reload", pid, quotes).ok();
            assertThat(served.get("/answer/now/7")).as("reloaded").isEqualTo("200 7");
            assertThat(served.get("/quote/now/7"))
                    .as("reloaded")
                    .isEqualTo("500 java.lang.IllegalStateException: no in quote");
            assertThat(cli.run("stats", pid, "--json").ok().out()).containsPattern("\"matched\"\\s*:\\s*1\\b");
            cli.run("detach", pid).ok();
            assertThat(served.get("/quote/now/7")).as("detached").isEqualTo("200 7");
            served.end();
        }
    }

    /** An application that serves, and a client of it. */
    private record Served(Jvm.Running running, HttpClient client, String port) implements AutoCloseable {
        static Served under(Jdk jdk, String rules) {
            return start(Jvm.on(jdk).rules(rules));
        }

        static Served start(Jvm jvm) {
            Jvm.Running running = jvm.startJava("-jar", Subject.fatJarFile().toString(), "serve");
            running.awaitOutput("serving");
            String port = running.output().split("port=", 2)[1].split("\n", 2)[0];
            return new Served(running, HttpClient.newHttpClient(), port);
        }

        CompletableFuture<HttpResponse<String>> send(String path) {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            return client.sendAsync(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        }

        private static String words(HttpResponse<String> answer) {
            return answer.statusCode() + " " + answer.body();
        }

        /** Status and body, in words. */
        String get(String path) {
            return words(send(path).join());
        }

        /** Sends this first; others overtake it. */
        void assertLater(String path, String expected) {
            CompletableFuture<HttpResponse<String>> late = send(path);
            assertThat(get("/price")).isEqualTo("200 EUR 7");
            assertThat(late)
                    .as(path + " is not answered before what was sent after it")
                    .isNotDone();
            assertThat(words(late.join())).as(path).isEqualTo(expected);
        }

        Run end() {
            running.tell("end");
            return running.end().ok();
        }

        @Override
        public void close() {
            running.close();
        }
    }
}
