package dev.jinx.agent.rules;

/**
 * Something in the rules that the user has to change, or (a warning) should look at.
 *
 * @param at where
 * @param subject the rule, as {@code rules[2] 'slow-db'}, or empty where no rule is concerned
 * @param message what is wrong, and what would be right
 */
public record Problem(Position at, String subject, String message) {
    @Override
    public String toString() {
        return subject.isEmpty() ? at + ": " + message : at + ": " + subject + ": " + message;
    }
}
