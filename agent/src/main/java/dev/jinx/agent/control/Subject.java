package dev.jinx.agent.control;

import dev.jinx.agent.report.Report;
import dev.jinx.agent.report.Run;
import dev.jinx.agent.rules.Parsed;
import dev.jinx.agent.rules.RulesFile;
import dev.jinx.agent.settings.Settings;
import java.lang.instrument.Instrumentation;
import java.util.Optional;

/** What commands act on. But for {@link #active}, {@link #read} and {@link #install}, only while rules are in force. */
public interface Subject {
    /** Whether rules are in force, paused or not. */
    boolean active();

    /** The rules in force, and what counts for them. */
    Run run();

    /** The JVM's own. */
    Instrumentation instrumentation();

    /** Why there will be no report; empty if there will, as far as is known. */
    String reportProblem();

    /** With what the rules were put in force. */
    Settings settings();

    /** Where the rules can be read again; empty where they cannot. */
    Optional<String> path();

    /** Reads rules; without a path those that environment variables make. Changes nothing. */
    Parsed read(Optional<String> path, Settings settings);

    /**
     * Puts rules in force, in the place of those that are. If it fails, nothing changed.
     *
     * @param path where they can be read again; empty where they cannot
     */
    void install(RulesFile rules, Optional<String> path, Settings settings) throws Exception;

    /** No rule acts, and nobody waits, until {@link #resume}. */
    void pause();

    /** The rules act again. */
    void resume();

    /** Switches a rule on or off; false if there is no such rule. */
    boolean enable(String rule, boolean on);

    /**
     * Pauses, and waits a moment until no byte of the application's is in our hands any more.
     *
     * @return how many are left: they would be lost if everything were taken away now
     */
    long settle() throws Exception;

    /** Takes everything away, and returns the figures at the end; if something could not be, it says so, and the rest is gone. */
    Report detach() throws Exception;
}
