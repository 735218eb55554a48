package dev.jinx.agent.control;

import java.util.List;
import java.util.Optional;

/**
 * Which rules a command wants in force.
 *
 * @param options settings as an agent's argument has them; empty for none
 * @param path of a file that the JVM itself can read; empty where the rules were sent
 * @param source what the rules that were sent are called
 * @param parts under which their parts were sent
 * @param length of all parts together, in characters
 */
public record Wanted(String options, Optional<String> path, String source, String parts, int length) {
    /** From the arguments of a command; missing ones are empty. */
    Wanted(List<String> arguments) {
        this(
                at(arguments, 0),
                Optional.of(at(arguments, 1)).filter(path -> !path.isEmpty()),
                at(arguments, 2),
                at(arguments, 3),
                Integer.parseInt("0" + at(arguments, 4)));
    }

    private static String at(List<String> arguments, int place) {
        return place < arguments.size() ? arguments.get(place) : "";
    }

    /** Whether it names any rules. */
    boolean names() {
        return path.isPresent() || !source.isEmpty();
    }

    /** The arguments of a command. */
    public List<String> arguments() {
        return List.of(options, path.orElse(""), source, parts, Integer.toString(length));
    }
}
