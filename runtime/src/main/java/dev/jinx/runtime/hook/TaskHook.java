package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.scope.Mark;
import dev.jinx.runtime.scope.Marks;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;

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
