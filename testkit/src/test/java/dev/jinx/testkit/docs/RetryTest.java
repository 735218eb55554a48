package dev.jinx.testkit.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jinx.testkit.Fault;
import dev.jinx.testkit.Injections;
import dev.jinx.testkit.Jinx;
import dev.jinx.testkit.Operation;
import dev.jinx.testkit.Rule;
import dev.jinx.testkit.Scope;
import dev.jinx.testkit.junit.InjectFaults;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static Backend backend;

    @BeforeAll
    static void start() {
        backend = new Backend("in stock");
        System.setProperty("RETRY_PORT", Integer.toString(backend.port()));
    }

    @AfterAll
    static void stop() {
        backend.close();
        System.clearProperty("RETRY_PORT");
    }

    @Test
    @InjectFaults("""
            rules:
              - name: flaky
                on: connect
                target: { ports: "${RETRY_PORT}" }
                when: { times: 2 }
                fault: refuse
            """)
    void succeedsAtTheThirdAttempt(Injections injections) throws IOException {
        assertEquals("in stock", Client.of(backend.uri()).attempts(3).get());
        injections.rule("flaky").assertInjected(2).assertMatched(3);
    }

    @Test
    void givesUpAfterThreeAttempts() {
        Rule down =
                Rule.named("down").on(Operation.CONNECT).ports(backend.port()).fault(Fault.refuse());
        try (Scope faults = Jinx.inject(down)) {
            assertThrows(
                    ConnectException.class,
                    () -> Client.of(backend.uri()).attempts(3).get());
            faults.rule("down").assertInjected(3);
        }
    }
}
