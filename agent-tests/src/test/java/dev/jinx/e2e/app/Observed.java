package dev.jinx.e2e.app;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** An application that other agents watch: requests by both clients of the JDK, to a server of its own that is there under two addresses. */
public final class Observed {
    private static final int MILLIS = 10_000;

    private Observed() {}

    public static void main(String[] arguments) throws Exception {
        HttpServer good = server("127.61.9.2");
        HttpServer bad = server("127.61.9.1");
        try {
            Say.fact("url connection", attempt(() -> byUrl(good)));
            Say.fact("url connection, refused", attempt(() -> byUrl(bad)));
            HttpClient client = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofMillis(MILLIS))
                    .build();
            Say.fact("http client", attempt(() -> byClient(client, good)));
            Say.fact("http client, refused", attempt(() -> byClient(client, bad)));
            Say.fact("call", attempt(() -> "" + price(3)));
            Say.fact("other call", attempt(() -> "" + rebate(3)));
        } finally {
            good.stop(0);
            bad.stop(0);
        }
    }

    private interface Attempt {
        String make() throws Exception;
    }

    private static String attempt(Attempt attempt) {
        try {
            return attempt.make();
        } catch (Exception e) {
            return e.getClass().getName();
        }
    }

    private static HttpServer server(String address) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {'o', 'k'});
            exchange.close();
        });
        server.start();
        return server;
    }

    private static URI uri(HttpServer server) {
        InetSocketAddress at = server.getAddress();
        return URI.create("http://" + at.getAddress().getHostAddress() + ":" + at.getPort() + "/");
    }

    private static String byUrl(HttpServer server) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri(server).toURL().openConnection();
        connection.setConnectTimeout(MILLIS);
        connection.setReadTimeout(MILLIS);
        try (InputStream in = connection.getInputStream()) {
            return connection.getResponseCode() + " " + new String(in.readAllBytes());
        }
    }

    private static String byClient(HttpClient client, HttpServer server) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(uri(server))
                        .timeout(Duration.ofMillis(MILLIS))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    static int price(int pieces) {
        return pieces * 7;
    }

    static int rebate(int pieces) {
        return pieces / 2;
    }
}
