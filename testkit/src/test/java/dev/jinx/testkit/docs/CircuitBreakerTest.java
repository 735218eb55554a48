package dev.jinx.testkit.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jinx.testkit.Jinx;
import dev.jinx.testkit.Operation;
import dev.jinx.testkit.Preset;
import dev.jinx.testkit.Scope;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final Backend backend = new Backend("in stock");

    @AfterEach
    void stop() {
        backend.close();
    }

    @Test
    void opensAfterThreeFailuresAndThenMakesNoFurtherAttempt() throws IOException {
        Client client = Client.of(backend.uri()).breakerOpensAfter(3);
        try (Scope faults = Jinx.inject(Preset.DEAD_DEPENDENCY.ports(backend.port()))) {
            for (int i = 0; i < 10; i++) {
                assertThrows(IOException.class, client::get);
            }
            faults.rule("dead-dependency").assertInjected(3);
            assertEquals(3, faults.injections().operation(Operation.CONNECT).matched());
        }
        // Open it stays, though the backend is well again.
        assertEquals(
                "the breaker is open",
                assertThrows(IOException.class, client::get).getMessage());
        assertEquals(0, backend.requests());
    }
}
