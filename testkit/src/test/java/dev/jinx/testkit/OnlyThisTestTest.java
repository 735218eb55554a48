package dev.jinx.testkit;

import static dev.jinx.testkit.Operation.CONNECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@Timeout(60)
class OnlyThisTestTest {
    private static final String REFUSED = "refused";
    private static final ExecutorService POOL = Executors.newFixedThreadPool(2);
    private static final ScheduledExecutorService SCHEDULER = Executors.newScheduledThreadPool(1);

    private final EchoServer server = new EchoServer();
    private Scope scope;

    @BeforeEach
    void threadsOfThePoolsAreThereBefore() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertThat(POOL.submit(this::outcome).get()).isEqualTo("ok");
        }
        assertThat(SCHEDULER.submit(this::outcome).get()).isEqualTo("ok");
        scope = Jinx.inject(Rule.named("mine")
                .on(CONNECT)
                .ports(server.port())
                .onlyThisTest()
                .fault(Fault.refuse()));
    }

    @AfterEach
    void close() throws IOException {
        scope.close();
        server.close();
    }

    @AfterAll
    static void end() {
        POOL.shutdownNow();
        SCHEDULER.shutdownNow();
    }

    private String outcome() {
        try {
            return server.roundTrip(7) == 7 ? "ok" : "wrong";
        } catch (IOException e) {
            return e.getMessage().contains("refused") ? REFUSED : e.toString();
        }
    }

    /** What the task gives in a thread that belongs to nobody: it was started before the scope. */
    private static <T> T elsewhere(Callable<T> task) throws Exception {
        return Elsewhere.run(task);
    }

    @BeforeAll
    static void elsewhereIsOlderThanEveryScope() throws Exception {
        Elsewhere.run(() -> 0);
    }

    @Test
    void itReachesTheTestsThreadAndNoOther() throws Exception {
        assertThat(outcome()).isEqualTo(REFUSED);
        assertThat(elsewhere(this::outcome)).isEqualTo("ok");
        scope.rule("mine").assertMatched(1);
    }

    @Test
    void aRuleThatMetOthersOnlySaysSo() throws Exception {
        assertThat(elsewhere(this::outcome)).isEqualTo("ok");
        assertThat(scope.rule("mine").whyUnmatched())
                .isEqualTo("0 of 1 connect matched: no call had all that its target asks for: ports " + server.port()
                        + ", a thread that does it for this test, because that started it or submitted the task");
        try (Scope calls = Jinx.inject(Rule.named("call")
                .on(Operation.CALL)
                .methods(Counting.class.getName() + "#count")
                .onlyThisTest()
                .fault(Fault.returning("7")))) {
            assertThat(elsewhere(() -> new Counting().count())).isEqualTo(1);
            assertThat(calls.rule("call").whyUnmatched())
                    .startsWith("0 of 1 call matched: none had a thread that does it for this test");
        }
    }

    static class Counting {
        int count() {
            return 1;
        }
    }

    @Test
    void itReachesThreadsThatTheTestStartsAndThoseThatTheyStart() throws Exception {
        List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
        Thread thread = new Thread(() -> {
            outcomes.add(outcome());
            Thread inner = new Thread(() -> outcomes.add(outcome()));
            inner.start();
            join(inner);
        });
        thread.start();
        join(thread);
        assertThat(outcomes).containsExactly(REFUSED, REFUSED);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void itReachesTasksOfPoolsWhoseThreadsAreOlder() throws Exception {
        assertThat(POOL.submit(this::outcome).get()).isEqualTo(REFUSED);
        assertThat(POOL.invokeAll(List.of(this::outcome, this::outcome)).get(1).get())
                .isEqualTo(REFUSED);
        CompletableFuture<String> executed = new CompletableFuture<>();
        POOL.execute(() -> executed.complete(outcome()));
        assertThat(executed.get()).isEqualTo(REFUSED);
        assertThat(SCHEDULER.schedule(this::outcome, 1, TimeUnit.MILLISECONDS).get())
                .isEqualTo(REFUSED);
    }

    @Test
    void othersTasksInTheSamePoolAreNotReached() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(POOL.submit(this::outcome).get()).isEqualTo(REFUSED);
            assertThat(elsewhere(() -> POOL.submit(this::outcome).get())).isEqualTo("ok");
            CompletableFuture<String> executed = new CompletableFuture<>();
            elsewhere(() -> {
                POOL.execute(() -> executed.complete(outcome()));
                return 0;
            });
            assertThat(executed.get()).isEqualTo("ok");
        }
        scope.rule("mine").assertMatched(10);
    }

    @Test
    void theSameTaskOfTwoSubmittersIsEachOnes() throws Exception {
        List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
        ExecutorService one = Executors.newSingleThreadExecutor();
        Runnable shared = () -> outcomes.add(outcome());
        try {
            CountDownLatch go = new CountDownLatch(1);
            one.execute(() -> await(go));
            one.execute(shared);
            elsewhere(() -> {
                one.execute(shared);
                return 0;
            });
            one.execute(shared);
            go.countDown();
        } finally {
            one.shutdown();
        }
        assertThat(one.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(outcomes).containsExactly(REFUSED, "ok", REFUSED);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPoolsThreadThatTheTestWasTheFirstToNeedIsNobodys() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            assertThat(pool.submit(this::outcome).get()).isEqualTo(REFUSED);
            assertThat(elsewhere(() -> pool.submit(this::outcome).get())).isEqualTo("ok");
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void itReachesFuturesAndTheirStages() throws Exception {
        assertThat(CompletableFuture.supplyAsync(this::outcome).get()).isEqualTo(REFUSED);
        assertThat(CompletableFuture.supplyAsync(this::outcome, POOL).get()).isEqualTo(REFUSED);
        assertThat(CompletableFuture.supplyAsync(() -> 0)
                        .thenApplyAsync(nothing -> outcome(), POOL)
                        .get())
                .isEqualTo(REFUSED);
        // Completed by a thread that is nobody's, the stage is still the test's; and the other way round.
        CompletableFuture<Integer> source = new CompletableFuture<>();
        CompletableFuture<String> mine = source.thenApply(nothing -> outcome());
        CompletableFuture<String> mineToo =
                source.thenApplyAsync(nothing -> outcome(), task -> new Thread(task).start());
        CompletableFuture<String> theirs = elsewhere(() -> source.thenApply(nothing -> outcome()));
        elsewhere(() -> source.complete(1));
        assertThat(List.of(mine.get(), mineToo.get(), theirs.get())).containsExactly(REFUSED, REFUSED, "ok");
        CompletableFuture<Integer> second = new CompletableFuture<>();
        CompletableFuture<String> others = elsewhere(() -> second.thenApply(nothing -> outcome()));
        second.complete(1);
        assertThat(others.get()).isEqualTo("ok");
    }

    @Test
    void itReachesForkJoinTasksAndParallelStreams() throws Exception {
        assertThat(ForkJoinPool.commonPool().submit(this::outcome).get()).isEqualTo(REFUSED);
        assertThat(IntStream.range(0, 8).parallel().mapToObj(i -> outcome()).toList())
                .containsOnly(REFUSED);
        assertThat(elsewhere(() -> IntStream.range(0, 8)
                        .parallel()
                        .mapToObj(i -> outcome())
                        .toList()))
                .containsOnly("ok");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void itReachesVirtualThreads() throws Exception {
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try {
            assertThat(threads.submit(this::outcome).get()).isEqualTo(REFUSED);
            assertThat(elsewhere(() -> threads.submit(this::outcome).get())).isEqualTo("ok");
            assertThat(threads.submit(() -> threads.submit(this::outcome).get()).get())
                    .isEqualTo(REFUSED);
        } finally {
            threads.shutdown();
        }
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, (Runnable)
                () -> outcome.complete(outcome()));
        assertThat(outcome.get()).isEqualTo(REFUSED);
    }

    @Test
    void itReachesConnectionsOnAnEventLoopThatIsShared() throws Exception {
        try (var backend = new Backend()) {
            HttpClient shared = elsewhere(HttpClient::newHttpClient);
            // A connection of somebody else's in the pool of the client.
            assertThat(elsewhere(() -> get(shared, backend.uri()))).isEqualTo("ok");
            try (Scope reads = Jinx.inject(Rule.named("reads")
                    .on(Operation.READ)
                    .ports(backend.uri().getPort())
                    .onlyThisTest()
                    .fault(Fault.reset()))) {
                assertThat(elsewhere(() -> get(shared, backend.uri()))).isEqualTo("ok");
                assertThatThrownBy(() -> get(shared, backend.uri())).isInstanceOf(IOException.class);
                assertThat(elsewhere(() -> get(shared, backend.uri()))).isEqualTo("ok");
                assertThatThrownBy(() -> get(shared, backend.uri())).isInstanceOf(IOException.class);
                reads.verify();
            }
            assertThat(get(shared, backend.uri())).isEqualTo("ok");
        }
    }

    private static String get(HttpClient client, URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    /** Answers "ok". */
    private static final class Backend implements AutoCloseable {
        private final com.sun.net.httpserver.HttpServer server;

        Backend() throws IOException {
            server = com.sun.net.httpserver.HttpServer.create(
                    new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 50);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("ok".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                exchange.close();
            });
            server.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    void itReachesMethodsOfTheApplication() throws Exception {
        try (Scope calls = Jinx.inject(Rule.named("calls")
                .on(Operation.CALL)
                .methods(Shop.class.getName() + "#price")
                .onlyThisTest()
                .fault(Fault.returning("7")))) {
            assertThat(new Shop().price()).isEqualTo(7);
            assertThat(POOL.submit(() -> new Shop().price()).get()).isEqualTo(7);
            assertThat(elsewhere(() -> new Shop().price())).isEqualTo(1);
            calls.rule("calls").assertMatched(2);
        }
    }

    static class Shop {
        int price() {
            return 1;
        }
    }

    @Test
    void whenTheScopeEndsNothingIsKept() throws Exception {
        assertThat(outcome()).isEqualTo(REFUSED);
        assertThat(active()).isTrue();
        scope.close();
        assertThat(outcome()).isEqualTo("ok");
        assertThat(active()).isFalse();
        assertThat(POOL.submit(this::outcome).get()).isEqualTo("ok");
    }

    private static boolean active() throws ReflectiveOperationException {
        return (Boolean) Class.forName("dev.jinx.runtime.scope.Marks", true, null)
                .getMethod("active")
                .invoke(null);
    }
}
