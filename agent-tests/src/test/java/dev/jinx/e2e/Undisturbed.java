package dev.jinx.e2e;

import dev.jinx.e2e.app.Metronome;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * For tests that look at times: one that failed is played again if the machine was disturbed meanwhile, which is to say that it stood
 * still, or that others had a part of its processors. Then the times say nothing. It waits for a calmer machine first, as long as that
 * is to be hoped for, and it is printed.
 */
final class Undisturbed implements InvocationInterceptor {
    /** How often something is played again. */
    static final int MORE_CHANCES = 4;

    private static final int STALL_MILLIS = 40;
    private static final double OTHERS_PROCESSORS = 0.25;
    private static final int CALM_MILLIS = 500;
    private static final int MOST_WAITS = 30;
    private static final Metronome METRONOME = new Metronome();

    /** Listens until it is closed. */
    static Watch watch() {
        return new Watch();
    }

    /** What the machine was like while something was played. */
    static final class Watch implements AutoCloseable {
        private final Metronome.Watch beats = METRONOME.watch();
        private final OthersWork others = new OthersWork();

        /** Whether the times that were taken so far say nothing. */
        boolean disturbed() {
            return beats.worstMillis() >= STALL_MILLIS || others.processors() >= OTHERS_PROCESSORS;
        }

        @Override
        public String toString() {
            return "it stood still for %d ms, others had %.1f processors"
                    .formatted(beats.worstMillis(), others.processors());
        }

        @Override
        public void close() {
            beats.close();
        }
    }

    /** Returns when the machine is calm, or when it was not for some time. */
    static void awaitCalm() {
        boolean calm = false;
        for (int i = 0; i < MOST_WAITS && !calm; i++) {
            try (Watch watch = watch()) {
                Thread.sleep(CALM_MILLIS);
                calm = !watch.disturbed();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * The same for what was played before the test that judges it: it is played again where that finds fault with it and the machine
     * was disturbed.
     *
     * @param disturbed whether it was, when the first was played
     */
    static <T> void judge(String what, T first, boolean disturbed, Supplier<T> again, Consumer<T> judge) {
        T played = first;
        boolean excused = disturbed;
        for (int i = 0; ; i++) {
            try {
                judge.accept(played);
                return;
            } catch (AssertionError e) {
                if (!excused || i == MORE_CHANCES) {
                    throw e;
                }
                System.out.println("The machine was disturbed, again: " + what + ": " + e.getMessage());
            }
            awaitCalm();
            try (Watch watch = watch()) {
                played = again.get();
                excused = watch.disturbed();
            }
        }
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
            try (Watch watch = watch()) {
                try {
                    play.play();
                    return;
                } catch (TestAbortedException e) {
                    throw e;
                } catch (Throwable e) {
                    boolean disturbed = Figures.forgetDisturbed() | watch.disturbed();
                    if (!disturbed || i == MORE_CHANCES) {
                        throw e;
                    }
                    System.out.println("The machine was disturbed (" + watch + "), again: "
                            + test.getExecutable().getName() + " " + context.getDisplayName() + ": " + e.getMessage());
                }
            }
            awaitCalm();
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
