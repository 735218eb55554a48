package dev.jinx.e2e;

import dev.jinx.e2e.app.Metronome;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * For tests that look at times: one that failed is played again if the machine stood still meanwhile. Then others had the processors,
 * and the times say nothing. It is printed.
 */
final class Undisturbed implements InvocationInterceptor {
    private static final int MORE_CHANCES = 2;
    private static final int STALL_MILLIS = 40;
    private static final Metronome METRONOME = new Metronome();

    /** Listens until it is closed; {@link #stoodStill} says what came of it. */
    static Metronome.Watch watch() {
        return METRONOME.watch();
    }

    static boolean stoodStill(Metronome.Watch watch) {
        return watch.worstMillis() >= STALL_MILLIS;
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context)
            throws Throwable {
        play(invocation, test, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context)
            throws Throwable {
        play(invocation, test, context);
    }

    private interface Play {
        void play() throws Throwable;
    }

    private static void play(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context)
            throws Throwable {
        Play play = invocation::proceed;
        for (int i = 0; ; i++) {
            try (Metronome.Watch watch = watch()) {
                try {
                    play.play();
                    return;
                } catch (AssertionError e) {
                    boolean disturbed = Figures.forgetDisturbed() | stoodStill(watch);
                    if (!disturbed || i == MORE_CHANCES) {
                        throw e;
                    }
                    System.out.println("The machine stood still (" + watch.worstMillis() + " ms), again: "
                            + test.getExecutable().getName() + " " + context.getDisplayName() + ": " + e.getMessage());
                }
            }
            play = () -> again(test);
        }
    }

    private static void again(ReflectiveInvocationContext<Method> test) throws Throwable {
        try {
            test.getExecutable().setAccessible(true);
            test.getExecutable()
                    .invoke(test.getTarget().orElse(null), test.getArguments().toArray());
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
