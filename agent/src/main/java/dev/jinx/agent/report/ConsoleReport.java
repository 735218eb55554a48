package dev.jinx.agent.report;

import dev.jinx.agent.report.Report.RuleFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A report for people: plain ASCII, not wider than a terminal. */
final class ConsoleReport {
    private final StringBuilder text = new StringBuilder();

    private ConsoleReport() {}

    /**
     * The whole text, with an end of line.
     *
     * @param file where the figures are in full; empty for none
     */
    static String of(Report report, String file) {
        ConsoleReport console = new ConsoleReport();
        console.head(report);
        console.table(report.rules());
        console.section("Not matched:", report.unmatched());
        console.section("Refused:", report.refused());
        console.section("Not seen:", report.unseen());
        console.section("Stopped by safety:", report.tripped().isEmpty() ? List.of() : List.of(report.tripped()));
        console.section("Not as expected:", broken(report.promises()));
        console.section("Went wrong inside Jinx:", contained(report.contained()));
        if (!file.isEmpty()) {
            Lines.wrap(console.text, "", "in full: " + file);
        }
        return Lines.ascii(console.text);
    }

    private void head(Report report) {
        long millis = report.atMillis() - report.run().startedMillis();
        Lines.wrap(
                text,
                "",
                "jinx: " + report.run().file().source() + ", seed "
                        + report.run().plan().seed() + ", " + millis / 1000 + "." + millis / 100 % 10 + " s");
    }

    private void table(List<RuleFigures> rules) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"rule", "matched", "injected", "shadowed", "skipped"});
        for (RuleFigures rule : rules) {
            rows.add(new String[] {
                rule.rule().name(),
                Long.toString(rule.matched()),
                Long.toString(rule.injected()),
                Long.toString(rule.shadowed()),
                rule.skipped() + why(rule.skippedBy())
            });
        }
        Lines.table(text, rows);
    }

    private static String why(Map<String, Long> skippedBy) {
        if (skippedBy.isEmpty()) {
            return "";
        }
        StringBuilder why = new StringBuilder();
        for (Map.Entry<String, Long> one : skippedBy.entrySet()) {
            why.append(why.isEmpty() ? " (" : ", ").append(one.getKey());
            if (skippedBy.size() > 1) {
                why.append(' ').append(one.getValue());
            }
        }
        return why.append(')').toString();
    }

    private void section(String title, List<String> sentences) {
        if (sentences.isEmpty()) {
            return;
        }
        text.append(title).append('\n');
        for (String sentence : sentences) {
            Lines.wrap(text, "  ", sentence);
        }
    }

    private static List<String> broken(List<Report.Promise> promises) {
        List<String> broken = new ArrayList<>();
        for (Report.Promise promise : promises) {
            if (!promise.met()) {
                broken.add(promise.toString());
            }
        }
        return broken;
    }

    private static List<String> contained(List<Report.Contained> failures) {
        List<String> texts = new ArrayList<>();
        for (Report.Contained failure : failures) {
            texts.add(failure.where() + ": " + failure.what()
                    + (failure.count() == 1 ? "" : " (" + failure.count() + " times)"));
        }
        return texts;
    }
}
