package dev.jinx.agent.control.door;

import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What scopes are opened on. Any thread. */
public interface ScopedRules {
    /** What is in force, scopes included; empty where the agent went. */
    Optional<Run> run();

    /**
     * Rules that are tried before those in force.
     *
     * @param rules the list itself is what {@link #close} knows them by
     * @param seed of theirs; empty for that of the run
     * @return false where the agent went
     * @throws Exception if they cannot be woven; then nothing changed
     */
    boolean open(List<Rule> rules, OptionalLong seed) throws Exception;

    /** Those rules go, and who waits for one of them goes on. Nothing happens if they went. */
    void close(List<Rule> rules) throws Exception;

    /** The classes that the JVM has loaded. */
    Class<?>[] loaded();
}
