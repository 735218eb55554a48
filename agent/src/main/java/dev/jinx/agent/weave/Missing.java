package dev.jinx.agent.weave;

import dev.jinx.runtime.stats.Failures;
import java.util.List;
import java.util.Set;

/** Says loudly what this Java does not have: rules that need it cannot act. */
final class Missing {
    private Missing() {}

    /** Compares what was wanted of a class with what was found in it. */
    static void report(List<InterceptionPoint> wanted, Set<InterceptionPoint> found) {
        for (InterceptionPoint point : wanted) {
            if (!found.contains(point) && !hasAlternative(point, found)) {
                tell(point.describe());
            }
        }
    }

    private static boolean hasAlternative(InterceptionPoint point, Set<InterceptionPoint> found) {
        for (InterceptionPoint other : found) {
            if (!point.alternative().isEmpty() && point.alternative().equals(other.alternative())) {
                return true;
            }
        }
        return false;
    }

    static void tell(String what) {
        String message = "not woven: " + what + " (Java " + System.getProperty("java.version") + ")";
        Failures.record("weaving", new IllegalStateException(message));
        System.err.println("jinx: " + message + ": rules that need it have no effect");
    }
}
