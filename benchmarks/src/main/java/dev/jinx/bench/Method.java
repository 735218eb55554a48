package dev.jinx.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;

/**
 * Calls a method of its own, many times for each line of standard input, and says how many nanoseconds of processor time one call took.
 */
public final class Method {
    private Method() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        int value = 0;
        String line = orders.readLine();
        while (line != null) {
            int calls = Integer.parseInt(line);
            long start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < calls; i++) {
                value = step(value);
            }
            System.out.println((double) (threads.getCurrentThreadCpuTime() - start) / calls);
            line = orders.readLine();
        }
        System.err.println(value);
    }

    /** What rules are for. */
    static int step(int value) {
        return value * 31 + 7;
    }
}
