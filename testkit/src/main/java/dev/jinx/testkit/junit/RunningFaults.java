package dev.jinx.testkit.junit;

import dev.jinx.testkit.Injections;
import dev.jinx.testkit.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The scopes of one test, the innermost first. Its counters are there until JUnit forgets the test. One thread at a time. */
final class RunningFaults {
    private final Deque<Scope> scopes = new ArrayDeque<>();
    private boolean ended;

    /** A scope further in. */
    void add(Scope scope) {
        scopes.addFirst(scope);
    }

    boolean isEmpty() {
        return scopes.isEmpty();
    }

    Injections injections() {
        return Injections.of(List.copyOf(scopes));
    }

    /**
     * Ends all of them.
     *
     * @return false if they have ended already, because the extension was registered twice
     */
    boolean end(Deque<RuntimeException> wrong) {
        if (ended) {
            return false;
        }
        ended = true;
        for (Scope scope : scopes) {
            try {
                scope.close();
            } catch (RuntimeException e) {
                wrong.add(e);
            }
        }
        return true;
    }
}
