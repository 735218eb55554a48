package dev.jinx.agent.report;

import dev.jinx.agent.report.Report.OperationFigures;
import dev.jinx.agent.report.Report.RuleFigures;
import java.util.LinkedHashMap;
import java.util.Map;

/** A report in the text format that Prometheus reads. */
final class PrometheusReport {
    private static final double NANOS = 1e9;

    private final StringBuilder text = new StringBuilder();

    private PrometheusReport() {}

    /** The whole text. Each fault of a rule is part of each of its injections; rules of one name, of tests that run at once, are one. */
    static String of(Report report) {
        PrometheusReport prometheus = new PrometheusReport();
        prometheus.write(report);
        return prometheus.text.toString();
    }

    private void write(Report report) {
        Map<String, Long> calls = new LinkedHashMap<>();
        for (OperationFigures operation : report.operations()) {
            add(calls, operation.calls(), "operation", operation.word());
        }
        Map<String, Long> matches = new LinkedHashMap<>();
        Map<String, Long> injections = new LinkedHashMap<>();
        Map<String, Long> delays = new LinkedHashMap<>();
        for (RuleFigures rule : report.rules()) {
            String name = rule.rule().name();
            add(matches, rule.matched(), "rule", name);
            add(delays, rule.delayNanos(), "rule", name);
            for (Map.Entry<String, Long> operation : rule.operations().entrySet()) {
                for (String fault : rule.faults().keySet()) {
                    add(
                            injections,
                            operation.getValue(),
                            "rule",
                            name,
                            "operation",
                            operation.getKey(),
                            "fault",
                            fault);
                }
            }
        }
        counter("jinx_operations_total", "Calls of an operation that some rule concerns.");
        samples("jinx_operations_total", calls);
        counter("jinx_rule_matches_total", "Calls that a rule matched.");
        samples("jinx_rule_matches_total", matches);
        counter("jinx_injections_total", "Faults that were injected.");
        samples("jinx_injections_total", injections);
        counter("jinx_injected_delay_seconds_total", "Delay that was injected.");
        delays.forEach((labels, nanos) -> sample("jinx_injected_delay_seconds_total", labels, nanos / NANOS));
    }

    /** Adds to the series with those labels: the format has no series twice. */
    private static void add(Map<String, Long> series, long value, String... labels) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? "" : ",")
                    .append(labels[i])
                    .append("=\"")
                    .append(escaped(labels[i + 1]))
                    .append('"');
        }
        series.merge(text.toString(), value, Long::sum);
    }

    private void counter(String name, String help) {
        text.append("# HELP ")
                .append(name)
                .append(' ')
                .append(help)
                .append("\n# TYPE ")
                .append(name)
                .append(" counter\n");
    }

    private void samples(String name, Map<String, Long> series) {
        series.forEach((labels, value) -> sample(name, labels, value));
    }

    private void sample(String name, String labels, Object value) {
        text.append(name).append('{').append(labels).append("} ").append(value).append('\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
