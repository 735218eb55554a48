package dev.jinx.sample;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks one of several inventory backends in turn, and the next one where that fails. */
final class Inventory {
    private final List<Dependency> backends;
    private final Http http;
    private final AtomicInteger turn = new AtomicInteger();

    Inventory(List<Dependency> backends, Settings settings) {
        this.backends = List.copyOf(backends);
        this.http = new Http(settings.connectTimeout(), settings.requestTimeout());
    }

    /**
     * Sees that there is enough of what is ordered.
     *
     * @throws Unavailable if no backend could say so
     */
    void check(Order order, Budget budget) throws Unavailable {
        int first = turn.getAndIncrement();
        for (int made = 1; ; made++) {
            Dependency backend = backends.get(Math.floorMod(first + made - 1, backends.size()));
            try {
                backend.call(() -> ask(backend, order, budget));
                return;
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                if (made == backends.size() || budget.spent()) {
                    throw Unavailable.failed("inventory", made, e);
                }
                backend.retried();
                budget.retried();
            }
        }
    }

    private Void ask(Dependency backend, Order order, Budget budget) throws IOException {
        String stock = http.get(Settings.at(backend.port(), "/stock/" + order.article()), budget);
        if (!stock.matches("\\d{1,9}") || Integer.parseInt(stock) < order.quantity()) {
            throw new IOException("not enough stock: " + stock);
        }
        return null;
    }
}
