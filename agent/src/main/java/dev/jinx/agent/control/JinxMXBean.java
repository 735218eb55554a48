package dev.jinx.agent.control;

import java.util.List;

/** What is seen of Jinx by JMX, as {@code dev.jinx:type=Jinx}; all types are open ones, so that nobody needs our classes. */
public interface JinxMXBean {
    String getVersion();

    /** {@code active}, {@code paused} or {@code expired}. */
    String getState();

    long getSeed();

    /** The rules file as the user named it. */
    String getRulesFile();

    /** The first safety limit that was reached; empty if none was. */
    String getSafetyTripped();

    /** The rules, in the order in which they are tried. */
    List<RuleState> getRules();

    /** The operations that some rule uses. */
    List<OperationState> getOperations();

    /** No rule acts until {@link #resume}. */
    void pause();

    /** The rules act again. */
    void resume();

    /** Switches a rule on. */
    void enableRule(String name);

    /** Switches a rule off. */
    void disableRule(String name);

    /**
     * Puts the rules of that text in force, in the place of all others.
     *
     * @throws IllegalArgumentException with all problems, if there are any; nothing changed then
     */
    void reload(String yaml);
}
