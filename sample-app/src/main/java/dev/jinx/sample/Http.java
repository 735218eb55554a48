package dev.jinx.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/** HTTP the old way, {@link HttpURLConnection}: blocking sockets. */
final class Http {
    private final Duration connectTimeout;
    private final Duration readTimeout;

    Http(Duration connectTimeout, Duration readTimeout) {
        this.connectTimeout = connectTimeout;
        this.readTimeout = readTimeout;
    }

    String get(URI uri, Budget budget) throws IOException {
        return body(open(uri, budget));
    }

    String post(URI uri, String body, Budget budget) throws IOException {
        HttpURLConnection connection = open(uri, budget);
        byte[] bytes = body.getBytes(UTF_8);
        connection.setDoOutput(true);
        // A body of unknown length would be kept by the JDK and sent a second time, silently, when the connection
        // breaks.
        connection.setFixedLengthStreamingMode(bytes.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(bytes);
        }
        return body(connection);
    }

    private HttpURLConnection open(URI uri, Budget budget) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout((int) budget.atMost(connectTimeout).toMillis());
        connection.setReadTimeout((int) budget.atMost(readTimeout).toMillis());
        return connection;
    }

    private static String body(HttpURLConnection connection) throws IOException {
        if (connection.getResponseCode() != 200) {
            throw new IOException("HTTP " + connection.getResponseCode());
        }
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
