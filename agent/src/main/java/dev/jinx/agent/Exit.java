package dev.jinx.agent;

import dev.jinx.agent.report.Reporter;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.hook.Hooks;
import dev.jinx.runtime.stats.Failures;
import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;

/**
 * The end of the JVM, in two steps. As a shutdown hook, beside those of the application, it ends all waits and writes down what is
 * known: the application may hang. When the application's hooks are over it reports for good.
 */
final class Exit extends Thread {
    // java.lang.Shutdown runs its slots in order: the application's hooks are slot 1, deleteOnExit is 2, and the others
    // are free.
    private static final int[] SLOTS = {6, 7, 8, 9, 5, 4, 3};

    /** A peer that takes nothing does not hold up the end for longer, in milliseconds. */
    private static final long PATIENCE = 2_000;

    private volatile Reporter reporter;

    Exit(Reporter reporter) {
        super(null, null, "jinx-exit", 0, false);
        this.reporter = reporter;
        setContextClassLoader(null);
    }

    /** From now on that one reports. */
    void reporter(Reporter next) {
        reporter = next;
    }

    /** Who reports. */
    Reporter reporter() {
        return reporter;
    }

    @Override
    public void run() {
        Hooks.endWaits();
        try {
            boolean later = register(new Last());
            if (later) {
                reporter.flush();
            } else {
                send();
                reporter.end();
            }
        } catch (SecurityException e) {
            Jinx.say("no report, the application's security manager is against it: " + e.getMessage());
        }
    }

    /** The kernel would send on when the process has ended. */
    private static void send() {
        try {
            Connections.send(PATIENCE);
        } catch (InterruptedException e) {
            // Somebody is in a hurry.
            Thread.currentThread().interrupt();
        }
    }

    private static boolean register(Runnable last) {
        JavaLangAccess access = SharedSecrets.getJavaLangAccess();
        for (int slot : SLOTS) {
            try {
                access.registerShutdownHook(slot, true, last);
                return true;
            } catch (InternalError taken) {
                // Somebody else found that door; there are more.
            } catch (Throwable t) {
                // This Java has no such door: what is known now has to do.
                Failures.record("shutdown", t);
                return false;
            }
        }
        return false;
    }

    /** When the application's hooks are over. */
    private final class Last implements Runnable {
        @Override
        public void run() {
            send();
            reporter.end();
        }
    }
}
