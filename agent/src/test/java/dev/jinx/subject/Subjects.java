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

    /** Gives a method with a body, one without, and one that nobody inherits. */
    public interface Given {
        default int byDefault() {
            return 1;
        }

        int wanted();

        static int common() {
            return 1;
        }
    }

    /** Gives them on. */
    public interface GivenOn extends Given {}

    /** Gives one more. */
    public abstract static class Giver implements GivenOn {
        int byClass() {
            return 1;
        }
    }

    /** Has nothing but what it was given. */
    public abstract static class Heir extends Giver {}
}
