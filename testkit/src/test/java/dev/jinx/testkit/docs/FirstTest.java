package dev.jinx.testkit.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jinx.testkit.Injections;
import dev.jinx.testkit.junit.InjectFaults;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FirstTest {
    private static Backend backend;
    private static Client client;

    @BeforeAll
    static void start() {
        backend = new Backend("in stock");
        client = Client.of(backend.uri()).attempts(3);
        System.setProperty("DB", Integer.toString(backend.port()));
    }

    @AfterAll
    static void stop() {
        System.clearProperty("DB");
        backend.close();
    }

    @Test
    @InjectFaults("{ name: flaky, on: connect, target: { ports: \"${DB}\" }, when: { times: 2 }, fault: refuse }")
    void retries(Injections injections) throws IOException {
        assertEquals("in stock", client.get());
        injections.rule("flaky").assertInjected(2);
    }
}
