package dev.jinx.agent;

import dev.jinx.AgentEntry;
import dev.jinx.AgentLoader;
import java.lang.instrument.Instrumentation;

/** What the entry class calls. Made by its own initialiser, so that nobody has to make it by reflection. */
final class Entry implements AgentEntry {
    static {
        ((AgentLoader) Entry.class.getClassLoader()).entry(new Entry());
    }

    private Entry() {}

    @Override
    public void start(String arguments, Instrumentation instrumentation, boolean attached) {
        if (attached) {
            Attached.start(arguments, instrumentation);
        } else {
            Jinx.start(arguments, instrumentation);
        }
    }
}
