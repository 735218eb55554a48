package dev.jinx.runtime.door;

import java.util.Map;
import java.util.function.Function;

/**
 * Where code of the application that was written for it, the test kit, finds the agent: by this class's name, because the boot loader is
 * the only one that both see. What goes through is made of types of {@code java.base}. Any thread.
 */
public final class Door {
    /** What is asked, and the answer; null while there is no agent. Written by the agent. */
    public static volatile Function<Map<String, Object>, Map<String, Object>> function;

    private Door() {}
}
