package dev.jinx.sample;

import dev.jinx.sample.Tally.Outcome;
import java.time.Duration;
import java.util.Formatter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** A run in words and figures, for people. */
final class Summary {
    private final Tally tally;
    private final PaymentProvider provider;
    private final Duration took;

    Summary(Tally tally, PaymentProvider provider, Duration took) {
        this.tally = tally;
        this.provider = provider;
        this.took = took;
    }

    @Override
    public String toString() {
        Formatter out = new Formatter(Locale.ROOT);
        outcomes(out);
        consistency(out);
        dependencies(out);
        failures(out);
        return out.toString();
    }

    private void outcomes(Formatter out) {
        out.format("%nWhat the users saw in %.1f s%n", took.toMillis() / 1000.0);
        int all = 0;
        for (Outcome outcome : Outcome.values()) {
            all += tally.count(outcome);
        }
        for (Outcome outcome : Outcome.values()) {
            int count = tally.count(outcome);
            if (count > 0 || outcome != Outcome.UNSENT) {
                out.format("  %-26s %5d  %5.1f %%%n", outcome, count, 100.0 * count / Math.max(all, 1));
            }
        }
        out.format(
                "  latency: median %d ms, 99th percentile %d ms, slowest %d ms%n",
                tally.latency(0.5).toMillis(),
                tally.latency(0.99).toMillis(),
                tally.latency(1).toMillis());
    }

    private void consistency(Formatter out) {
        Set<Long> served = tally.served();
        Set<Long> chargedOnly = new HashSet<>(provider.charged());
        chargedOnly.removeAll(served);
        out.format(
                "  of %d served, %d were read back as ordered; %d were charged and not served%n",
                served.size(), tally.readBackCount(), chargedOnly.size());
    }

    private void dependencies(Formatter out) {
        out.format(
                "%n%-12s %5s %8s %8s %8s  %s%n", "dependency", "port", "calls", "failed", "retried", "breaker opened");
        for (Dependency each : tally.dependencies()) {
            long failed =
                    each.failures().values().stream().mapToLong(Long::longValue).sum();
            String opened = each.opened().map(times -> times + " times").orElse("-");
            out.format(
                    "%-12s %5d %8d %8d %8d  %s%n",
                    each.name(), each.port(), each.calls(), failed, each.retries(), opened);
        }
    }

    private void failures(Formatter out) {
        String title = "%nWhat went wrong%n";
        for (Dependency each : tally.dependencies()) {
            title = failures(out, title, each);
        }
        failures(out, title, tally.orders());
    }

    private static String failures(Formatter out, String title, Dependency dependency) {
        String heading = title;
        for (var failure : dependency.failures().entrySet()) {
            out.format(heading);
            heading = "";
            out.format("  %-12s %5d x %s%n", dependency.name(), failure.getValue(), failure.getKey());
        }
        return heading;
    }
}
