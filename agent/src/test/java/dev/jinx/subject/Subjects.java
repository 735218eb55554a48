package dev.jinx.subject;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Classes of an application, for tests of what the agent makes of them: its own packages are no targets. */
public final class Subjects {
    private Subjects() {}

    /** Marks a method. */
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Timed {}

    /** Has a method of each kind of pattern. */
    public static class Above {
        @Timed
        int timed() {
            return 1;
        }

        int named() {
            return 2;
        }
    }

    /** Stands below it. */
    public static class Below extends Above {
        @Override
        int named() {
            return 3;
        }
    }
}
