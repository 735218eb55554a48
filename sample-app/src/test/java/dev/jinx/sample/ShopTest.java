package dev.jinx.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.sample.Tally.Outcome;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ShopTest {
    private static final int ORDERS = 120;

    @Test
    void withoutFaultsEveryOrderIsServedAtTheFirstTry() throws Exception {
        Settings settings = settings();
        try (Shop shop = Shop.open(settings)) {
            new Load(settings, shop.tally()).run();

            Tally tally = shop.tally();
            assertThat(tally.count(Outcome.SERVED)).as(summary(shop)).isEqualTo(ORDERS);
            assertThat(tally.readBackCount()).isEqualTo(ORDERS);
            assertThat(tally.dependencies())
                    .allSatisfy(each -> assertThat(each.failures()).isEmpty())
                    .allSatisfy(each -> assertThat(each.retries()).isZero());
            assertThat(shop.provider().charged()).isEqualTo(tally.served());
        }
    }

    @Test
    void aPaymentProviderThatDiesOpensTheBreakerAndTheRunGoesOnToItsEnd() throws Exception {
        Settings settings = settings();
        try (Shop shop = Shop.open(settings)) {
            int orders = runAndStopHalfWay(settings, shop, "capture");

            Tally tally = shop.tally();
            assertThat(dependency(tally, "capture").opened().orElseThrow())
                    .as(summary(shop))
                    .isPositive();
            assertThat(dependency(tally, "authorize").opened()).contains(0);
            assertThat(tally.count(Outcome.REJECTED)).isPositive();
            assertThat(tally.count(Outcome.SERVED)).isBetween(ORDERS / 2, orders - 1);
            assertThat(total(tally)).isEqualTo(orders);
            assertThat(summary(shop)).contains("capture", "java.net.ConnectException: Connection refused");
        }
    }

    @Test
    void oneBadBackendOfTwoCostsARetryAndNoOrder() throws Exception {
        Settings settings = settings();
        try (Shop shop = Shop.open(settings)) {
            shop.stop("replica");
            new Load(settings, shop.tally()).run();

            Tally tally = shop.tally();
            assertThat(tally.count(Outcome.RETRIED)).as(summary(shop)).isEqualTo(ORDERS / 2);
            assertThat(tally.count(Outcome.SERVED)).isEqualTo(ORDERS / 2);
            assertThat(dependency(tally, "replica").retries()).isEqualTo(ORDERS / 2);
        }
    }

    @Test
    void withoutItsDatabaseOrdersFailAndTheRunGoesOnToItsEnd() throws Exception {
        Settings settings = settings();
        try (Shop shop = Shop.open(settings)) {
            int orders = runAndStopHalfWay(settings, shop, "database");

            Tally tally = shop.tally();
            assertThat(tally.count(Outcome.FAILED)).as(summary(shop)).isPositive();
            assertThat(total(tally)).isEqualTo(orders);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inventory", "authorize", "capture", "database"})
    void aDependencyThatNeverAnswersIsGivenUpByTheClientsOwnTimeout(String silent) throws Exception {
        Settings settings = settings(40, Duration.ofMillis(150));
        try (Shop shop = Shop.open(settings)) {
            Dependency dependency = dependency(shop.tally(), silent);
            shop.stop(silent);
            try (ServerSocket unanswered = new ServerSocket(dependency.port(), 500, InetAddress.getLoopbackAddress())) {
                new Load(settings, shop.tally()).run();
                assertThat(unanswered.isBound()).isTrue();
            }

            assertThat(dependency.failures().keySet())
                    .as(summary(shop))
                    .anyMatch(failure -> failure.contains("timed out") || failure.contains("Timeout"));
            assertThat(total(shop.tally())).isEqualTo(40);
        }
    }

    @Test
    void afterTheRunNothingKeepsTheProcessAlive() throws Exception {
        Set<Thread> before = lasting();
        Settings settings = settings();
        try (Shop shop = Shop.open(settings)) {
            new Load(settings, shop.tally()).run();
        }
        Set<Thread> left = lasting();
        left.removeAll(before);
        for (Thread thread : left) {
            thread.join(10_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    private static Set<Thread> lasting() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .collect(Collectors.toSet());
    }

    /** Half of the orders, then some more until it stopped, and the other half; how many that were. */
    private static int runAndStopHalfWay(Settings settings, Shop shop, String dependency) throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger orders = new AtomicInteger();
        Thread users = new Thread(() -> {
            try {
                Load load = new Load(settings, shop.tally());
                load.run(1, orders.addAndGet(ORDERS / 2));
                while (!stopped.get()) {
                    load.run(orders.get() + 1, orders.addAndGet(settings.users()));
                }
                load.run(orders.get() + 1, orders.addAndGet(ORDERS / 2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        users.start();
        while (shop.tally().served().size() < ORDERS / 2) {
            Thread.sleep(1);
        }
        shop.stop(dependency);
        stopped.set(true);
        users.join();
        return orders.get();
    }

    private static Dependency dependency(Tally tally, String name) {
        return tally.dependencies().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int total(Tally tally) {
        int total = 0;
        for (Outcome outcome : Outcome.values()) {
            total += tally.count(outcome);
        }
        return total;
    }

    private static String summary(Shop shop) {
        return new Summary(shop.tally(), shop.provider(), Duration.ZERO).toString();
    }

    /** Free ports, and time enough for a busy machine. */
    private static Settings settings() throws IOException {
        return settings(ORDERS, Duration.ofSeconds(5));
    }

    private static Settings settings(int orders, Duration requestTimeout) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        while (held.size() < 6) {
            try {
                // Below those that the kernel gives to whoever connects, and may give away before the shop has them.
                held.add(new ServerSocket(ThreadLocalRandom.current().nextInt(12_000, 30_000)));
            } catch (BindException e) {
                // Somebody has it.
                continue;
            }
        }
        for (ServerSocket each : held) {
            each.close();
        }
        return new Settings(
                held.get(0).getLocalPort(),
                held.get(1).getLocalPort(),
                held.get(2).getLocalPort(),
                held.get(3).getLocalPort(),
                held.get(4).getLocalPort(),
                held.get(5).getLocalPort(),
                orders,
                8,
                Duration.ofMillis(10),
                Duration.ofSeconds(5),
                requestTimeout,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }
}
