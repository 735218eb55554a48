package dev.jinx;

import java.lang.instrument.Instrumentation;

/**
 * The agent behind its class loader. An interface, because the first reflective call of a JVM costs milliseconds: since Java 18 it
 * links through java.lang.invoke.
 */
public interface AgentEntry {
    /**
     * Called once for each {@code -javaagent}, each attach and each command.
     *
     * @throws IllegalStateException if the JVM was attached to and what was wanted did not come about; it was told why
     */
    void start(String arguments, Instrumentation instrumentation, boolean attached);
}
