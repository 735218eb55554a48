package dev.jinx.agent.rules;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** What the YAML parser complains about, in one line with its place: its own messages have several and quote the file. */
final class YamlMistake {
    private YamlMistake() {}

    static BadValue of(String source, YAMLException thrown) {
        if (thrown instanceof MarkedYAMLException marked) {
            return new BadValue(place(source, marked.getProblemMark()), "not valid YAML: " + describe(marked));
        }
        return new BadValue(new Position(source, 0, 0), "not valid YAML: " + firstLine(thrown.getMessage()));
    }

    private static String describe(MarkedYAMLException marked) {
        String problem = firstLine(marked.getProblem());
        String context = firstLine(marked.getContext());
        if (problem.startsWith("mapping values are not allowed")) {
            return "a `: ` is not allowed here; put a value that holds one in quotes, and indent with spaces";
        }
        if (context.startsWith("while scanning an alias")) {
            return "a value that starts with `*` belongs in quotes, as in `\"*.internal\"`";
        }
        if (context.startsWith("while scanning for the next token") && !problem.contains("TAB")) {
            return problem + "; put a value that starts with it in quotes";
        }
        Mark begin = marked.getContextMark();
        return begin == null
                ? problem
                : problem + " (" + context + " that begins on line " + (begin.getLine() + 1) + ")";
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
}
