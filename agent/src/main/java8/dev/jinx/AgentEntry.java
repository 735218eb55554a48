package dev.jinx;

import java.lang.instrument.Instrumentation;

/**
 * The agent behind its class loader. An interface, because the first reflective call of a JVM costs milliseconds: since Java 18 it
 * links through java.lang.invoke.
 */
public interface AgentEntry {
    /** Called once for each {@code -javaagent} and each attach. */
    void start(String arguments, Instrumentation instrumentation, boolean attached);
}
