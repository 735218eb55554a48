package dev.jinx.agent.rules;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where rules are read from. That something cannot be read is a problem like any other. */
public final class RulesInput {
    private RulesInput() {}

    /**
     * The rules of that file.
     *
     * @param file as the user named it
     * @param environment the variables that <code>${NAME}</code> in a value stands for
     */
    public static Parsed file(String file, Map<String, String> environment) {
        try {
            return RulesParser.parse(file, Files.readAllBytes(Path.of(file)), environment);
        } catch (IOException | RuntimeException e) {
            return unreadable(file, e);
        }
    }

    /** What a command names: a file, or {@code -} for standard input, which is read to its end. */
    public static Parsed argument(String argument, Map<String, String> environment) {
        if (!argument.equals("-")) {
            return file(argument, environment);
        }
        try {
            return RulesParser.parse("<stdin>", System.in.readAllBytes(), environment);
        } catch (IOException e) {
            return unreadable("<stdin>", e);
        }
    }

    private static Parsed unreadable(String source, Exception e) {
        Problem problem = new Problem(new Position(source, 0, 0), "", reason(e));
        return new Parsed(Optional.empty(), List.of(problem), List.of());
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        } else if (e instanceof AccessDeniedException) {
            return "may not be read";
        }
        return "cannot be read: " + e.getMessage();
    }
}
