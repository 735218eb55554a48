package dev.jinx.testkit;

import java.util.OptionalLong;

/** The seed that a run was given, and how to give it. */
final class Seeds {
    private Seeds() {}

    /** What the property says. */
    static OptionalLong set() {
        String text = System.getProperty(Jinx.SEED, "");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-D" + Jinx.SEED + " is a whole number, not '" + text + "'");
        }
    }

    /** For the end of a message. */
    static String repeat(long seed) {
        return "seed " + seed + "; repeat it with -D" + Jinx.SEED + "=" + seed;
    }
}
