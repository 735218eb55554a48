package dev.jinx.agent.rules;

/**
 * What a rule promises to have done at the end, such as {@code injected: ">=1"}.
 *
 * @param counter {@code matched}, {@code injected} or {@code skipped}
 * @param comparison one of {@code >= <= > < == !=}
 * @param value what the counter is compared with
 */
public record Expectation(String counter, String comparison, long value) {
    /** Whether a counter of that value keeps the promise. */
    public boolean holds(long counted) {
        return switch (comparison) {
            case ">=" -> counted >= value;
            case "<=" -> counted <= value;
            case ">" -> counted > value;
            case "<" -> counted < value;
            case "!=" -> counted != value;
            default -> counted == value;
        };
    }

    /** Whether a promise that a counter of that value keeps is kept by every higher value too. */
    public boolean holdsAbove(long counted) {
        return switch (comparison) {
            case ">=", ">" -> true;
            case "!=" -> counted > value;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return counter + " " + comparison + " " + value;
    }
}
