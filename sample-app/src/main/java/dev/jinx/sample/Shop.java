package dev.jinx.sample;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the parts together, the order service and what it depends on, all in this JVM, and takes them apart again. */
final class Shop implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Tally tally;
    private final PaymentProvider provider = new PaymentProvider();
    private final Map<String, AutoCloseable> stoppable = new HashMap<>();

    private Shop(Tally tally) {
        this.tally = tally;
    }

    static Shop open(Settings settings) throws IOException, SQLException {
        Dependency orders = new Dependency("orders", settings.httpPort());
        Dependency authorize = new Dependency("authorize", settings.authorizePort());
        Dependency capture = new Dependency("capture", settings.capturePort());
        Dependency inventory = new Dependency("inventory", settings.inventoryPort());
        Dependency replica = new Dependency("replica", settings.replicaPort());
        Dependency database = new Dependency("database", settings.dbPort());
        Shop shop = new Shop(new Tally(orders, List.of(inventory, replica, authorize, capture, database)));
        try {
            shop.start(settings, authorize, capture, List.of(inventory, replica), database);
            return shop;
        } catch (IOException | SQLException | RuntimeException e) {
            shop.close();
            throw e;
        }
    }

    private void start(
            Settings settings,
            Dependency authorize,
            Dependency capture,
            List<Dependency> inventories,
            Dependency database)
            throws IOException, SQLException {
        listen(authorize, provider::authorize);
        listen(capture, provider::capture);
        for (Dependency inventory : inventories) {
            listen(inventory, new Warehouse()::stock);
        }
        stoppable.put(database.name(), add(Database.open(settings.dbPort())));
        ConnectionPool pool =
                add(new ConnectionPool(Database.url(settings.dbPort(), settings.requestTimeout()), settings.users()));
        OrderService service = new OrderService(
                new Inventory(inventories, settings),
                new OrderStore(pool, database),
                new PaymentClient(authorize, capture, settings),
                settings.patience());
        add(Endpoint.open("front", settings.httpPort(), new OrderFront(service)::handle));
    }

    private void listen(Dependency dependency, HttpHandler handler) throws IOException {
        stoppable.put(dependency.name(), add(Endpoint.open(dependency.name(), dependency.port(), handler)));
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    Tally tally() {
        return tally;
    }

    PaymentProvider provider() {
        return provider;
    }

    /** Stops a dependency, as if its process had died. */
    void stop(String dependency) throws Exception {
        stoppable.get(dependency).close();
    }

    /** Takes down the part that was started last first. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("could not be stopped: " + e);
            }
        }
    }
}
