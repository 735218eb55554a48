package dev.jinx.agent.rules;

/**
 * A place in a rules file.
 *
 * @param source the file as the user named it, {@code <stdin>}, or {@code environment}
 * @param line from 1; 0 where there is no line to name
 * @param column from 1; 0 where there is no column to name
 */
public record Position(String source, int line, int column) {
    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}
