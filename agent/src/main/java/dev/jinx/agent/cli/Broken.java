package dev.jinx.agent.cli;

import dev.jinx.agent.report.Counters;
import dev.jinx.agent.report.Report.Promise;
import dev.jinx.agent.rules.Expectation;
import dev.jinx.agent.rules.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Compares what rules were expected to do with what they did in all JVMs together. */
final class Broken {
    private Broken() {}

    /** A sentence for each expectation that was not met, or of which that cannot be known. */
    static List<String> sentences(List<Rule> rules, List<Counters> reports) {
        List<String> sentences = new ArrayList<>();
        for (Rule rule : rules) {
            for (Expectation expectation : rule.expectations()) {
                Promise promise = new Promise(rule.name(), expectation, sum(reports, rule, expectation));
                if (reports.isEmpty()) {
                    sentences.add("expected " + rule.name() + " " + expectation
                            + ", but no JVM reported: none ran under Jinx, or it was killed");
                } else if (!promise.met()) {
                    sentences.add(promise + why(reports, rule) + lost(reports));
                } else if (!expectation.holdsAbove(promise.was())
                        && !lost(reports).isEmpty()) {
                    sentences.add(promise + lost(reports));
                }
            }
        }
        return sentences;
    }

    /** That some of what happened is not known; empty if all is. */
    private static String lost(List<Counters> reports) {
        long lost = reports.stream().filter(report -> !report.complete()).count();
        return lost == 0
                ? ""
                : ", as far as is known: " + lost + " of " + reports.size() + (reports.size() == 1 ? " JVM" : " JVMs")
                        + " did not report to the end, killed or not over yet";
    }

    private static long sum(List<Counters> reports, Rule rule, Expectation expectation) {
        long sum = 0;
        for (Counters report : reports) {
            sum += report.of(rule.name(), expectation.counter());
        }
        return sum;
    }

    private static String why(List<Counters> reports, Rule rule) {
        Set<String> reasons = new LinkedHashSet<>();
        for (Counters report : reports) {
            String reason = report.whyUnmatched(rule.name());
            if (!reason.isEmpty()) {
                reasons.add(reason);
            }
        }
        return reasons.isEmpty() ? "" : ": " + String.join(" | ", reasons);
    }
}
