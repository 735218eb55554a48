package dev.jinx.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jinx.runtime.stats.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String RULES = """
            seed: 42
            rules:
              - name: flaky
                description: now and then
                on: connect
                target: { ports: 443 }
                when: { after: 2, every: 2 }
                fault: refuse
                labels: { team: payments }
                expect: { injected: ">=1", skipped: 3 }
              - name: slow
                on: [connect, read]
                fault: { delay: 250us }
                expect: { injected: ">100" }
            """;

    private static Sample played() {
        return new Sample(RULES).connects(6, "pay.example.com", 443).reads(2, "10.0.0.1", 5432);
    }

    private static JsonNode json(Report report) throws Exception {
        return new ObjectMapper().readTree(JsonReport.of(report));
    }

    @Test
    void theFieldsAreThoseOfTheContract() throws Exception {
        JsonNode json = json(played().report());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "schemaVersion",
                        "jinx",
                        "complete",
                        "pid",
                        "java",
                        "main",
                        "rulesFile",
                        "seed",
                        "startedAt",
                        "endedAt",
                        "operations",
                        "rules",
                        "events",
                        "eventsDropped",
                        "unmatched",
                        "refused",
                        "unseen",
                        "safety",
                        "expectations",
                        "failures");
        assertThat(json.get("schemaVersion").intValue()).isEqualTo(1);
        assertThat(json.get("jinx").textValue()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(json.get("pid").longValue())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(json.get("rulesFile").textValue()).isEqualTo("faults.yaml");
        assertThat(json.get("seed").longValue()).isEqualTo(42);
        assertThat(json.get("startedAt").textValue()).isEqualTo("2026-09-21T14:13:20Z");
    }

    @Test
    void countersAddUpForEachRule() throws Exception {
        JsonNode json = json(played().report());
        assertThat(json.get("operations").toString())
                .isEqualTo("{\"connect\":{\"calls\":6,\"injected\":6},\"read\":{\"calls\":2,\"injected\":2}}");
        assertThat(json.at("/rules/0").toString())
                .isEqualTo("{\"name\":\"flaky\",\"description\":\"now and then\",\"definition\":"
                        + "\"{on: connect, target: {ports: 443}, when: {after: 2, every: 2}, fault: refuse}\","
                        + "\"labels\":{\"team\":\"payments\"},\"matched\":6,\"injected\":2,\"skipped\":4,"
                        + "\"skippedBy\":{\"after\":2,\"every\":2},\"shadowed\":0,\"faults\":{\"refuse\":2}}");
        assertThat(json.at("/rules/1/matched").longValue()).isEqualTo(6);
        assertThat(json.at("/rules/1/shadowed").longValue()).isEqualTo(2);
    }

    @Test
    void anEventSaysWhatHappenedToWhom() throws Exception {
        JsonNode event = json(played().report()).at("/events/3");
        assertThat(event.get("n").longValue()).isEqualTo(4);
        assertThat(event.get("rule").textValue()).isEqualTo("flaky");
        assertThat(event.get("operation").textValue()).isEqualTo("connect");
        assertThat(event.get("fault").textValue()).isEqualTo("refuse");
        assertThat(event.get("detail").textValue()).isEqualTo("ECONNREFUSED");
        assertThat(event.get("target").textValue()).isEqualTo("pay.example.com:443");
        assertThat(event.get("ruleCall").longValue()).isEqualTo(4);
        assertThat(event.get("at").textValue()).endsWith("Z");
        assertThat(event.get("delaySeconds").toString()).isEqualTo("0");
    }

    @Test
    void delaysAreExactDecimalSeconds() {
        assertThat(JsonReport.of(played().report())).contains("\"delaySeconds\" : 0.00025\n");
    }

    @Test
    void expectationsSayWhetherTheyWereMet() throws Exception {
        assertThat(json(played().report()).get("expectations").toString())
                .isEqualTo("[{\"rule\":\"flaky\",\"text\":\"injected >= 1\",\"was\":2,\"met\":true},"
                        + "{\"rule\":\"flaky\",\"text\":\"skipped == 3\",\"was\":4,\"met\":false},"
                        + "{\"rule\":\"slow\",\"text\":\"injected > 100\",\"was\":6,\"met\":false}]");
    }

    @Test
    void halfACharacterInAThreadNameDoesNotSpoilTheFile() throws Exception {
        Sample sample = played();
        sample.plan()
                .events()
                .add(new Event(
                        sample.plan().events().number(),
                        0,
                        "r",
                        "read",
                        "reset",
                        "",
                        "x",
                        "broken \ud83d",
                        1,
                        0,
                        0,
                        0));
        assertThat(json(sample.report()).get("events")).isNotEmpty();
    }

    @Test
    void prometheusHasASeriesForEachRuleOperationAndFault() {
        String name = "a \\ and \"quotes\", äöü {not=\"a label\"} 1";
        Sample sample = new Sample(RULES.replace("name: slow", "name: '" + name + "'")
                        .replace("fault: { delay: 250us }", "fault: [ { delay: 250us }, { error: ECONNRESET } ]"))
                .connects(6, "pay.example.com", 443)
                .reads(2, "10.0.0.1", 5432);
        Exposition text = Exposition.of(PrometheusReport.of(sample.report()));
        assertThat(text.types())
                .isEqualTo(Map.of(
                        "jinx_operations_total", "counter",
                        "jinx_rule_matches_total", "counter",
                        "jinx_injections_total", "counter",
                        "jinx_injected_delay_seconds_total", "counter"));
        assertThat(text.series("jinx_injections_total"))
                .isEqualTo(Map.of(
                        Map.of("rule", "flaky", "operation", "connect", "fault", "refuse"), 2.0,
                        Map.of("rule", name, "operation", "connect", "fault", "delay"), 4.0,
                        Map.of("rule", name, "operation", "connect", "fault", "error"), 4.0,
                        Map.of("rule", name, "operation", "read", "fault", "delay"), 2.0,
                        Map.of("rule", name, "operation", "read", "fault", "error"), 2.0));
        assertThat(text.series("jinx_rule_matches_total"))
                .isEqualTo(Map.of(Map.of("rule", "flaky"), 6.0, Map.of("rule", name), 6.0));
        assertThat(text.series("jinx_operations_total"))
                .isEqualTo(Map.of(Map.of("operation", "connect"), 6.0, Map.of("operation", "read"), 2.0));
        assertThat(text.series("jinx_injected_delay_seconds_total"))
                .isEqualTo(Map.of(Map.of("rule", "flaky"), 0.0, Map.of("rule", name), 0.0015));
    }

    @Test
    void prometheusHasNothingTwiceWhereAFaultStandsTwiceInAList() {
        Sample sample = new Sample("rules: [ { name: r, on: read, fault: [ { delay: 1ms }, { delay: 2ms } ] } ]\n")
                .reads(3, "10.0.0.1", 5432);
        assertThat(Exposition.of(PrometheusReport.of(sample.report())).series("jinx_injections_total"))
                .isEqualTo(Map.of(Map.of("rule", "r", "operation", "read", "fault", "delay"), 3.0));
    }

    /** Two tests that run at once may each have a rule of that name, and a test one that a file has too. */
    @Test
    void prometheusHasNothingTwiceWhereTwoScopesHaveARuleOfOneName() {
        Report once = new Sample("rules: [ { name: slow, on: read, fault: { delay: 2ms } } ]\n")
                .reads(3, "10.0.0.1", 5432)
                .report();
        List<Report.RuleFigures> both = new ArrayList<>(once.rules());
        both.addAll(once.rules());
        Exposition text = Exposition.of(PrometheusReport.of(new Report(
                once.run(),
                once.complete(),
                once.atMillis(),
                once.operations(),
                both,
                once.events(),
                once.eventsDropped(),
                once.unmatched(),
                once.refused(),
                once.unseen(),
                once.tripped(),
                once.promises(),
                once.contained())));
        assertThat(text.series("jinx_rule_matches_total")).isEqualTo(Map.of(Map.of("rule", "slow"), 6.0));
        assertThat(text.series("jinx_injections_total"))
                .isEqualTo(Map.of(Map.of("rule", "slow", "operation", "read", "fault", "delay"), 6.0));
        assertThat(text.series("jinx_injected_delay_seconds_total")).isEqualTo(Map.of(Map.of("rule", "slow"), 0.012));
    }

    @Test
    void prometheusTellsTheConnectsThatAPeerRefusesFromTheConnectionsThatItBreaks() {
        Sample sample = new Sample("rules: [ { name: gone, target: { ports: 443 }, fault: down } ]\n")
                .connects(3, "pay.example.com", 443);
        assertThat(Exposition.of(PrometheusReport.of(sample.report())).series("jinx_injections_total"))
                .isEqualTo(Map.of(
                        Map.of("rule", "gone", "operation", "connect", "fault", "down"),
                        3.0,
                        Map.of("rule", "gone", "operation", "connection", "fault", "down"),
                        0.0));
    }

    @Test
    void closesThatCouldNotWaitAreNamedAsUnseen() {
        Sample sample =
                new Sample("rules: [{ name: slow, on: close, fault: { delay: 1s } }]").closes(5, "10.0.0.1", 80);
        assertThat(sample.report().unseen())
                .containsExactly("slow: 5 closes of channels in non-blocking mode went on without it: "
                        + "a close there cannot be made to wait");
    }

    @Test
    void countersAreReadBack(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("report.json");
        Files.writeString(
                file,
                JsonReport.of(new Sample(RULES).connects(6, "localhost", 443).report()));
        Counters counters = Counters.read(file);
        assertThat(counters.of("flaky", "injected")).isEqualTo(2);
        assertThat(counters.of("flaky", "skipped")).isEqualTo(4);
        assertThat(counters.of("no such rule", "injected")).isZero();
        assertThat(counters.whyUnmatched("flaky")).isEmpty();
    }

    @Test
    void whyARuleNeverAppliedIsReadBack(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("report.json");
        Files.writeString(file, JsonReport.of(new Sample(RULES).report()));
        assertThat(Counters.read(file).whyUnmatched("flaky")).isEqualTo("there were 0 connects");
    }

    @Test
    void theTableIsPlainAndNotWiderThanATerminal() {
        String text = ConsoleReport.of(
                new Sample(RULES.replace("name: slow", "name: a name longer than the column is, with an ä in it"))
                        .connects(6, "pay.example.com", 444)
                        .report(),
                "/var/log/jinx.json");
        List<String> lines = text.lines().toList();
        assertThat(lines).allMatch(line -> line.length() <= 100).allMatch(line -> line.matches("[ -~]*"));
        assertThat(lines.get(1))
                .isEqualTo("  rule                                      matched  injected  shadowed  skipped");
        assertThat(lines.get(2))
                .isEqualTo("  flaky                                           0         0         0  0");
        assertThat(text)
                .contains("Not matched:\n  flaky: 0 of 6 connects matched: ports 443 never seen; seen 444\n")
                .contains("Not as expected:\n  expected flaky injected >= 1, was 0\n")
                .endsWith("in full: /var/log/jinx.json\n");
    }

    @Test
    void theTableSaysWhatWasSkippedWhy() {
        assertThat(ConsoleReport.of(played().report(), ""))
                .contains("flaky        6         2         0  4 (after 2, every 2)");
    }
}
