package dev.jinx.runtime.scope;

/** The scopes that a thread, a task or a connection belongs to, innermost first. Immutable. */
public final class Mark {
    /** None, where that has to be said. */
    static final Mark NONE = new Mark(null, null);

    /** None: work of an event loop, for whomever the connection belongs to. */
    static final Mark LOOP = new Mark(null, null);

    private final Mark outer;
    private final Object scope;

    Mark(Mark outer, Object scope) {
        this.outer = outer;
        this.scope = scope;
    }

    /** Whether that scope is one of them. */
    @SuppressWarnings("ReferenceEquality") // a scope is known by its identity
    public boolean includes(Object which) {
        for (Mark mark = this; mark != null; mark = mark.outer) {
            if (mark.scope == which) {
                return true;
            }
        }
        return false;
    }

    /** The others; null where there are none. */
    @SuppressWarnings("ReferenceEquality") // a scope is known by its identity
    Mark without(Object which) {
        Mark rest = outer == null ? null : outer.without(which);
        if (scope == which || scope == null) {
            return rest;
        }
        return rest == outer ? this : new Mark(rest, scope);
    }
}
