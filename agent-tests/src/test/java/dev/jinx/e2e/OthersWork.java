package dev.jinx.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The processors' time that others had meanwhile: neither this process, nor a JVM that it forked, nor nobody. Where Linux does not tell,
 * nobody has any.
 */
final class OthersWork {
    private static final int TICK_MILLIS = 10;

    /** In less than that a few ticks that are counted late are much. */
    private static final int LEAST_MILLIS = 200;

    /** In the first line of /proc/stat: user, nice and system, and what a hypervisor gave to others; interrupts may be ours. */
    private static final int[] WORK = {1, 2, 3, 8};

    /** In /proc/self/stat behind the name: the process's own time, and that of children that have ended. */
    private static final int[] OWN = {11, 12, 13, 14};

    private final long start = System.nanoTime();
    private final long before = ticks();

    /** How many processors they had on average so far: 0 for none, or where it is too early to tell, 2 for two. */
    double processors() {
        double millis = (System.nanoTime() - start) / 1e6;
        return millis < LEAST_MILLIS ? 0 : Math.max(0, (ticks() - before) * TICK_MILLIS / millis);
    }

    private static long ticks() {
        try {
            String all = Files.readAllLines(Path.of("/proc/stat")).get(0);
            String own = Files.readString(Path.of("/proc/self/stat"));
            return sum(all, WORK) - sum(own.substring(own.lastIndexOf(')') + 2), OWN) - ofThoseWhoRun();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long ofThoseWhoRun() {
        return ProcessHandle.current()
                        .descendants()
                        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                        .mapToLong(Duration::toMillis)
                        .sum()
                / TICK_MILLIS;
    }

    private static long sum(String line, int[] columns) {
        String[] words = line.strip().split("\\s+", -1);
        long sum = 0;
        for (int column : columns) {
            sum += Long.parseLong(words[column]);
        }
        return sum;
    }
}
