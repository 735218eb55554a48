package dev.jinx.agent.control;

import dev.jinx.agent.rules.MethodPattern;
import dev.jinx.runtime.plan.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A method that somebody asks about, by name alone: {@code Class#method} or {@code Class#method(types)}.
 *
 * @param name {@code <init>} for a constructor
 * @param parameters empty where they were left out
 */
record AskedMethod(String type, String name, Optional<List<String>> parameters) {
    static AskedMethod of(String what) {
        int hash = what.indexOf('#');
        int open = what.indexOf('(', hash);
        String name = what.substring(hash + 1, open < 0 ? what.length() : open).strip();
        return new AskedMethod(
                what.substring(0, hash).strip(),
                name.equals("new") ? MethodPattern.CONSTRUCTOR : name,
                open < 0 ? Optional.empty() : Optional.of(parameters(what.substring(open + 1))));
    }

    private static List<String> parameters(String text) {
        String types = text.endsWith(")") ? text.substring(0, text.length() - 1) : text;
        List<String> parameters = new ArrayList<>();
        for (String type : types.isBlank() ? new String[0] : types.split(",", -1)) {
            String one = type.strip();
            parameters.add(
                    one.endsWith("...") ? one.substring(0, one.length() - 3).strip() + "[]" : one);
        }
        return parameters;
    }

    /** Whether the pattern names methods of that name; constructors are named by themselves only. */
    boolean hasNameOf(MethodPattern pattern) {
        boolean constructor = name.equals(MethodPattern.CONSTRUCTOR);
        return pattern.constructor() == constructor && (constructor || new Glob(pattern.method()).matches(name));
    }

    /** Whether nothing that is known of its parameters is against the pattern. */
    boolean mayHaveParametersOf(MethodPattern pattern) {
        if (parameters.isEmpty() || pattern.parameters().isEmpty()) {
            return true;
        }
        List<String> wanted = pattern.parameters().get();
        List<String> given = parameters.get();
        boolean may = wanted.size() == given.size();
        for (int i = 0; may && i < wanted.size(); i++) {
            may = isLike(dots(wanted.get(i)), dots(given.get(i)));
        }
        return may;
    }

    /** Either may be written without its package. */
    private static boolean isLike(String wanted, String given) {
        Glob glob = new Glob(wanted);
        return glob.matches(given)
                || glob.matches(given.substring(given.lastIndexOf('.') + 1))
                || wanted.endsWith("." + given);
    }

    private static String dots(String type) {
        return type.replace('$', '.');
    }

    /** Whether its class may be one that the pattern means. */
    boolean mayBeIn(MethodPattern pattern) {
        return pattern.subtypes() || isIn(pattern);
    }

    private boolean isIn(MethodPattern pattern) {
        return new Glob(pattern.type()).matches(type) || new Glob(dots(pattern.type())).matches(dots(type));
    }

    /** What has to be so, and cannot be told from its name, for the pattern to name it; empty if it does. */
    List<String> openQuestions(MethodPattern pattern) {
        List<String> open = new ArrayList<>();
        if (!isIn(pattern)) {
            open.add(type + " is a subtype of " + pattern.type());
        }
        if (pattern.parameters().isPresent() && parameters.isEmpty()) {
            open.add("its parameters are ("
                    + String.join(", ", pattern.parameters().get()) + ")");
        }
        return open;
    }
}
