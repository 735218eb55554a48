package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Others' work excuses a test that looks at times; its own does not. */
@Execution(ExecutionMode.SAME_THREAD)
@EnabledOnOs(OS.LINUX)
class UndisturbedIT {
    private static final int MILLIS = 600;

    @Test
    void whatSomebodyElseDoesIsOthersWork() throws Exception {
        OthersWork others = new OthersWork();
        // Whose parent has ended is nobody's child here.
        Process parent =
                new ProcessBuilder("sh", "-c", "timeout 2 sh -c 'while :; do :; done' >/dev/null 2>&1 &").start();
        assertThat(parent.waitFor()).isZero();
        Thread.sleep(MILLIS);
        assertThat(others.processors()).isGreaterThan(0.25);
    }

    @Test
    void whatThisProcessAndItsChildrenDoIsNot() throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        OthersWork others = new OthersWork();
        long start = System.nanoTime();
        double before = own();
        Process child = new ProcessBuilder("timeout", "20", "sh", "-c", "while :; do :; done").start();
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i < processors; i++) {
            threads.add(new Thread(() -> {
                while (System.nanoTime() - start < MILLIS * 1_000_000L) {
                    Thread.onSpinWait();
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        double children = child.descendants()
                .mapToLong(one -> one.info().totalCpuDuration().orElseThrow().toMillis())
                .sum();
        double rest = processors - (own() - before + children) / ((System.nanoTime() - start) / 1e6);
        double had = others.processors();
        child.descendants().forEach(ProcessHandle::destroyForcibly);
        child.destroyForcibly().waitFor();
        // Ours may be all that the machine has; others have what is left at most.
        assertThat(had)
                .as("of %s processors, %s are left to others", processors, rest)
                .isLessThan(rest + 0.3);
    }

    /** In milliseconds. */
    private static double own() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e6;
    }

    @Test
    void whatFailedIsPlayedAgainOnlyWhereTheMachineWasDisturbed() {
        AtomicInteger played = new AtomicInteger();
        Undisturbed.judge(
                "a test of the test, which is to fail once", 0, true, played::incrementAndGet, UndisturbedIT::positive);
        assertThat(played).hasValue(1);
        assertThatThrownBy(
                        () -> Undisturbed.judge("another", 0, false, played::incrementAndGet, UndisturbedIT::positive))
                .isInstanceOf(AssertionError.class);
        assertThat(played).hasValue(1);
    }

    private static void positive(int number) {
        assertThat(number).isPositive();
    }
}
