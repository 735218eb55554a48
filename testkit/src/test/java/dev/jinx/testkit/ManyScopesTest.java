package dev.jinx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
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
            long after = used();
            assertThat(threads()).isEqualTo(threads);
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
