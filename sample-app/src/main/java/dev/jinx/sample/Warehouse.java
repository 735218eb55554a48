package dev.jinx.sample;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** What stands behind an inventory backend: {@code GET /stock/ARTICLE} says how many there are. */
final class Warehouse {
    void stock(HttpExchange exchange) throws IOException {
        Endpoint.answer(exchange, 200, "1000");
    }
}
