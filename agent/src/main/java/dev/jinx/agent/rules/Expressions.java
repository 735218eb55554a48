package dev.jinx.agent.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions, tried out before a rule needs them. */
final class Expressions {
    private Expressions() {}

    /** Refuses what is no regular expression. */
    static void check(String pattern, Position at) throws BadValue {
        compiled(pattern, pattern, at);
    }

    private static Pattern compiled(String text, String pattern, Position at) throws BadValue {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new BadValue(at, Problems.quote(pattern) + " is not a regular expression: " + e.getDescription());
        }
    }

    /** Refuses what cannot take the place of what a pattern finds: a group that there is not, a dollar sign that stands alone. */
    static void checkReplacement(String pattern, String with, Position at) throws BadValue {
        // That finds nothing at once, and has the pattern's groups.
        Matcher matcher = compiled("|" + pattern, pattern, at).matcher("");
        if (!matcher.find()) {
            throw new IllegalStateException(pattern);
        }
        try {
            matcher.appendReplacement(new StringBuilder(), with);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BadValue(
                    at,
                    "'with' cannot stand for what 'pattern' finds: " + e.getMessage()
                            + "; `$1` is its first group, `\\$` a dollar sign");
        }
    }
}
