package dev.jinx.agent.report;

import dev.jinx.agent.report.Report.OperationFigures;
import dev.jinx.agent.report.Report.RuleFigures;
import java.util.Map;

/** A report in the text format that Prometheus reads. */
final class PrometheusReport {
    private final StringBuilder text = new StringBuilder();

    private PrometheusReport() {}

    /** The whole text. Each fault of a rule is part of each of its injections. */
    static String of(Report report) {
        PrometheusReport prometheus = new PrometheusReport();
        prometheus.write(report);
        return prometheus.text.toString();
    }

    private void write(Report report) {
        head("jinx_operations_total", "Calls of an operation that some rule concerns.");
        for (OperationFigures operation : report.operations()) {
            sample("jinx_operations_total", operation.calls(), "operation", operation.word());
        }
        head("jinx_rule_matches_total", "Calls that a rule matched.");
        for (RuleFigures rule : report.rules()) {
            sample(
                    "jinx_rule_matches_total",
                    rule.matched(),
                    "rule",
                    rule.rule().name());
        }
        head("jinx_injections_total", "Faults that were injected.");
        for (RuleFigures rule : report.rules()) {
            for (Map.Entry<String, Long> operation : rule.operations().entrySet()) {
                for (String fault : rule.faults().keySet()) {
                    sample(
                            "jinx_injections_total",
                            operation.getValue(),
                            "rule",
                            rule.rule().name(),
                            "operation",
                            operation.getKey(),
                            "fault",
                            fault);
                }
            }
        }
        head("jinx_injected_delay_seconds_total", "Delay that was injected.");
        for (RuleFigures rule : report.rules()) {
            sample(
                    "jinx_injected_delay_seconds_total",
                    rule.delayNanos() / 1e9,
                    "rule",
                    rule.rule().name());
        }
    }

    private void head(String name, String help) {
        text.append("# HELP ")
                .append(name)
                .append(' ')
                .append(help)
                .append("\n# TYPE ")
                .append(name)
                .append(" counter\n");
    }

    private void sample(String name, Object value, String... labels) {
        text.append(name).append('{');
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? "" : ",")
                    .append(labels[i])
                    .append("=\"")
                    .append(escaped(labels[i + 1]))
                    .append('"');
        }
        text.append("} ").append(value).append('\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
