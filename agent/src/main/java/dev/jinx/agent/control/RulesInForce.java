package dev.jinx.agent.control;

import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesFile;

/** What is in force, for those who look at it or change it. Any thread. */
public interface RulesInForce {
    /** The rules and their counts. */
    Run run();

    /**
     * Reads rules as those at the start were read.
     *
     * @param source what they are called in problems and in the report
     */
    Parsed parse(String source, byte[] content);

    /**
     * Puts rules in the place of those in force. Those that mean the same as before keep their counts and who waits for them; who waits
     * for the others goes on.
     *
     * @throws Exception if they cannot be woven; what was in force then stays
     */
    void replace(RulesFile rules) throws Exception;

    /**
     * Weaves the classes that were on their way through the JVM when the rules came into force.
     *
     * @return whether there may be any
     */
    boolean weaveLatecomers();

    /** No rule concerns who talks to this JVM's management server at that port of it. */
    void protect(int port) throws Exception;

    /** No rule acts, and nobody waits, until {@link #resume}; other processes are told. */
    void pause();

    /** The rules act again; other processes are told. */
    void resume();

    /** The time is over: as {@link #pause}, until {@link #renew}. */
    void expire();

    /** There is time again: the rules act, unless somebody paused them. */
    void renew();
}
