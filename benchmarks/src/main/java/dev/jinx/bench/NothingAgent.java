package dev.jinx.bench;

import java.lang.instrument.Instrumentation;

/** An agent that does nothing: what any agent costs. */
public final class NothingAgent {
    private NothingAgent() {}

    /** Does nothing. */
    public static void premain(String arguments, Instrumentation instrumentation) {}
}
