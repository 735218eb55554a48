package dev.jinx.e2e.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The JDK's clients of HTTP. */
final class JdkHttp {
    private JdkHttp() {}

    static URI uri(InetSocketAddress server) {
        return URI.create("http://" + server.getAddress().getHostAddress() + ":" + server.getPort() + "/echo");
    }

    static final class UrlConnection implements EchoClient {
        private final int timeout;

        UrlConnection(Duration timeout) {
            this.timeout = (int) timeout.toMillis();
        }

        @Override
        public byte[] echo(InetSocketAddress server, byte[] payload) throws IOException {
            return post((HttpURLConnection) uri(server).toURL().openConnection(), payload, timeout);
        }

        static byte[] post(HttpURLConnection connection, byte[] payload, int timeout) throws IOException {
            connection.setConnectTimeout(timeout);
            connection.setReadTimeout(timeout);
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(payload.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(payload);
            }
            try (InputStream in = connection.getInputStream()) {
                return in.readAllBytes();
            }
        }

        @Override
        public void close() {
            // The JDK keeps the connections.
        }
    }

    static final class Client implements EchoClient {
        private final HttpClient client;
        private final Duration timeout;

        Client(Duration timeout, HttpClient.Version version) {
            client = HttpClient.newBuilder().version(version).build();
            this.timeout = timeout;
        }

        @Override
        public byte[] echo(InetSocketAddress server, byte[] payload) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(uri(server))
                    .timeout(timeout)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(payload))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        }

        @Override
        public void close() {
            // There is no way to close it on 17.
        }
    }
}
