package dev.jinx.testkit;

import java.util.OptionalLong;

/** The seed that a run was given, and how to give it. */
final class Seeds {
    /** The same for those whose build tool hands on the environment and no properties, such as Gradle. */
    static final String VARIABLE = "JINX_SEED";

    private Seeds() {}

    /** What the property says, or else the environment. */
    static OptionalLong set() {
        return set(System.getProperty(Jinx.SEED), System.getenv(VARIABLE));
    }

    /** The same; null or empty is one that is not there. */
    static OptionalLong set(String property, String variable) {
        return property == null || property.isBlank() ? number(variable, VARIABLE) : number(property, "-D" + Jinx.SEED);
    }

    private static OptionalLong number(String text, String from) {
        if (text == null || text.isBlank()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(from + " is a whole number, not '" + text + "'");
        }
    }

    /** For the end of a message. */
    static String repeat(long seed) {
        return "seed " + seed + "; repeat it with -D" + Jinx.SEED + "=" + seed + " or " + VARIABLE + "=" + seed;
    }
}
