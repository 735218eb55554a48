package dev.jinx.sample;

import java.io.IOException;

/** What the payment provider answers when it took the money: number and price, signed. */
final class Receipt {
    /** Long enough that a receipt takes more than one read, whose usual buffer is 8 KiB. */
    private static final String SIGNATURE = "0123456789abcdef".repeat(600);

    private Receipt() {}

    static String of(Order order) {
        return stub(order) + " " + SIGNATURE;
    }

    /** The part that is worth keeping. */
    static String stub(Order order) {
        return "receipt " + order.number() + " " + order.cents();
    }

    /**
     * Checks a receipt to its last character.
     *
     * @throws IOException if it is not the receipt of this order, or is damaged
     */
    static void verify(String receipt, Order order) throws IOException {
        if (!receipt.equals(of(order))) {
            throw new IOException("not the receipt of this order");
        }
    }
}
