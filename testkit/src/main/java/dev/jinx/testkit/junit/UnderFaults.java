package dev.jinx.testkit.junit;

import dev.jinx.testkit.Injections;

/** What had been injected when a test failed, and how to repeat it; stands under the failure in every runner's output. */
final class UnderFaults extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnderFaults(Injections injections) {
        super("under faults: " + injections, null, false, false);
    }
}
