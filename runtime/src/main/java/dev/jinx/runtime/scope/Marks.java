package dev.jinx.runtime.scope;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.FutureTask;

/**
 * Which scopes the running code belongs to: those that its thread opened, and otherwise those of who started the thread or submitted the
 * task. Tasks are not wrapped; what they belong to is looked up by their identity when they run. Any thread.
 */
public final class Marks {
    private static final ThreadLocal<Mark> LOCAL = new ThreadLocal<>();

    /** Of threads and tasks that were made by marked code: a {@link Mark}, or {@link Pending}. */
    private static final WeakTable OWNERS = new WeakTable();

    /** The scopes that are open. */
    private static final List<Mark.Opened> OPEN = new ArrayList<>();

    /** The thread had nothing set. */
    private static final Object UNSET = new Object();

    private static volatile boolean active;

    private Marks() {}

    /** Of a task that may be submitted more than once, such as a lambda: who submitted it, in that order. */
    private static final class Pending {
        private final ArrayDeque<Mark> marks = new ArrayDeque<>(2);

        synchronized void add(Mark mark) {
            marks.add(mark == null ? Mark.NONE : mark);
        }

        synchronized Mark poll() {
            return marks.poll();
        }

        synchronized void takeBack(Mark mark) {
            marks.removeLastOccurrence(mark == null ? Mark.NONE : mark);
        }
    }

    /** Whether any scope asks for this. */
    public static boolean active() {
        return active;
    }

    /** Some scope asks for this from now on, or none does any more. */
    public static void active(boolean on) {
        active = on;
        if (!on) {
            OWNERS.clear();
        }
    }

    /** What the running code belongs to; null for no scope. */
    public static Mark current() {
        Mark mark = LOCAL.get();
        if (mark == null && OWNERS.get(Thread.currentThread()) instanceof Mark started) {
            mark = started;
        }
        // Whoever belonged to a scope that ended is nobody's: what it does then may be for another one.
        return mark == null ? null : mark.open();
    }

    /** Whether the running code works for an event loop: what it does is for whom the connection belongs to. */
    public static boolean loop() {
        Mark mark = LOCAL.get();
        return mark != null && mark.isLoop();
    }

    /** The calling thread waits for events, and nobody's task has it do that. */
    public static void selecting() {
        if (active && LOCAL.get() == null) {
            Mark starter = current();
            LOCAL.set(starter == null ? Mark.LOOP : starter.ofLoop());
        }
    }

    /** What tasks of the running code belong to; null for nothing that has to be remembered. */
    private static Mark inherited() {
        Mark mark = current();
        return mark == null && loop() ? Mark.LOOP : mark;
    }

    /** The calling thread opens a scope. */
    public static void push(Object scope) {
        Mark.Opened opened = new Mark.Opened(scope);
        synchronized (OPEN) {
            OPEN.add(opened);
        }
        LOCAL.set(new Mark(current(), opened));
    }

    /** That scope ends, by whatever thread. Others find out when they look whose they are. */
    public static void pop(Object scope) {
        synchronized (OPEN) {
            for (int i = OPEN.size() - 1; i >= 0; i--) {
                if (OPEN.get(i).is(scope)) {
                    OPEN.remove(i).end();
                }
            }
        }
        Mark mark = LOCAL.get();
        if (mark == null || mark == Mark.NONE || mark == Mark.LOOP) {
            return;
        }
        Mark rest = mark.open();
        if (rest != null) {
            LOCAL.set(rest);
        } else if (mark.isLoop()) {
            LOCAL.set(Mark.LOOP);
        } else {
            LOCAL.remove();
        }
    }

    /** All scopes end. */
    public static void endAll() {
        synchronized (OPEN) {
            for (Mark.Opened opened : OPEN) {
                opened.end();
            }
            OPEN.clear();
        }
    }

    /** The running code made that task, or starts that thread. */
    public static void made(Object task) {
        if (active && !(task instanceof ForkJoinWorkerThread)) {
            Mark mark = inherited();
            if (mark != null) {
                OWNERS.put(task, mark);
            }
        }
    }

    /** The running code hands over a task that is run once: whose it is was told where it was made, or is told now. */
    public static void handedOver(Object task) {
        Mark mark = active && task != null ? inherited() : null;
        if (mark != null && OWNERS.get(task) == null) {
            OWNERS.putIfAbsent(task, mark);
        }
    }

    /** The running code submits that task, which anybody may have made. */
    public static void submitted(Object task) {
        if (!active || task == null || task instanceof ForkJoinTask) {
            return;
        }
        if (task instanceof FutureTask) {
            handedOver(task);
            return;
        }
        Mark mark = inherited();
        Object known = OWNERS.get(task);
        if (mark == null && known == null) {
            return;
        }
        Object there = known == null ? OWNERS.putIfAbsent(task, new Pending()) : known;
        if (there instanceof Pending pending) {
            pending.add(mark);
        }
    }

    /** The pool did not take it after all. */
    public static void rejected(Object task) {
        if (active && OWNERS.get(task) instanceof Pending pending) {
            pending.takeBack(inherited());
        }
    }

    /** The calling thread does nothing but tasks, and comes to that one next. */
    public static void next(Object task) {
        if (active) {
            LOCAL.set(OWNERS.get(task) instanceof Mark mark ? mark : Mark.NONE);
        }
    }

    /**
     * The thread begins with that task; null for work of nobody.
     *
     * @return for {@link #end}
     */
    public static Object begin(Object task) {
        if (!active) {
            return null;
        }
        Object owner = task == null ? null : OWNERS.get(task);
        if (owner == null && task instanceof FutureTask) {
            // Made before the scope: it is of the thread that runs it, which is a pool's or one that was started for
            // it.
            return null;
        }
        Mark before = LOCAL.get();
        Mark mark = owner instanceof Pending pending ? pending.poll() : (Mark) owner;
        LOCAL.set(mark == null ? Mark.NONE : mark);
        return before == null ? UNSET : before;
    }

    /** It is done with what {@link #begin} gave that for. */
    public static void end(Object before) {
        if (before == UNSET) {
            LOCAL.remove();
        } else if (before != null) {
            LOCAL.set((Mark) before);
        }
    }

    /** A pool's thread is done with a task. */
    public static void end() {
        LOCAL.remove();
    }
}
