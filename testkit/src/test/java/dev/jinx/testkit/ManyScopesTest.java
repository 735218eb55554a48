package dev.jinx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ManyScopesTest {
    private static final int SCOPES = 1_000;

    @Test
    void aThousandScopesLeaveNoRuleNoThreadAndNoMemory() throws Exception {
        try (EchoServer server = new EchoServer()) {
            for (int i = 0; i < 200; i++) {
                one(server);
            }
            Set<String> threads = threads();
            long before = used();
            List<WeakReference<Scope>> scopes = new ArrayList<>();
            for (int i = 0; i < SCOPES; i++) {
                scopes.add(new WeakReference<>(one(server)));
            }
            // The thread that tells listeners may hold the last scope until it ends.
            assertThat(threads()).isEqualTo(threads);
            long after = used();
            assertThat(server.roundTrip(1)).isEqualTo(1);
            assertThat(scopes.stream().filter(scope -> scope.get() != null)).isEmpty();
            // Each scope had a plan of some kilobytes and listeners; kept, they would be more than a megabyte.
            assertThat(after - before).as("bytes more after %d scopes", SCOPES).isLessThan(1 << 20);
            try (Scope last = Jinx.inject(Rule.named("last")
                    .on(Operation.CONNECT)
                    .ports(server.port())
                    .fault(Fault.refuse()))) {
                assertThat(last.injections().rules()).hasSize(1);
            }
        }
    }

    /** A scope of a test's own weaves and gives back classes of the JDK, so there are fewer; {@code kit.scopes} sets how many. */
    @Test
    void scopesOfATestsOwnLeaveNothingEither() throws Exception {
        int number = Integer.getInteger("kit.scopes", 100);
        try (EchoServer server = new EchoServer()) {
            for (int i = 0; i < 20; i++) {
                own(server);
            }
            Set<String> threads = threads();
            long before = used();
            List<WeakReference<Scope>> scopes = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < number; i++) {
                scopes.add(new WeakReference<>(own(server)));
            }
            long nanos = System.nanoTime() - start;
            assertThat(threads()).isEqualTo(threads);
            long after = used();
            System.out.printf(
                    "%d scopes of a test's own: %d ms each, %d bytes more%n",
                    number, nanos / number / 1_000_000, after - before);
            assertThat(server.roundTrip(1)).isEqualTo(1);
            assertThat(scopes.stream().filter(scope -> scope.get() != null)).isEmpty();
            assertThat(after - before).as("bytes more after %d scopes", number).isLessThan(1 << 20);
        }
    }

    private static Scope own(EchoServer server) throws Exception {
        Scope scope = Jinx.inject(Rule.named("mine")
                .on(Operation.CONNECT)
                .ports(server.port())
                .onlyThisTest()
                .fault(Fault.refuse()));
        try (scope) {
            // In a thread that it starts: what belongs to whom is remembered, and has to be forgotten.
            CompletableFuture<String> outcome = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    server.roundTrip(1);
                    outcome.complete("ok");
                } catch (IOException e) {
                    outcome.complete("refused");
                }
            });
            thread.start();
            assertThat(outcome.get()).isEqualTo("refused");
            thread.join();
            scope.rule("mine").assertInjected(1);
        }
        return scope;
    }

    private static Scope one(EchoServer server) throws IOException {
        Scope scope = Jinx.inject(
                Rule.named("late")
                        .on(Operation.READ)
                        .ports(server.port())
                        .fault(Fault.delay(java.time.Duration.ofNanos(1_000))),
                Rule.named("refused")
                        .on(Operation.CONNECT)
                        .ports(server.port())
                        .fault(Fault.refuse())
                        .times(1));
        try (scope) {
            scope.onInjection(injection -> {});
            try {
                server.roundTrip(1);
            } catch (IOException e) {
                assertThat(server.roundTrip(1)).isEqualTo(1);
            }
            scope.verify();
        }
        return scope;
    }

    private static Set<String> threads() throws InterruptedException {
        Set<String> names = Set.of();
        for (int i = 0; i < 100; i++) {
            names = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    // The server's own, one for each connection, end when they see that it was closed.
                    .filter(name -> name.startsWith("jinx"))
                    // Runs only while something waits.
                    .filter(name -> !name.equals("jinx-timer"))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!names.contains("jinx-listeners")) {
                return names;
            }
            Thread.sleep(20);
        }
        return names;
    }

    private static long used() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(50);
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
