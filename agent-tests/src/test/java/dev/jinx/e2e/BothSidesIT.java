package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS over a wire with faults, both ends under the agent: it sees a slow or bumpy network, and never other bytes. */
@Execution(ExecutionMode.SAME_THREAD)
@ExtendWith(Undisturbed.class)
class BothSidesIT {
    private static final String RULES = """
            seed: 11
            rules:
              - name: in-pieces
                on: [read, write]
                target: { hosts: %s, side: client }
                probability: 80%%
                fault: { short: { max: 16 } }
              - name: delay
                on: read
                target: { hosts: %s, side: client }
                fault: { delay: 100ms }
              - name: reset
                on: read
                target: { hosts: %s, side: client }
                fault: reset
              - name: never
                on: [read, write]
                when: { after: 1000000 }
                fault: reset
            """.formatted(Tls.SHORT, Tls.DELAY, Tls.RESET);

    private record Outcome(String text, double median) {}

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    void tlsLivesOnABumpyWire(Jdk jdk) throws Exception {
        Jvm jvm = Jvm.on(jdk).rules(RULES);
        Path keys = jvm.directory().resolve("keys.p12");
        makeKeys(jdk, keys);
        Run run = jvm.with("-Dsun.net.httpserver.nodelay=true")
                .run(Tls.class, keys)
                .ok();
        Map<String, Outcome> outcomes = new TreeMap<>();
        for (String[] row : run.lines("tls")) {
            outcomes.put(row[1] + " " + row[2], new Outcome(row[3], Double.parseDouble(row[4])));
        }
        System.out.println(jdk + ": " + outcomes);
        for (String client : new String[] {"HttpsURLConnection", "HttpClient", "SSLSocket"}) {
            Outcome control = outcomes.get(client + " " + Tls.CONTROL);
            Outcome delayed = outcomes.get(client + " " + Tls.DELAY);
            assertThat(control.text).as(client + ", untouched").isEqualTo("the same");
            assertThat(outcomes.get(client + " " + Tls.SHORT).text)
                    .as(client + ", in pieces")
                    .isEqualTo("the same");
            assertThat(delayed.text).as(client + ", delayed").isEqualTo("the same");
            // Once for an answer, and not for each read of a record's head and body.
            assertThat(delayed.median - control.median).as(client + ", late by").isBetween(97.0, 190.0);
            assertThat(outcomes.get(client + " " + Tls.RESET).text)
                    .as(client + ", reset")
                    .contains("reset");
        }
        aSoundReport(run.report());
    }

    private static void aSoundReport(JsonNode report) {
        assertThat(report.path("failures"))
                .as(report.path("failures").toString())
                .isEmpty();
        for (JsonNode rule : report.path("rules")) {
            String name = rule.path("name").asText();
            if (name.equals("never")) {
                assertThat(rule.path("injected").asLong()).isZero();
                assertThat(rule.path("matched").asLong()).isPositive();
            } else {
                assertThat(rule.path("injected").asLong()).as(name).isGreaterThanOrEqualTo(3);
            }
        }
    }

    private static void makeKeys(Jdk jdk, Path file) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        jdk.home().resolve("bin/keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:" + Tls.CONTROL + ",ip:" + Tls.SHORT + ",ip:" + Tls.DELAY + ",ip:" + Tls.RESET,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        Tls.PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(keytool.exitValue()).as("keytool").isZero();
    }
}
