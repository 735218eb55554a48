package dev.jinx.agent.control;

import dev.jinx.agent.report.Run;

/**
 * Looks, some times after rules came into force, for classes that were being defined then: by the list of loaded classes nobody sees
 * those before their superclass is loaded.
 */
final class Latecomers implements Chore {
    /** Looks at 1, 2, 4, 8 and 16 seconds. */
    private static final int LOOKS = 5;

    private final RulesInForce inForce;
    private Run run;
    private int looks;

    Latecomers(RulesInForce inForce) {
        this.inForce = inForce;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // each time that rules come into force there is another
    public long run() {
        if (run != inForce.run()) {
            run = inForce.run();
            looks = 0;
        } else if (looks > LOOKS || !inForce.weaveLatecomers()) {
            return NEVER;
        }
        return INTERVAL << looks++;
    }
}
