package dev.jinx.agent.report;

import java.lang.instrument.Instrumentation;

/** The figures of a run as they are now, as text. */
public enum Reports {
    /** For people. */
    TABLE,
    /** For programs, in the form of the report's file. */
    JSON,
    /** For a Prometheus server. */
    PROMETHEUS;

    /** The figures, with an end of line. */
    public String of(Run run, Instrumentation instrumentation) {
        return of(Figures.pull(run, false, instrumentation.getAllLoadedClasses()));
    }

    /** The figures of a report, with an end of line. */
    public String of(Report report) {
        return switch (this) {
            case TABLE -> ConsoleReport.of(report, "");
            case JSON -> JsonReport.of(report);
            case PROMETHEUS -> PrometheusReport.of(report);
        };
    }
}
