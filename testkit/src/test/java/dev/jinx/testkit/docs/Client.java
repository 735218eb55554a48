package dev.jinx.testkit.docs;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The application of these pages: a client with a timeout, retries, and a breaker. */
final class Client {
    private final URI uri;
    private final int attempts;
    private final int timeoutMillis;
    private final int opensAfter;
    private int failures;

    Client(URI uri, int attempts, int timeoutMillis, int opensAfter) {
        this.uri = uri;
        this.attempts = attempts;
        this.timeoutMillis = timeoutMillis;
        this.opensAfter = opensAfter;
    }

    static Client of(URI uri) {
        return new Client(uri, 1, 20_000, Integer.MAX_VALUE);
    }

    Client attempts(int number) {
        return new Client(uri, number, timeoutMillis, opensAfter);
    }

    Client timeoutMillis(int millis) {
        return new Client(uri, attempts, millis, opensAfter);
    }

    Client breakerOpensAfter(int number) {
        return new Client(uri, attempts, timeoutMillis, number);
    }

    String get() throws IOException {
        IOException last = null;
        for (int i = 0; i < attempts; i++) {
            if (failures >= opensAfter) {
                throw new IOException("the breaker is open");
            }
            try {
                String body = once();
                failures = 0;
                return body;
            } catch (IOException e) {
                failures++;
                last = e;
            }
        }
        throw last;
    }

    private String once() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        connection.setRequestProperty("Connection", "close");
        try (InputStream in = connection.getInputStream()) {
            byte[] body = in.readAllBytes();
            // HttpURLConnection of Java 17 does not look, and takes an early end of the stream for the end of the body.
            if (body.length < connection.getContentLengthLong()) {
                throw new IOException(body.length + " of " + connection.getContentLengthLong() + " bytes came");
            }
            return new String(body, StandardCharsets.UTF_8);
        }
    }
}
