package dev.jinx.agent.control;

import dev.jinx.agent.report.Run;

/** Placeholder. */
public final class Explanation {
    private Explanation() {}

    /** Placeholder. */
    public static String of(Run run, String what) {
        return run.file().source() + what;
    }
}
