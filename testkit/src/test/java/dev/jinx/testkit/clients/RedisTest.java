package dev.jinx.testkit.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jinx.testkit.Fault;
import dev.jinx.testkit.Injections;
import dev.jinx.testkit.Jinx;
import dev.jinx.testkit.Operation;
import dev.jinx.testkit.Rule;
import dev.jinx.testkit.Scope;
import dev.jinx.testkit.junit.InjectFaults;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.embedded.RedisServer;

/** Jedis, to a real Redis. */
@Timeout(60)
class RedisTest {
    private static final int PORTS_TRIED = 5;

    private static RedisServer server;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        for (int i = 1; server == null; i++) {
            try {
                port = ThreadLocalRandom.current().nextInt(12_000, 30_000);
                server = started(port);
            } catch (IOException e) {
                // Somebody has that port; it cannot be told to find one itself.
                if (i == PORTS_TRIED) {
                    throw e;
                }
            }
        }
        System.setProperty("REDIS_PORT", Integer.toString(port));
    }

    private static RedisServer started(int at) throws IOException {
        RedisServer started = RedisServer.newRedisServer()
                .port(at)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        started.start();
        return started;
    }

    @AfterAll
    static void stop() throws IOException {
        System.clearProperty("REDIS_PORT");
        server.stop();
    }

    private static Jedis jedis() {
        return new Jedis("127.0.0.1", port, 1_000);
    }

    @Test
    @InjectFaults(
            "{ name: refused, on: connect, target: { ports: \"${REDIS_PORT}\" }, when: { times: 1 }, fault: refuse }")
    void refusedOnce(Injections injections) {
        assertThatThrownBy(() -> jedis().ping()).isInstanceOf(JedisConnectionException.class);
        try (Jedis jedis = jedis()) {
            assertThat(jedis.ping()).isEqualTo("PONG");
        }
        injections.rule("refused").assertInjected(1);
    }

    @Test
    void theClientsTimeoutFires() {
        try (Jedis jedis = jedis()) {
            assertThat(jedis.set("key", "value")).isEqualTo("OK");
            try (Scope scope = Jinx.inject(
                    Rule.named("hung").on(Operation.READ).ports(port).fault(Fault.hang()))) {
                assertThatThrownBy(() -> jedis.get("key"))
                        .isInstanceOf(JedisConnectionException.class)
                        .hasRootCauseInstanceOf(SocketTimeoutException.class);
                scope.rule("hung").assertInjected(1);
            }
        }
    }

    @Test
    @InjectFaults(
            "{ name: short, on: [read, write], target: { ports: \"${REDIS_PORT}\" }, fault: { short: { max: 5 } } }")
    void longValuesAreReassembled(Injections injections) {
        try (Jedis jedis = jedis()) {
            String value = "value ".repeat(300);
            jedis.set("long", value);
            assertThat(jedis.get("long")).isEqualTo(value);
        }
        injections.rule("short").assertInjectedAtLeast(1800 / 5);
    }
}
