package dev.jinx.agent.weave.call;

import dev.jinx.runtime.stats.Failures;

/** Says loudly what a rule asks for and cannot be done. */
final class Refusals {
    private Refusals() {}

    static void tell(String rule, String method, String why) {
        String message = "rule '" + rule + "' does not act on " + method + ": " + why;
        Failures.record("refused", new UnsupportedOperationException(message));
        System.err.println("jinx: " + message);
    }
}
