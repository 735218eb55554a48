package dev.jinx.agent.rules;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading a rules file.
 *
 * @param file the rules; present exactly when there is no problem
 * @param problems all of them, in the order of the file
 * @param warnings what is allowed but seldom meant
 */
public record Parsed(Optional<RulesFile> file, List<Problem> problems, List<Problem> warnings) {}
