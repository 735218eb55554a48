package dev.jinx.testkit.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.jinx.testkit.Injections;
import dev.jinx.testkit.junit.InjectFaults;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpClientsTest {
    private static final String BODY = "pong ".repeat(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration IMPATIENCE = Duration.ofSeconds(1);
    private static HttpServer server;
    private static URI uri;

    @BeforeAll
    static void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/ping", exchange -> {
            byte[] body = BODY.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ping");
        System.setProperty("HTTP_PORT", Integer.toString(server.getAddress().getPort()));
        // What a client loads the first time is not to be counted against its patience.
        assertThat(get()).isEqualTo(BODY);
        assertThat(get(HttpClient.newHttpClient())).isEqualTo(BODY);
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        System.clearProperty("HTTP_PORT");
    }

    private static String get(HttpClient client) throws IOException, InterruptedException {
        return get(client, PATIENCE);
    }

    private static String get() throws IOException {
        return get(PATIENCE);
    }

    private static String get(HttpClient client, Duration timeout) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(timeout).build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private static String get(Duration timeout) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setReadTimeout((int) timeout.toMillis());
        // A connection of an earlier request would not be opened again.
        connection.setRequestProperty("Connection", "close");
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    @InjectFaults("{ name: refused, on: connect, target: { ports: \"${HTTP_PORT}\" }, fault: refuse }")
    void connectsAreRefused(Injections injections) {
        assertThatThrownBy(HttpClientsTest::get).isInstanceOf(ConnectException.class);
        injections.rule("refused").assertInjected(1);
        assertThatThrownBy(() -> get(HttpClient.newHttpClient())).isInstanceOf(ConnectException.class);
        // This client tries once more by itself.
        injections.rule("refused").assertInjected(3);
    }

    @Test
    @InjectFaults(
            "{ name: hung, on: read, target: { ports: \"${HTTP_PORT}\" }, when: { per: connection, times: 2 }, fault: hang }")
    void readTimeoutsOfTheClientsFire(Injections injections) throws Exception {
        assertThatThrownBy(() -> get(HttpClient.newHttpClient(), IMPATIENCE)).isInstanceOf(HttpTimeoutException.class);
        assertThatThrownBy(() -> get(IMPATIENCE)).isInstanceOf(SocketTimeoutException.class);
        assertThat(get()).isEqualTo(BODY);
        injections.rule("hung").assertInjected(2);
    }

    @Test
    @InjectFaults("{ name: reset, on: read, target: { ports: \"${HTTP_PORT}\" }, fault: reset }")
    void resetsComeThrough() {
        assertThatThrownBy(() -> get(HttpClient.newHttpClient()))
                .isInstanceOf(IOException.class)
                .hasStackTraceContaining("Connection reset");
        assertThatThrownBy(HttpClientsTest::get).isInstanceOf(SocketException.class);
    }

    @Test
    @InjectFaults("{ name: short, on: read, target: { ports: \"${HTTP_PORT}\" }, fault: { short: { max: 7 } } }")
    void fragmentsAreReassembled(Injections injections) throws Exception {
        assertThat(get()).isEqualTo(BODY);
        assertThat(get(HttpClient.newHttpClient())).isEqualTo(BODY);
        injections.rule("short").assertInjectedAtLeast(2 * BODY.length() / 7);
    }

    @Test
    @InjectFaults("{ name: reset, on: read, target: { ports: \"${HTTP_PORT}\" }, fault: reset }")
    void asynchronousRequestsToo() {
        CompletableFuture<?> future =
                HttpClient.newHttpClient().sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThatThrownBy(future::join)
                .isInstanceOf(CompletionException.class)
                .hasStackTraceContaining("Connection reset");
    }
}
