package dev.jinx.agent.rules;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import java.io.IOException;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** What the YAML parser complains about, in one line with its place: its own messages have several and quote the file. */
final class YamlMistake {
    private YamlMistake() {}

    static BadValue of(String source, IOException thrown) {
        if (thrown.getCause() instanceof MarkedYAMLException marked) {
            return new BadValue(place(source, marked.getProblemMark()), "not valid YAML: " + describe(marked));
        }
        if (thrown instanceof JacksonException jackson) {
            return new BadValue(place(source, jackson.getLocation()), "not valid YAML: " + describe(jackson));
        }
        return new BadValue(new Position(source, 0, 0), "not valid YAML: " + firstLine(thrown.getMessage()));
    }

    private static String describe(MarkedYAMLException marked) {
        String problem = firstLine(marked.getProblem());
        if (problem.startsWith("mapping values are not allowed")) {
            return "a `: ` is not allowed here; put a value that holds one in quotes, and indent with spaces";
        }
        Mark begin = marked.getContextMark();
        if (marked.getContext() == null || begin == null) {
            return problem;
        }
        return problem + " (" + firstLine(marked.getContext()) + " that begins on line " + (begin.getLine() + 1) + ")";
    }

    private static String describe(JacksonException jackson) {
        String message = firstLine(jackson.getOriginalMessage());
        return message.startsWith("Expected a field name")
                ? "a key is a single word here, not a list, a mapping or an alias"
                : message;
    }

    private static String firstLine(String message) {
        if (message == null) {
            return "it cannot be read";
        }
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }

    private static Position place(String source, Mark mark) {
        return mark == null
                ? new Position(source, 0, 0)
                : new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Position place(String source, JsonLocation location) {
        return location == null
                ? new Position(source, 0, 0)
                : new Position(source, Math.max(0, location.getLineNr()), Math.max(0, location.getColumnNr()));
    }
}
