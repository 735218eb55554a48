package dev.jinx.runtime.scope;

/** The scopes that a thread, a task or a connection belongs to, innermost first. Immutable. */
public final class Mark {
    /** None, where that has to be said. */
    public static final Mark NONE = new Mark(null, null);

    /** None: work of an event loop, for whomever the connection belongs to. */
    static final Mark LOOP = new Mark(null, null, true);

    private final Mark outer;
    private final Object scope;
    private final boolean loop;

    Mark(Mark outer, Object scope) {
        this(outer, scope, false);
    }

    private Mark(Mark outer, Object scope, boolean loop) {
        this.outer = outer;
        this.scope = scope;
        this.loop = loop;
    }

    /** The same scopes, for an event loop that one of them started: connections of others are theirs there, too. */
    Mark ofLoop() {
        return new Mark(outer, scope, true);
    }

    /** Whether what is done is for whom the connection belongs to. */
    boolean isLoop() {
        return loop;
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
