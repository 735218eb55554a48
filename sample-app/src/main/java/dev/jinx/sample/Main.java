package dev.jinx.sample;

import java.time.Duration;

/**
 * Starts an order service with everything that it depends on, lets users place orders, and prints what they saw.
 *
 * <p>It knows nothing of Jinx. Without faults every order is served at the first try; run it under the agent with a file from
 * {@code config-examples/} to see which faults its retries, timeouts and circuit breakers hide from the users.
 */
public final class Main {
    private Main() {}

    /** Ends normally when the run was completed, whatever became of the orders. */
    public static void main(String[] args) throws Exception {
        Settings settings = Settings.fromSystemProperties();
        System.out.printf(
                "%d orders from %d users at http://localhost:%d/orders%n",
                settings.orders(), settings.users(), settings.httpPort());
        try (Shop shop = Shop.open(settings)) {
            long started = System.nanoTime();
            new Load(settings, shop.tally()).run();
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            System.out.print(new Summary(shop.tally(), shop.provider(), took));
        }
    }
}
