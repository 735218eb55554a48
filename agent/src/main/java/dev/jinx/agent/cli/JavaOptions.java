package dev.jinx.agent.cli;

import java.nio.file.Path;

/** Puts the agent into an environment variable from which Java takes options. */
final class JavaOptions {
    /** Read by every JVM. */
    static final String EVERY_JVM = "JAVA_TOOL_OPTIONS";

    /** Read by the launcher {@code java} only, and not by javac, jshell and the like. */
    static final String LAUNCHER_ONLY = "JDK_JAVA_OPTIONS";

    private JavaOptions() {}

    /**
     * The value of the variable with the agent in it.
     *
     * @param before its value so far; null or empty for none
     * @param jar absolute
     * @param rules absolute: a path that begins with a slash is never taken for an option of the agent, whatever follows
     * @throws IllegalArgumentException if a path cannot be written there
     */
    static String with(String before, Path jar, Path rules) {
        if (jar.toString().indexOf('=') >= 0) {
            throw new IllegalArgumentException("Java ends the name of an agent at the first '=': " + jar);
        }
        String option = quoted("-javaagent:" + jar + "=" + rules);
        return before == null || before.isBlank() ? option : before + " " + option;
    }

    /** Both variables are split at blanks, but not between quotes of either kind, which may begin and end within a word. */
    static String quoted(String option) {
        for (int i = 0; i < option.length(); i++) {
            char c = option.charAt(i);
            if (c == '"' || c == '\'' || Character.isWhitespace(c)) {
                return '"' + option.replace("\"", "\"'\"'\"") + '"';
            }
        }
        return option;
    }
}
