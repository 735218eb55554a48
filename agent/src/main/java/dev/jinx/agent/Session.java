package dev.jinx.agent;

import dev.jinx.agent.control.door.DoorKeeper;
import dev.jinx.agent.report.Report;
import dev.jinx.agent.rules.Rule;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.settings.Settings;
import dev.jinx.agent.weave.Weaving;
import dev.jinx.runtime.door.Door;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Puts rules in force, or in the place of those that are, and takes everything away again. Its class names no runtime type, because the
 * runtime has to be in the boot loader first. Any thread, one change at a time.
 */
final class Session {
    private static boolean runtimeDefined;
    private static InForce current;

    private Session() {}

    /**
     * Puts rules in force.
     *
     * @param path where they can be read again; empty where they cannot
     */
    static synchronized void start(
            RulesFile rules, Optional<String> path, Settings settings, Instrumentation instrumentation)
            throws Exception {
        if (!runtimeDefined) {
            Weaving.defineRuntime(instrumentation);
            runtimeDefined = true;
        }
        if (current == null) {
            current = InForce.start(rules, path, settings, instrumentation);
            Door.function = new DoorKeeper(new Kit(instrumentation));
        } else {
            current.replace(rules, path, settings);
        }
    }

    /**
     * Looks after what is in force: the rules file, if it is to be watched, and everything else.
     *
     * @param content of the rules file that is in force; null where it is not to be watched
     */
    static synchronized void watch(byte[] content) {
        current.watch(content);
    }

    /** Other rules in the place of those in force; those that mean the same go on as they are. */
    static synchronized void replace(RulesFile rules) throws Exception {
        if (current != null) {
            current.replace(rules, current.path(), current.settings());
        }
    }

    /** No rule concerns who talks to this JVM's management server at that port. */
    static synchronized void protect(int port) throws Exception {
        if (current != null) {
            current.protectManagement(port);
        }
    }

    /** A scope further in than those that are open; false where nothing is in force. */
    static synchronized boolean open(List<Rule> rules, OptionalLong seed) throws Exception {
        if (current == null) {
            return false;
        }
        current.open(
                rules,
                seed.isPresent() ? seed.getAsLong() : current.run().plan().seed());
        return true;
    }

    /** That scope ends; nothing happens if it has ended already. */
    static synchronized void close(List<Rule> rules) throws Exception {
        if (current != null) {
            current.close(rules);
        }
    }

    /** No rule acts, and nobody waits, until {@link #resume}. */
    static synchronized void pause() {
        current.pause();
    }

    /** The rules act again. */
    static synchronized void resume() {
        current.resume();
    }

    /** Switches a rule on or off; false if there is no such rule. */
    static synchronized boolean enable(String rule, boolean on) {
        return current.enable(rule, on);
    }

    /** What is in force; null where nothing is. */
    static synchronized InForce current() {
        return current;
    }

    /**
     * Pauses, and waits a moment until no byte of the application's is in our hands any more.
     *
     * @return how many are left
     */
    static synchronized long settle() throws Exception {
        return current == null ? 0 : current.settle();
    }

    /**
     * Takes everything away: the rules, what was woven, threads and hooks.
     *
     * @return the figures at the end; null where nothing was in force
     * @throws Exception what went wrong first; the rest was taken away nevertheless
     */
    static Report detach() throws Exception {
        InForce watched = current();
        if (watched != null) {
            // It may be about to replace the rules, which only one thread can at a time.
            watched.endWatch();
        }
        return takeAway();
    }

    private static synchronized Report takeAway() throws Exception {
        InForce last = current;
        if (last == null) {
            return null;
        }
        current = null;
        Door.function = null;
        return last.detach();
    }
}
