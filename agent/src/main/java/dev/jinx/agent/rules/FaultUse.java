package dev.jinx.agent.rules;

import java.util.Optional;

/**
 * A fault as it stands in a rule.
 *
 * @param at where its word stands
 * @param spec what it does; empty where a problem was reported
 */
record FaultUse(FaultWord word, Position at, Optional<FaultSpec> spec) {}
