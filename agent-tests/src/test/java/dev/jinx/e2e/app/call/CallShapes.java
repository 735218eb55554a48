package dev.jinx.e2e.app.call;

import dev.jinx.e2e.app.Say;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Calls methods of every kind, and says what came of it. */
public final class CallShapes {
    private CallShapes() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, Callable<Object>> shapes = new LinkedHashMap<>(Shapes.all());
        shapes.putAll(Shapes.constructors());
        call(shapes, arguments);
    }

    /**
     * Calls these.
     *
     * @param how {@code once}; {@code waiting interrupt} or {@code waiting dump}; {@code bytecode} and names of classes instead
     */
    public static void call(Map<String, Callable<Object>> shapes, String... how) throws Exception {
        switch (how[0]) {
            case "once" -> shapes.forEach(CallShapes::call);
            case "waiting" -> waiting(shapes, how[1]);
            case "bytecode" -> bytecode(how);
            default -> throw new IllegalArgumentException(how[0]);
        }
    }

    /** A row: its name, what it gave, whether its body ran, nanoseconds. */
    private static void call(String name, Callable<Object> target) {
        int before = Shapes.BODIES.get();
        long start = System.nanoTime();
        String gave = outcome(target);
        long nanos = System.nanoTime() - start;
        Say.row("shape", name, gave, Integer.toString(Shapes.BODIES.get() - before), Long.toString(nanos));
    }

    private static String outcome(Callable<Object> target) {
        try {
            Object gave = target.call();
            return gave instanceof Character c ? Integer.toString(c) : String.valueOf(gave);
        } catch (Throwable t) {
            return describe(t);
        }
    }

    /** The exception, and whose method threw it in which line; everything strange about its trace. */
    public static String describe(Throwable thrown) {
        StackTraceElement top = thrown.getStackTrace()[0];
        StringBuilder text = new StringBuilder(Say.describe(thrown))
                .append(" in ")
                .append(top.getMethodName())
                .append(top.getLineNumber() > 0 ? "" : " without a line");
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String type = frame.getClassName();
            if (type.startsWith("dev.jinx.runtime")
                    || type.startsWith("dev.jinx.agent")
                    || type.contains("JinxCalls")) {
                text.append(" with a frame of ").append(type);
            }
        }
        return text.toString();
    }

    /** Each in a thread of its own; when all are stuck, every second is interrupted, and then the rules go. */
    private static void waiting(Map<String, Callable<Object>> shapes, String how) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (Map.Entry<String, Callable<Object>> shape : shapes.entrySet()) {
            Thread thread = new Thread(
                    () -> {
                        String gave = outcome(shape.getValue());
                        boolean interrupted = Thread.currentThread().isInterrupted();
                        Say.row("shape", shape.getKey(), gave, interrupted ? "interrupted" : "");
                    },
                    shape.getKey());
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
            if (how.equals("dump") && threads.size() == 1) {
                // JDK 25's jstack does not end where there are dozens.
                deadlocked(1);
                dump();
            }
        }
        for (Thread thread : threads) {
            await(thread);
        }
        Say.fact("stuck", threads.size());
        Say.fact("deadlocked", deadlocked(how.equals("dump") ? threads.size() : 0));
        for (int i = 0; i < threads.size(); i += 2) {
            threads.get(i).interrupt();
            if (how.equals("interrupt")) {
                threads.get(i).join(10_000);
            }
        }
        Say.row("disarmed");
        Class.forName("dev.jinx.runtime.hook.Hooks").getMethod("disarm").invoke(null);
        for (Thread thread : threads) {
            thread.join(10_000);
            if (thread.isAlive()) {
                Say.row("shape", thread.getName(), "still stuck", "");
            }
        }
    }

    private static void await(Thread thread) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            if (System.nanoTime() > end || !thread.isAlive()) {
                throw new IllegalStateException(thread.getName() + " does not wait");
            }
            Thread.sleep(1);
        }
    }

    /** How many threads the JVM finds in deadlocks, as soon as there are so many pairs: the other one of a pair comes a little later. */
    private static int deadlocked(int pairs) throws InterruptedException {
        ThreadMXBean beans = ManagementFactory.getThreadMXBean();
        long end = System.nanoTime() + 20_000_000_000L;
        while (true) {
            long[] dead = beans.findDeadlockedThreads();
            int found = dead == null ? 0 : dead.length;
            if (found >= 2 * pairs || System.nanoTime() > end) {
                return found;
            }
            Thread.sleep(5);
        }
    }

    private static void dump() throws Exception {
        Process jstack = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/jstack",
                        Long.toString(ProcessHandle.current().pid()))
                .redirectErrorStream(true)
                .start();
        String text = new String(jstack.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("Found one Java-level deadlock") || line.matches("Found \\d+ deadlock.*")) {
                Say.row("jstack", line);
            }
        }
    }

    /** Classes that no compiler of today makes: each has {@code static int hit(int)} and a body of its own. */
    private static void bytecode(String[] names) throws ReflectiveOperationException {
        for (int i = 1; i < names.length; i++) {
            var method = Class.forName(names[i]).getDeclaredMethod("hit", int.class);
            call(names[i], () -> {
                try {
                    return method.invoke(null, 7);
                } catch (java.lang.reflect.InvocationTargetException e) {
                    throw (Exception) e.getCause();
                }
            });
        }
    }
}
