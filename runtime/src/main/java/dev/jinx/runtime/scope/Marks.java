package dev.jinx.runtime.scope;

import java.util.ArrayDeque;
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
        if (mark == null) {
            return OWNERS.get(Thread.currentThread()) instanceof Mark started ? started : null;
        }
        return mark == Mark.NONE || mark == Mark.LOOP ? null : mark;
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
        LOCAL.set(new Mark(current(), scope));
    }

    /** That scope ends. Other threads find out when they look who owns what they do. */
    public static void pop(Object scope) {
        Mark mark = LOCAL.get();
        Mark rest = mark == null ? null : mark.without(scope);
        if (rest == null) {
            LOCAL.remove();
        } else {
            LOCAL.set(rest);
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

    /** The running code submits that task, which anybody may have made. */
    public static void submitted(Object task) {
        if (!active || task == null || task instanceof FutureTask || task instanceof ForkJoinTask) {
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

    /**
     * The thread begins with that task; null for work of nobody.
     *
     * @return for {@link #end}
     */
    public static Object begin(Object task) {
        if (!active) {
            return null;
        }
        Mark before = LOCAL.get();
        Object owner = task == null ? null : OWNERS.get(task);
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
