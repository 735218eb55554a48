package dev.jinx.testkit.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.jinx.testkit.Fault;
import dev.jinx.testkit.Jinx;
import dev.jinx.testkit.Operation;
import dev.jinx.testkit.Rule;
import dev.jinx.testkit.Scope;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TimeoutTest {
    private final Backend backend = new Backend("in stock");

    @AfterEach
    void stop() {
        backend.close();
    }

    @Test
    @Timeout(value = 20, threadMode = SEPARATE_THREAD)
    void theReadTimeoutOfTheClientFires() throws IOException {
        Rule hung = Rule.named("hung").on(Operation.READ).ports(backend.port()).fault(Fault.hang());
        Client client = Client.of(backend.uri()).timeoutMillis(200);
        try (Scope faults = Jinx.inject(hung)) {
            assertThrows(SocketTimeoutException.class, client::get);
            faults.rule("hung").assertInjected(1);
        }
        assertEquals("in stock", Client.of(backend.uri()).get());
    }

    @Test
    @Timeout(value = 20, threadMode = SEPARATE_THREAD)
    void theConnectTimeoutOfTheClientFires() {
        Rule hung =
                Rule.named("hung").on(Operation.CONNECT).ports(backend.port()).fault(Fault.hang());
        try (Scope faults = Jinx.inject(hung)) {
            assertThrows(
                    SocketTimeoutException.class,
                    () -> Client.of(backend.uri()).timeoutMillis(200).get());
            faults.rule("hung").assertInjected(1);
        }
    }
}
