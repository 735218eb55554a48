package dev.jinx.agent.rules;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A rules file without problems.
 *
 * @param source as the user named it
 * @param seed what the draws depend on, if the file says
 * @param report where the report goes
 * @param safety what no rule may go beyond
 * @param rules in the order of the file, which is the order in which they are tried
 */
public record RulesFile(
        String source, OptionalLong seed, ReportSettings report, SafetySettings safety, List<Rule> rules) {
    /** No rules at all, and no report: a test kit brings its own. */
    public static final RulesFile NONE = new RulesFile(
            "the test kit",
            OptionalLong.empty(),
            new ReportSettings(false, Optional.empty()),
            SafetySettings.NONE,
            List.of());

    /**
     * Where the report goes.
     *
     * @param console whether a table is printed on standard error at the end
     * @param json the JSON file, {@code %p} being the process id; empty: none
     */
    public record ReportSettings(boolean console, Optional<String> json) {
        /** A table at the end, no file. */
        public static final ReportSettings DEFAULT = new ReportSettings(true, Optional.empty());
    }
}
