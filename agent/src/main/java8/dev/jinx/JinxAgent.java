package dev.jinx;

import java.lang.instrument.Instrumentation;

/**
 * What the manifest names. It does nothing but start the agent in a class loader of its own, so that the application sees none of its
 * classes; and it is compiled for Java 8, so that an older Java gets a line that it can print.
 */
public final class JinxAgent {
    private static final int OLDEST = 17;

    /** Not an AtomicReference, whose first use costs a start a millisecond. */
    private static volatile AgentLoader loader;

    private JinxAgent() {}

    /** With {@code -javaagent}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        start(arguments, instrumentation, false);
    }

    /** Attached to a running process. */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        start(arguments, instrumentation, true);
    }

    /** That agent went: nothing may keep its classes, and the next attach starts another. */
    static void gone(AgentLoader which) {
        // Within start, which alone sets it.
        if (loader == which) {
            loader = null;
        }
    }

    private static synchronized void start(String arguments, Instrumentation instrumentation, boolean attached) {
        if (AgentLoader.javaVersion() < OLDEST) {
            System.err.println("jinx: needs Java " + OLDEST + " or newer, and this is "
                    + System.getProperty("java.version") + ": no fault will be injected");
            return;
        }
        try {
            AgentLoader own = loader;
            if (own == null) {
                own = AgentLoader.forAgent();
                loader = own;
            }
            own.entry().start(arguments, instrumentation, attached);
        } catch (Throwable t) {
            if (attached) {
                // The application goes on; whoever attached is told by the exception.
                throw new IllegalStateException("jinx: " + t.getMessage());
            }
            // What the agent itself can foresee it has handled; here its jar is damaged, and nothing can be relied on.
            System.err.println("jinx: could not start: " + (t.getCause() == null ? t : t.getCause()));
            System.exit(2);
        }
    }
}
