package dev.jinx.sample;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Optional;

/** The orders as HTTP: {@code POST /orders} and {@code GET /orders/NUMBER}. */
final class OrderFront {
    /** In an answer: how many calls to dependencies were made again for it. */
    static final String RETRIES = "Retries";

    private final OrderService service;

    OrderFront(OrderService service) {
        this.service = service;
    }

    void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try {
            if (exchange.getRequestMethod().equals("POST") && path.equals("/orders")) {
                Order order = Order.parse(Endpoint.body(exchange));
                int retries = service.place(order);
                exchange.getResponseHeaders().set(RETRIES, String.valueOf(retries));
                Endpoint.answer(exchange, 201, order.json());
            } else if (exchange.getRequestMethod().equals("GET") && path.matches("/orders/\\d{1,18}")) {
                Optional<Order> order = service.find(Long.parseLong(path.substring("/orders/".length())));
                Endpoint.answer(
                        exchange,
                        order.isPresent() ? 200 : 404,
                        order.map(Order::json).orElse(""));
            } else {
                Endpoint.answer(exchange, 404, "");
            }
        } catch (IllegalArgumentException e) {
            Endpoint.answer(exchange, 400, e.getMessage());
        } catch (Unavailable e) {
            Endpoint.answer(exchange, e.rejected() ? 503 : 502, e.getMessage());
        }
    }
}
