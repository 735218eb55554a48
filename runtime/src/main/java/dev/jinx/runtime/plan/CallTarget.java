package dev.jinx.runtime.plan;

import java.lang.reflect.Array;

/**
 * What a rule asks of a call beside its method. Immutable.
 *
 * @param arguments places of arguments, from 0
 * @param values a glob for each of them
 * @param callers classes of the calling stack; empty for any
 */
public record CallTarget(int[] arguments, Glob[] values, Glob[] callers) {
    /** Any call. */
    public static final CallTarget ANY = new CallTarget(new int[0], new Glob[0], new Glob[0]);

    /** More elements of an array are not looked at. */
    private static final int MOST = 100;

    boolean matches(Object[] actual) {
        for (int i = 0; i < arguments.length; i++) {
            if (actual == null || arguments[i] >= actual.length || !matches(values[i], actual[arguments[i]])) {
                return false;
            }
        }
        return callers.length == 0 || Callers.include(callers, true);
    }

    private static boolean matches(Glob glob, Object argument) {
        try {
            return glob.matches(argument != null && argument.getClass().isArray() ? array(argument) : text(argument));
        } catch (Exception e) {
            // It is the application's own business what has no words.
            return false;
        }
    }

    private static String text(Object argument) {
        return String.valueOf(argument);
    }

    /** What is in an array, in the words of {@code Arrays.toString}; not all of a long one. */
    private static String array(Object array) {
        int length = Math.min(MOST, Array.getLength(array));
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < length; i++) {
            text.append(i == 0 ? "" : ", ").append(text(Array.get(array, i)));
        }
        return text.append(']').toString();
    }
}
