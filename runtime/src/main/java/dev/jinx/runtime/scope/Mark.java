package dev.jinx.runtime.scope;

/** The scopes that a thread, a task or a connection belongs to, innermost first. Immutable but for scopes that end. */
public final class Mark {
    /** None, where that has to be said. */
    public static final Mark NONE = new Mark(null, null, false);

    /** None: work of an event loop, for whomever the connection belongs to. */
    static final Mark LOOP = new Mark(null, null, true);

    private final Mark outer;
    private final Opened scope;
    private final boolean loop;

    Mark(Mark outer, Opened scope) {
        this(outer, scope, false);
    }

    private Mark(Mark outer, Opened scope, boolean loop) {
        this.outer = outer;
        this.scope = scope;
        this.loop = loop;
    }

    /** A scope for as long as it is open. Marks outlast it, in threads and beside tasks, and keep nothing of it. */
    static final class Opened {
        private volatile Object scope;

        Opened(Object scope) {
            this.scope = scope;
        }

        @SuppressWarnings("ReferenceEquality") // a scope is known by its identity
        boolean is(Object which) {
            return scope == which && which != null;
        }

        void end() {
            scope = null;
        }

        boolean hasEnded() {
            return scope == null;
        }
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
    public boolean includes(Object which) {
        for (Mark mark = this; mark != null; mark = mark.outer) {
            if (mark.scope != null && mark.scope.is(which)) {
                return true;
            }
        }
        return false;
    }

    /** Those that are open; null where none is. */
    @SuppressWarnings("ReferenceEquality") // the very same, if none has ended
    Mark open() {
        Mark rest = outer == null ? null : outer.open();
        if (scope == null || scope.hasEnded()) {
            return rest == null || !loop ? rest : rest.ofLoop();
        }
        return rest == outer ? this : new Mark(rest, scope, loop);
    }
}
