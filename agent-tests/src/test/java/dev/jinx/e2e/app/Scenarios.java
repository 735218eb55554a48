package dev.jinx.e2e.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Scenarios that are played one after the other in one JVM; one that fails says so, and the others go on. */
final class Scenarios {
    /** A scenario. */
    interface Play {
        void play() throws Exception;
    }

    private Scenarios() {}

    static void play(String name, Play scenario) {
        long start = System.nanoTime();
        try {
            scenario.play();
            Say.fact("done." + name, millisSince(start));
        } catch (Throwable e) {
            e.printStackTrace(System.out);
            Say.fact("failed." + name, Say.describe(e));
        }
    }

    /** Plays them at once, each on a thread of its own. */
    static void atOnce(Play... plays) throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Play one : plays) {
            threads.add(Threads.platform("scenario", () -> {
                try {
                    one.play();
                } catch (Throwable e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            Threads.join(thread);
        }
        synchronized (failures) {
            if (!failures.isEmpty()) {
                throw new IllegalStateException(failures.get(0));
            }
        }
    }

    static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }

    /** The q-th of these, q from 0 to 1. */
    static double quantile(List<Double> values, double q) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
    }

    /** Waits until something is so; false if it is not after that many milliseconds. */
    static boolean await(long millis, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (millisSince(start) > millis) {
                return false;
            }
            Threads.sleep(2);
        }
        return true;
    }

    /** Bytes whose order shows. */
    static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    static boolean isPattern(byte[] bytes, int length) {
        return Arrays.equals(Arrays.copyOf(bytes, length), pattern(length));
    }

    /** How many connections Jinx knows. */
    static int known() throws ReflectiveOperationException {
        return (Integer) Class.forName("dev.jinx.runtime.connection.Connections", true, null)
                .getMethod("size")
                .invoke(null);
    }

    /** Takes all rules away, or puts a plan in force. */
    static void install(Object plan) throws ReflectiveOperationException {
        Class<?> type = Class.forName("dev.jinx.runtime.plan.Plan", true, null);
        Class.forName("dev.jinx.runtime.hook.Hooks", true, null)
                .getMethod("install", type)
                .invoke(null, plan == null ? type.getField("EMPTY").get(null) : plan);
    }

    /** The plan in force. */
    static Object plan() throws ReflectiveOperationException {
        return Class.forName("dev.jinx.runtime.hook.Hooks", true, null)
                .getMethod("plan")
                .invoke(null);
    }
}
