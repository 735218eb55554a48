package dev.jinx.agent.weave;

import static dev.jinx.agent.weave.Shape.AFTER;
import static dev.jinx.agent.weave.Shape.BEFORE;
import static dev.jinx.agent.weave.Shape.TASK;

import java.util.ArrayList;
import java.util.List;

/**
 * Where it is told for whom a thread works: where threads are started, and tasks are made, submitted and run. Woven while a scope asks for
 * it, and no longer. A thread that sits in a loop runs the loop's old bytecode, so what is woven is what the loop calls for each task.
 */
final class TaskCatalogue {
    private static final String CONCURRENT = "java/util/concurrent/";
    private static final String THREAD = "java/lang/Thread";
    private static final String CONTAINER = "(Ljdk/internal/vm/ThreadContainer;)V";
    private static final String POOL = CONCURRENT + "ThreadPoolExecutor";
    private static final String TASK_CLASS = CONCURRENT + "FutureTask";
    private static final String FORK_JOIN = CONCURRENT + "ForkJoinTask";
    private static final String FORK_JOIN_POOL = CONCURRENT + "ForkJoinPool";
    private static final String TIMER = "java/util/Timer";
    private static final String FUTURE = CONCURRENT + "CompletableFuture$";
    private static final String CHANNEL = "sun/nio/ch/SocketChannelImpl";
    private static final String CHANNEL_ASYNC = "sun/nio/ch/UnixAsynchronousSocketChannelImpl";

    /** Stages that run code of the application, on whatever thread completes the one before. */
    private static final String[] STAGES = {
        "UniApply",
        "UniAccept",
        "UniRun",
        "UniWhenComplete",
        "UniHandle",
        "UniExceptionally",
        "UniComposeExceptionally",
        "UniCompose",
        "BiApply",
        "BiAccept",
        "BiRun",
        "OrApply",
        "OrAccept",
        "OrRun"
    };

    static final List<InterceptionPoint> POINTS = points();

    private TaskCatalogue() {}

    private static List<InterceptionPoint> points() {
        List<InterceptionPoint> points = new ArrayList<>();
        points.add(point(THREAD, "start", "()V", BEFORE, "this", "", "TaskHook.started", "thread"));
        points.add(point(THREAD, "start", CONTAINER, BEFORE, "this", "", "TaskHook.started", "thread"));
        points.add(point("java/lang/VirtualThread", "start", CONTAINER, BEFORE, "this", "", "TaskHook.started", ""));
        String one = "(Ljava/lang/Runnable;)V";
        points.add(point(POOL, "execute", one, BEFORE, "", "0", "TaskHook.submitted", ""));
        // The pool's thread is nobody's, whoever was the first to need it.
        points.add(point(POOL, "addWorker", "(Ljava/lang/Runnable;Z)Z", TASK, "", "", "", ""));
        String begins = "(Ljava/lang/Thread;Ljava/lang/Runnable;)V";
        points.add(point(POOL, "beforeExecute", begins, BEFORE, "", "1", "TaskHook.beforeExecute", ""));
        String ends = "(Ljava/lang/Runnable;Ljava/lang/Throwable;)V";
        points.add(point(POOL, "afterExecute", ends, BEFORE, "", "0", "TaskHook.afterExecute", ""));
        points.add(point(POOL, "reject", one, BEFORE, "", "0", "TaskHook.rejected", ""));
        made(points, TASK_CLASS, "(Ljava/util/concurrent/Callable;)V");
        made(points, TASK_CLASS, "(Ljava/lang/Runnable;Ljava/lang/Object;)V");
        points.add(runs(TASK_CLASS, "run", "()V", ""));
        points.add(runs(TASK_CLASS, "runAndReset", "()Z", ""));
        made(points, FORK_JOIN, "()V");
        points.add(runs(FORK_JOIN, "doExec", "()I", "doExec"));
        points.add(runs(FORK_JOIN, "doExec", "()V", "doExec"));
        forked(points);
        // The loop of a timer's thread asks which task is the next, and then runs it.
        points.add(point(TIMER, "sched", "(Ljava/util/TimerTask;JJ)V", BEFORE, "", "0", "TaskHook.scheduled", ""));
        points.add(point(
                "java/util/TaskQueue", "getMin", "()Ljava/util/TimerTask;", AFTER, "result", "", "TaskHook.due", ""));
        points.add(runs(FUTURE + "AsyncSupply", "run", "()V", ""));
        points.add(runs(FUTURE + "AsyncRun", "run", "()V", ""));
        for (String stage : STAGES) {
            points.add(runs(FUTURE + stage, "tryFire", "(I)Ljava/util/concurrent/CompletableFuture;", ""));
        }
        // Also a thread that waits in select since before comes by here next.
        points.add(point(
                "sun/nio/ch/EPollSelectorImpl",
                "processEvents",
                "(ILjava/util/function/Consumer;)I",
                BEFORE,
                "",
                "",
                "TaskHook.selecting",
                ""));
        opened(points, CHANNEL, "(Ljava/nio/channels/spi/SelectorProvider;Ljava/net/ProtocolFamily;)V");
        opened(points, CHANNEL_ASYNC, "(Lsun/nio/ch/Port;)V");
        return List.copyOf(points);
    }

    /** Tasks that may have been made by somebody else, or before the scope. */
    private static void forked(List<InterceptionPoint> points) {
        String hook = "TaskHook.handedOver";
        points.add(point(FORK_JOIN, "fork", "()L" + FORK_JOIN + ";", BEFORE, "this", "", hook, ""));
        points.add(point(FORK_JOIN, "invoke", "()Ljava/lang/Object;", BEFORE, "this", "", hook, ""));
        String task = "(L" + FORK_JOIN + ";)";
        points.add(point(FORK_JOIN_POOL, "invoke", task + "Ljava/lang/Object;", BEFORE, "", "0", hook, ""));
        points.add(point(FORK_JOIN_POOL, "submit", task + "L" + FORK_JOIN + ";", BEFORE, "", "0", hook, ""));
        points.add(point(FORK_JOIN_POOL, "execute", task + "V", BEFORE, "", "0", hook, ""));
    }

    private static void made(List<InterceptionPoint> points, String type, String constructor) {
        points.add(point(type, "<init>", constructor, AFTER, "this", "", "TaskHook.made", ""));
    }

    private static void opened(List<InterceptionPoint> points, String type, String constructor) {
        points.add(point(type, "<init>", constructor, AFTER, "this", "", "TaskHook.opened", ""));
    }

    private static InterceptionPoint runs(String type, String method, String descriptor, String alternative) {
        return point(type, method, descriptor, TASK, "this", "", "", alternative);
    }

    private static InterceptionPoint point(
            String type,
            String method,
            String descriptor,
            Shape shape,
            String receiver,
            String arguments,
            String hook,
            String alternative) {
        return new InterceptionPoint(
                Group.TASKS, type, method, descriptor, shape, receiver, arguments, hook, "", alternative);
    }
}
