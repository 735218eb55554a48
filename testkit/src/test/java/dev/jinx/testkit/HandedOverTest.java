package dev.jinx.testkit;

import static dev.jinx.testkit.Operation.CONNECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules for one test, and what was made before it, comes late, or is left when its scope has ended. */
@Timeout(60)
class HandedOverTest {
    private static final String REFUSED = "refused";
    private static final Timer OLDER = new Timer("older", true);

    private final EchoServer server = new EchoServer();

    @BeforeAll
    static void elsewhereIsOlderThanEveryScope() throws Exception {
        Elsewhere.run(() -> 0);
    }

    @AfterAll
    static void end() {
        OLDER.cancel();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Rule mine() {
        return Rule.named("mine")
                .on(CONNECT)
                .ports(server.port())
                .onlyThisTest()
                .fault(Fault.refuse());
    }

    private String outcome() {
        try {
            return server.roundTrip(7) == 7 ? "ok" : "wrong";
        } catch (IOException e) {
            return e.getMessage().contains("refused") ? REFUSED : e.toString();
        }
    }

    private RecursiveTask<String> recursive() {
        return new RecursiveTask<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected String compute() {
                return outcome();
            }
        };
    }

    private CompletableFuture<String> by(Timer timer) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        outcome.complete(outcome());
                    }
                },
                1);
        return outcome;
    }

    private CompletableFuture<String> repeatedBy(Timer timer, int times) {
        CompletableFuture<String> outcomes = new CompletableFuture<>();
        StringBuilder all = new StringBuilder();
        timer.schedule(
                new TimerTask() {
                    private int left = times;

                    @Override
                    public void run() {
                        all.append(outcome()).append(' ');
                        if (--left == 0) {
                            cancel();
                            outcomes.complete(all.toString());
                        }
                    }
                },
                1,
                2);
        return outcomes;
    }

    @Test
    void aTaskOfATimerIsOfWhoScheduledIt() throws Exception {
        Timer own = null;
        try (Scope scope = Jinx.inject(mine())) {
            own = new Timer("own", true);
            for (Timer timer : List.of(OLDER, own)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(by(timer).get()).isEqualTo(REFUSED);
                    assertThat(Elsewhere.run(() -> by(timer).get())).isEqualTo("ok");
                }
                assertThat(repeatedBy(timer, 3).get()).isEqualTo("refused refused refused ");
                assertThat(Elsewhere.run(() -> repeatedBy(timer, 3).get())).isEqualTo("ok ok ok ");
            }
            scope.rule("mine").assertMatched(12);
        } finally {
            if (own != null) {
                own.cancel();
            }
        }
        assertThat(by(OLDER).get()).isEqualTo("ok");
    }

    @Test
    void aTaskThatWasMadeBeforeIsOfWhoRunsOrSubmitsIt() throws Exception {
        List<FutureTask<String>> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            made.add(new FutureTask<>(this::outcome));
        }
        List<RecursiveTask<String>> recursive =
                List.of(recursive(), recursive(), recursive(), recursive(), recursive(), recursive());
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(9));
        pool.prestartAllCoreThreads();
        try (Scope scope = Jinx.inject(mine())) {
            made.get(0).run();
            assertThat(made.get(0).get()).isEqualTo(REFUSED);
            new Thread(made.get(1)).start();
            assertThat(made.get(1).get()).isEqualTo(REFUSED);
            pool.execute(made.get(2));
            assertThat(made.get(2).get()).isEqualTo(REFUSED);
            assertThat(Elsewhere.run(() -> {
                        pool.execute(made.get(3));
                        return made.get(3).get();
                    }))
                    .isEqualTo("ok");
            assertThat(recursive.get(0).invoke()).isEqualTo(REFUSED);
            assertThat(recursive.get(1).fork().join()).isEqualTo(REFUSED);
            assertThat(ForkJoinPool.commonPool().invoke(recursive.get(2))).isEqualTo(REFUSED);
            assertThat(ForkJoinPool.commonPool().submit(recursive.get(3)).get()).isEqualTo(REFUSED);
            ForkJoinPool.commonPool().execute(recursive.get(4));
            assertThat(recursive.get(4).get()).isEqualTo(REFUSED);
            assertThat(Elsewhere.run(() -> ForkJoinPool.commonPool().invoke(recursive.get(5))))
                    .isEqualTo("ok");
            scope.rule("mine").assertMatched(8);
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void aTaskThatAPoolRefusedIsOfWhoSubmitsItNext() throws Exception {
        List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
        Runnable shared = () -> outcomes.add(outcome());
        ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(2));
        CountDownLatch go = new CountDownLatch(1);
        try (Scope scope = Jinx.inject(mine())) {
            one.execute(() -> await(go));
            one.execute(shared);
            one.execute(() -> {});
            assertThatThrownBy(() -> one.execute(shared)).isInstanceOf(RejectedExecutionException.class);
            go.countDown();
            while (one.getCompletedTaskCount() < 3) {
                Thread.sleep(1);
            }
            Elsewhere.run(() -> {
                one.execute(shared);
                return 0;
            });
            one.shutdown();
            assertThat(one.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(outcomes).containsExactly(REFUSED, "ok");
            scope.rule("mine").assertMatched(1);
        } finally {
            go.countDown();
            one.shutdown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // A thread of a library that a test before was the first to need, while others have rules of their own.
    @Test
    void aThreadOfATestThatEndedReadsForWhomTheConnectionBelongsTo() throws Exception {
        SynchronousQueue<Socket> sockets = new SynchronousQueue<>();
        Exchanger<String> outcomes = new Exchanger<>();
        Thread reader = new Thread(() -> readAll(sockets, outcomes));
        reader.setDaemon(true);
        Scope others = Elsewhere.run(() -> Jinx.inject(mine().mayBeUnused()));
        try (Scope before = Jinx.inject(mine())) {
            reader.start();
        }
        Rule reads = Rule.named("reads")
                .on(Operation.READ)
                .ports(server.port())
                .onlyThisTest()
                .fault(Fault.reset());
        try (Scope scope = Jinx.inject(reads);
                Socket socket = server.connect()) {
            socket.getOutputStream().write(7);
            sockets.put(socket);
            assertThat(outcomes.exchange("", 30, TimeUnit.SECONDS)).contains("reset");
            scope.rule("reads").assertInjected(1);
        } finally {
            others.close();
            reader.interrupt();
        }
    }

    private static void readAll(SynchronousQueue<Socket> sockets, Exchanger<String> outcomes) {
        try {
            while (true) {
                Socket socket = sockets.take();
                String outcome;
                try {
                    outcome = "read " + socket.getInputStream().read();
                } catch (IOException e) {
                    outcome = e.toString();
                }
                outcomes.exchange(outcome);
            }
        } catch (InterruptedException e) {
            // The test is over.
        }
    }

    @Test
    void scopesThatAnotherThreadClosedAreNotKept() throws Exception {
        for (int i = 0; i < 50; i++) {
            Scope scope = Jinx.inject(mine());
            Elsewhere.run(() -> {
                scope.close();
                return 0;
            });
        }
        try (Scope scope = Jinx.inject(mine())) {
            assertThat(outcome()).isEqualTo(REFUSED);
            assertThat(depth()).isEqualTo(1);
        }
    }

    /** How many scopes the calling thread is known by. */
    private static int depth() throws ReflectiveOperationException {
        Class<?> marks = Class.forName("dev.jinx.runtime.scope.Marks", true, null);
        Object mark = field(marks, "LOCAL", null, ThreadLocal.class).get();
        int depth = 0;
        for (; mark != null; mark = field(mark.getClass(), "outer", mark, Object.class)) {
            depth++;
        }
        return depth;
    }

    private static <T> T field(Class<?> type, String name, Object of, Class<T> as) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return as.cast(field.get(of));
    }
}
