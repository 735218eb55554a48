package dev.jinx.agent.report;

import dev.jinx.agent.rules.RulesFile;
import dev.jinx.runtime.plan.Plan;

/**
 * What a report is about.
 *
 * @param file the rules in force, in the order of the plan's
 * @param plan what counts
 * @param startedMillis when they came into force, in milliseconds since the epoch
 */
public record Run(RulesFile file, Plan plan, long startedMillis) {}
