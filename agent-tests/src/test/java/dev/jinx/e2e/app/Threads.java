package dev.jinx.e2e.app;

import java.lang.reflect.Method;

/** Threads of both kinds; this code is compiled for 17, which has one. */
final class Threads {
    private Threads() {}

    static Thread platform(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** A virtual thread, where there are any. */
    static Thread virtual(String name, Runnable task) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Method named = type.getMethod("name", String.class);
            return (Thread) type.getMethod("start", Runnable.class).invoke(named.invoke(builder, name), task);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean haveVirtual() {
        return Runtime.version().feature() >= 21;
    }

    /** Waits until the thread is blocked in a call of the network code; gives up in silence, for it may have ended. */
    static void awaitBlocked(Thread thread) {
        int same = 0;
        String last = "";
        for (int i = 0; i < 400 && same < 4 && thread.isAlive(); i++) {
            sleep(10);
            StackTraceElement[] trace = thread.getStackTrace();
            String top = trace.length == 0 ? "" : trace[0].toString();
            boolean network = false;
            for (StackTraceElement element : trace) {
                network |= element.getClassName().startsWith("sun.nio.ch.");
            }
            same = network && top.equals(last) ? same + 1 : 0;
            last = top;
        }
    }

    /** Waits until the thread waits for a rule, or has ended; whether it waits. */
    static boolean awaitHeld(Thread thread) {
        for (int i = 0; i < 3_000 && thread.isAlive(); i++) {
            Thread.State state = thread.getState();
            // Whoever only got no processor is RUNNABLE, whatever it was about to do.
            if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
                for (StackTraceElement element : thread.getStackTrace()) {
                    if (element.getClassName().equals("dev.jinx.runtime.connection.Waiter")) {
                        return true;
                    }
                }
            }
            sleep(10);
        }
        return false;
    }

    static void join(Thread thread) {
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
