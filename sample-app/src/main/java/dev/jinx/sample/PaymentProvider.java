package dev.jinx.sample;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Somebody else's payment service. It ends the connection after each answer, as such gateways do, so each call to it connects; and
 * it takes the money for one order once, however often it is asked to.
 */
final class PaymentProvider {
    private final Set<Long> authorized = ConcurrentHashMap.newKeySet();
    private final Map<Long, String> captured = new ConcurrentHashMap<>();

    void authorize(HttpExchange exchange) throws IOException {
        Order order = Order.parse(Endpoint.body(exchange));
        authorized.add(order.number());
        answer(exchange, 200, "authorized " + order.number());
    }

    void capture(HttpExchange exchange) throws IOException {
        Order order = Order.parse(Endpoint.body(exchange));
        if (!authorized.contains(order.number())) {
            answer(exchange, 402, "");
            return;
        }
        answer(exchange, 200, captured.computeIfAbsent(order.number(), number -> Receipt.of(order)));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Connection", "close");
        Endpoint.answer(exchange, status, body);
    }

    /** The orders whose money was taken. */
    Set<Long> charged() {
        return Set.copyOf(captured.keySet());
    }
}
