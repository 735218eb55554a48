package dev.jinx.agent.control;

import dev.jinx.agent.report.Reporter;
import dev.jinx.agent.report.Run;
import dev.jinx.agent.settings.Log;
import dev.jinx.runtime.plan.Safety;

/** Ends everything when the time is over, also for threads that wait, and says when a limit was reached. */
final class SafetyWatch implements Chore {
    private static final long NANOS = 1_000_000;

    private final RulesInForce inForce;
    private final Log log;
    private Safety expired;

    SafetyWatch(RulesInForce inForce, Log log) {
        this.inForce = inForce;
        this.log = log;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // each time that limits come into force there are others
    public long run() {
        Run run = inForce.run();
        Safety safety = run.plan().safety();
        long left = safety.untilExpiry();
        if (left <= 0 && safety != expired) {
            expired = safety;
            inForce.expire();
        } else if (expired != null && safety != expired) {
            // Other limits came into force, with a time of their own.
            expired = null;
            inForce.renew();
        }
        if (safety.tell()) {
            log.warn(Reporter.tripped(run));
        }
        return left <= 0 ? INTERVAL : Math.min(INTERVAL, left / NANOS + 1);
    }
}
