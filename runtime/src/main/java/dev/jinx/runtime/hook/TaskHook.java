package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.scope.Mark;
import dev.jinx.runtime.scope.Marks;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.util.TimerTask;
import java.util.concurrent.ForkJoinTask;

/** What woven code in threads, executors and futures calls, while a scope asks for what its thread starts. */
public final class TaskHook {
    private TaskHook() {}

    /** A thread is started. */
    public static void started(Thread thread) {
        try {
            Marks.made(thread);
        } catch (Throwable t) {
            Failures.record("Thread.start", t);
        }
    }

    /** A task was made by the code that will also submit it. */
    public static void made(Object task) {
        try {
            Marks.made(task);
        } catch (Throwable t) {
            Failures.record("task", t);
        }
    }

    /** A task is submitted to a pool. */
    public static void submitted(Runnable task) {
        try {
            Marks.submitted(task);
        } catch (Throwable t) {
            Failures.record("execute", t);
        }
    }

    /** A pool refuses a task that was submitted to it. */
    public static void rejected(Runnable task) {
        try {
            Marks.rejected(task);
        } catch (Throwable t) {
            Failures.record("execute", t);
        }
    }

    /** A task is forked, invoked or submitted. */
    public static void handedOver(ForkJoinTask<?> task) {
        try {
            Marks.handedOver(task);
        } catch (Throwable t) {
            Failures.record("fork", t);
        }
    }

    /** A task of a timer is scheduled. */
    public static void scheduled(TimerTask task) {
        try {
            Marks.handedOver(task);
        } catch (Throwable t) {
            Failures.record("Timer.schedule", t);
        }
    }

    /** A timer's thread looks which task is the next; who schedules one looks, too. */
    public static void due(Object task) {
        try {
            if (Thread.currentThread().getClass().getName().equals("java.util.TimerThread")) {
                Marks.next(task);
            }
        } catch (Throwable t) {
            Failures.record("Timer", t);
        }
    }

    /** A thread begins with a task. */
    public static Object begin(Object task) {
        try {
            return Marks.begin(task);
        } catch (Throwable t) {
            Failures.record("task", t);
            return null;
        }
    }

    /** It is done with the task. */
    public static void end(Object before) {
        try {
            Marks.end(before);
        } catch (Throwable t) {
            Failures.record("task", t);
        }
    }

    /** A pool's thread begins with a task. */
    public static void beforeExecute(Runnable task) {
        begin(task);
    }

    /** A pool's thread is done with a task. */
    public static void afterExecute(Runnable task) {
        Marks.end();
    }

    /** A thread waits for events of channels. */
    public static void selecting() {
        try {
            Marks.selecting();
        } catch (Throwable t) {
            Failures.record("Selector.select", t);
        }
    }

    /** A connection belongs to whoever uses it last, other than for an event loop. */
    static void touched(FileDescriptor fd) {
        if (fd == null || Marks.loop()) {
            return;
        }
        Mark mark = Marks.current();
        Connection known = mark == null ? Connections.get(fd) : Connections.of(fd, false, false);
        if (known != null) {
            known.mark(mark == null ? Mark.NONE : mark);
        }
    }

    /** A channel was opened, by whatever thread it will be used. */
    public static void opened(Object channel) {
        try {
            FileDescriptor fd = Marks.active() ? Sockets.descriptor(channel) : null;
            if (fd != null) {
                Mark mark = Marks.current();
                // Said, because the event loop that it is used on may be another one's.
                Connections.of(fd, false, false).mark(mark == null ? Mark.NONE : mark);
            }
        } catch (Throwable t) {
            Failures.record("SocketChannel.open", t);
        }
    }
}
