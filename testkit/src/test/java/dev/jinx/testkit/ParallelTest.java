package dev.jinx.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.jinx.testkit.junit.InjectFaults;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Eight tests at once, with contrary rules on the same server: none is disturbed. */
@Timeout(120)
class ParallelTest {
    private static final int TESTS = 8;

    @Test
    void eightContraryTestsAtOnceDoNotDisturbEachOther() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Cases.class))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "" + TESTS)
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.started(TESTS).succeeded(TESTS));
    }

    @Execution(ExecutionMode.CONCURRENT)
    static class Cases {
        private static final int CALLS = 60;
        private static final CyclicBarrier ALL = new CyclicBarrier(TESTS);
        private static EchoServer server;
        private static ExecutorService pool;

        @BeforeAll
        static void start() {
            server = new EchoServer();
            pool = Executors.newFixedThreadPool(4);
            System.setProperty("PARALLEL_PORT", Integer.toString(server.port()));
        }

        @AfterAll
        static void stop() throws IOException {
            System.clearProperty("PARALLEL_PORT");
            pool.shutdownNow();
            server.close();
        }

        private static int byte1(int i) throws Exception {
            Callable<Integer> call = () -> server.roundTrip(i);
            try {
                switch (i % 4) {
                    case 0 -> {
                        return call.call();
                    }
                    case 1 -> {
                        return pool.submit(call).get(30, TimeUnit.SECONDS);
                    }
                    case 2 -> {
                        FutureTask<Integer> task = new FutureTask<>(call);
                        new Thread(task).start();
                        return task.get(30, TimeUnit.SECONDS);
                    }
                    default -> {
                        return CompletableFuture.supplyAsync(() -> unchecked(call))
                                .get(30, TimeUnit.SECONDS);
                    }
                }
            } catch (java.util.concurrent.ExecutionException e) {
                Throwable cause = e.getCause();
                throw cause instanceof java.io.UncheckedIOException unchecked
                        ? unchecked.getCause()
                        : (Exception) cause;
            }
        }

        private static int unchecked(Callable<Integer> call) {
            try {
                return call.call();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        /** How often the calls gave that exception, and how often they did what they should. */
        private static int[] run(Class<? extends Exception> expected) throws Exception {
            // All eight are under way, or none goes on.
            ALL.await(60, TimeUnit.SECONDS);
            int failed = 0;
            for (int i = 0; i < CALLS; i++) {
                try {
                    assertThat(byte1(i)).isEqualTo(i);
                } catch (IOException e) {
                    assertThat(e).isExactlyInstanceOf(expected);
                    failed++;
                }
            }
            ALL.await(60, TimeUnit.SECONDS);
            return new int[] {failed, CALLS - failed};
        }

        @Test
        @InjectFaults(
                "{ name: a, on: connect, target: { ports: \"${PARALLEL_PORT}\", scope: this-test }, fault: refuse }")
        void refused(Injections injections) throws Exception {
            assertThat(run(ConnectException.class)).containsExactly(CALLS, 0);
            injections.rule("a").assertInjected(CALLS).assertMatched(CALLS);
        }

        @Test
        @InjectFaults(
                "{ name: a, on: connect, target: { ports: \"${PARALLEL_PORT}\", scope: this-test }, fault: { error: EHOSTUNREACH } }")
        void unreachable(Injections injections) throws Exception {
            assertThat(run(NoRouteToHostException.class)).containsExactly(CALLS, 0);
            injections.rule("a").assertInjected(CALLS).assertMatched(CALLS);
        }

        @Test
        @InjectFaults(
                "{ name: a, on: connect, target: { ports: \"${PARALLEL_PORT}\", scope: this-test }, when: { every: 2 }, fault: refuse }")
        void everySecond(Injections injections) throws Exception {
            assertThat(run(ConnectException.class)).containsExactly(CALLS / 2, CALLS / 2);
            injections.rule("a").assertInjected(CALLS / 2).assertMatched(CALLS);
        }

        @Test
        @InjectFaults("{ name: a, on: read, target: { ports: \"${PARALLEL_PORT}\", scope: this-test }, fault: reset }")
        void reset(Injections injections) throws Exception {
            assertThat(run(SocketException.class)).containsExactly(CALLS, 0);
            injections.rule("a").assertInjected(CALLS).assertMatched(CALLS);
        }

        @Test
        @InjectFaults(
                "{ name: a, on: read, target: { ports: \"${PARALLEL_PORT}\", scope: this-test }, fault: { delay: 2ms } }")
        void late(Injections injections) throws Exception {
            assertThat(run(SocketException.class)).containsExactly(0, CALLS);
            injections.rule("a").assertInjected(CALLS).assertMatched(CALLS);
        }

        @Test
        @InjectFaults(
                "{ name: a, on: connect, target: { ports: \"${PARALLEL_PORT}\", scope: this-test }, when: { times: 7 }, fault: refuse }")
        void sevenTimes(Injections injections) throws Exception {
            assertThat(run(ConnectException.class)).containsExactly(7, CALLS - 7);
            injections.rule("a").assertInjected(7).assertMatched(CALLS);
        }

        @Test
        @InjectFaults(
                "{ name: a, on: [read, write], target: { ports: \"${PARALLEL_PORT}\", scope: this-test }, fault: { short: { max: 1 } } }")
        void shortReads(Injections injections) throws Exception {
            assertThat(run(SocketException.class)).containsExactly(0, CALLS);
            injections.rule("a").assertMatched(2 * CALLS);
        }

        @Test
        void undisturbed() throws Exception {
            assertThat(run(SocketException.class)).containsExactly(0, CALLS);
            try (Socket socket = server.connect()) {
                assertThat(socket.isConnected()).isTrue();
            }
        }
    }
}
