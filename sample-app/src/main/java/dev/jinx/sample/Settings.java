package dev.jinx.sample;

import java.net.URI;
import java.time.Duration;

/**
 * Where everything listens, and how long anybody waits.
 *
 * @param httpPort of the orders, {@code sample.http.port}
 * @param authorizePort of the payment provider's authorizations, {@code sample.payment.port}
 * @param capturePort of the payment provider's captures, {@code sample.capture.port}
 * @param inventoryPort of one inventory backend, {@code sample.inventory.port}
 * @param replicaPort of the other inventory backend, {@code sample.replica.port}
 * @param dbPort of the database server, {@code sample.db.port}
 * @param orders how many are placed, {@code sample.orders}
 * @param users how many place them, side by side
 * @param pause of a user between two orders
 * @param connectTimeout of every connection
 * @param requestTimeout of every call to a dependency
 * @param patience for one order in all; its user waits a little longer
 * @param deadline after which no order is placed any more
 */
record Settings(
        int httpPort,
        int authorizePort,
        int capturePort,
        int inventoryPort,
        int replicaPort,
        int dbPort,
        int orders,
        int users,
        Duration pause,
        Duration connectTimeout,
        Duration requestTimeout,
        Duration patience,
        Duration deadline) {

    static Settings fromSystemProperties() {
        int orders = Integer.getInteger("sample.orders", 300);
        return new Settings(
                Integer.getInteger("sample.http.port", 18080),
                Integer.getInteger("sample.payment.port", 18081),
                Integer.getInteger("sample.capture.port", 18084),
                Integer.getInteger("sample.inventory.port", 18082),
                Integer.getInteger("sample.replica.port", 18083),
                Integer.getInteger("sample.db.port", 19092),
                orders,
                8,
                Duration.ofMillis(60),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofMillis(2500),
                Duration.ofSeconds(4).plusMillis(10L * orders));
    }

    /** How long a user waits for an answer. */
    Duration userTimeout() {
        return patience.plusMillis(500);
    }

    /** The address of something that listens on that port, by name, as users write it. */
    static URI at(int port, String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
