package dev.jinx.sample;

import java.time.Duration;
import java.util.Optional;

/** What it takes to serve an order: stock, a row in the database, money. */
final class OrderService {
    private final Inventory inventory;
    private final OrderStore store;
    private final PaymentClient payments;
    private final Duration patience;

    OrderService(Inventory inventory, OrderStore store, PaymentClient payments, Duration patience) {
        this.inventory = inventory;
        this.store = store;
        this.payments = payments;
        this.patience = patience;
    }

    /**
     * Serves an order. Every step can be done twice without harm, so each is tried again where it fails.
     *
     * @return how many calls to dependencies were made again
     * @throws Unavailable if a step failed for good; those before it are not undone
     */
    int place(Order order) throws Unavailable {
        Budget budget = new Budget(patience);
        inventory.check(order, budget);
        store.add(order, budget);
        payments.authorize(order, budget);
        String receipt = payments.capture(order, budget);
        store.paid(order, receipt, budget);
        return budget.retries();
    }

    /** The order with that number, if it was paid for. */
    Optional<Order> find(long number) throws Unavailable {
        return store.find(number, new Budget(patience));
    }
}
