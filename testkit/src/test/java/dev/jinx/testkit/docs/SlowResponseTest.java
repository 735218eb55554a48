package dev.jinx.testkit.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jinx.testkit.Fault;
import dev.jinx.testkit.Jinx;
import dev.jinx.testkit.Operation;
import dev.jinx.testkit.Rule;
import dev.jinx.testkit.Scope;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowResponseTest {
    private final Backend backend = new Backend("in stock");

    @AfterEach
    void stop() {
        backend.close();
    }

    private Rule lateBy(Duration delay) {
        return Rule.named("late").on(Operation.READ).ports(backend.port()).fault(Fault.delay(delay));
    }

    @Test
    void aSlowAnswerIsWaitedFor() throws IOException {
        try (Scope faults = Jinx.inject(lateBy(Duration.ofMillis(300)))) {
            long start = System.nanoTime();
            assertEquals("in stock", Client.of(backend.uri()).get());
            assertTrue(System.nanoTime() - start >= Duration.ofMillis(300).toNanos());
            faults.rule("late").assertInjectedAtLeast(1);
        }
    }

    @Test
    void oneThatIsTooSlowIsNot() {
        try (Scope faults = Jinx.inject(lateBy(Duration.ofSeconds(30)))) {
            Client client = Client.of(backend.uri()).timeoutMillis(200);
            assertThrows(SocketTimeoutException.class, client::get);
            faults.rule("late").assertInjected(1);
        }
    }
}
