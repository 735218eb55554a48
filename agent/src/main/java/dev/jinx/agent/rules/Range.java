package dev.jinx.agent.rules;

/**
 * A range of ports or of call numbers, both ends included.
 *
 * @param first the lowest
 * @param last the highest, not below {@code first}
 */
public record Range(int first, int last) {
    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
