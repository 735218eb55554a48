package dev.jinx.testkit.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jinx.testkit.Fault;
import dev.jinx.testkit.Jinx;
import dev.jinx.testkit.Operation;
import dev.jinx.testkit.Rule;
import dev.jinx.testkit.Scope;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneEndpointTest {
    private final Backend stock = new Backend("in stock");
    private final Backend prices = new Backend("9.99");

    @AfterEach
    void stop() {
        stock.close();
        prices.close();
    }

    @Test
    void oneBackendIsDownAndTheOtherIsNot() throws IOException {
        Rule down = Rule.named("prices-down")
                .on(Operation.CONNECT)
                .ports(prices.port())
                .fault(Fault.refuse());
        try (Scope faults = Jinx.inject(down)) {
            assertThrows(ConnectException.class, () -> Client.of(prices.uri()).get());
            assertEquals("in stock", Client.of(stock.uri()).get());
            faults.rule("prices-down").assertInjected(1).assertMatched(1);
        }
    }

    @Test
    void namesAreToldApartAsTheApplicationWritesThem() throws IOException {
        Rule down =
                Rule.named("by-name").on(Operation.CONNECT).hosts("localhost").fault(Fault.refuse());
        try (Scope faults = Jinx.inject(down.ports(prices.port()))) {
            assertEquals("9.99", Client.of(prices.uri()).get());
            assertEquals(
                    "0 of 1 connect matched: hosts localhost never seen; seen 127.0.0.1",
                    faults.rule("by-name").whyUnmatched());
        }
    }
}
