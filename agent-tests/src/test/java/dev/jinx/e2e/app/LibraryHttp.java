package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;

/** Libraries that are clients of HTTP. They do not try again by themselves, so that a failure is seen. */
final class LibraryHttp {
    private LibraryHttp() {}

    static final class Ok implements EchoClient {
        private final OkHttpClient client;

        Ok(Duration timeout) {
            this(timeout, SocketFactory.getDefault());
        }

        Ok(Duration timeout, SocketFactory sockets) {
            client = new OkHttpClient.Builder()
                    .socketFactory(sockets)
                    .retryOnConnectionFailure(false)
                    .callTimeout(timeout)
                    .readTimeout(Duration.ZERO)
                    .build();
        }

        @Override
        public byte[] echo(InetSocketAddress server, byte[] payload) throws IOException {
            Request request = new Request.Builder()
                    .url(JdkHttp.uri(server).toURL())
                    .post(RequestBody.create(payload))
                    .build();
            try (Response response = client.newCall(request).execute()) {
                return response.body().bytes();
            }
        }

        @Override
        public void close() {
            client.dispatcher().executorService().shutdownNow();
            client.connectionPool().evictAll();
        }
    }

    /** Takes a connection to 127.0.0.1 from another address for each host that it is asked for, so that the server can tell. */
    static final class OkFromAddress implements EchoClient {
        private final Map<String, Ok> clients = new ConcurrentHashMap<>();
        private final Duration timeout;

        OkFromAddress(Duration timeout) {
            this.timeout = timeout;
        }

        @Override
        public byte[] echo(InetSocketAddress server, byte[] payload) throws IOException {
            Ok client =
                    clients.computeIfAbsent(server.getAddress().getHostAddress(), host -> new Ok(timeout, from(host)));
            return client.echo(new InetSocketAddress("127.0.0.1", server.getPort()), payload);
        }

        private static SocketFactory from(String host) {
            return new Unconnected() {
                @Override
                public Socket createSocket() throws IOException {
                    Socket socket = new Socket();
                    socket.bind(new InetSocketAddress(host, 0));
                    socket.setTcpNoDelay(true);
                    return socket;
                }
            };
        }

        @Override
        public void close() {
            clients.values().forEach(Ok::close);
        }
    }

    /** The only kind of sockets that OkHttp asks for. */
    private abstract static class Unconnected extends SocketFactory {
        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    private static RequestConfig within(Duration timeout) {
        return RequestConfig.custom()
                .setResponseTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    static final class ApacheClassic implements EchoClient {
        private final CloseableHttpClient client;

        ApacheClassic(Duration timeout) {
            client = HttpClients.custom()
                    .disableAutomaticRetries()
                    .setDefaultRequestConfig(within(timeout))
                    .build();
        }

        @Override
        public byte[] echo(InetSocketAddress server, byte[] payload) throws IOException {
            HttpPost post = new HttpPost(JdkHttp.uri(server));
            post.setEntity(new ByteArrayEntity(payload, ContentType.APPLICATION_OCTET_STREAM));
            return client.execute(post, response -> EntityUtils.toByteArray(response.getEntity()));
        }

        @Override
        public void close() {
            client.close(CloseMode.IMMEDIATE);
        }
    }

    /** On one selector, so that all its connections share it. */
    static final class ApacheAsync implements EchoClient {
        private final CloseableHttpAsyncClient client;

        ApacheAsync(Duration timeout) {
            client = HttpAsyncClients.custom()
                    .disableAutomaticRetries()
                    .setIOReactorConfig(
                            IOReactorConfig.custom().setIoThreadCount(1).build())
                    .setDefaultRequestConfig(within(timeout))
                    .build();
            client.start();
        }

        @Override
        public byte[] echo(InetSocketAddress server, byte[] payload) throws Exception {
            SimpleHttpRequest request = SimpleRequestBuilder.post(JdkHttp.uri(server))
                    .setBody(payload, ContentType.APPLICATION_OCTET_STREAM)
                    .build();
            SimpleHttpResponse response = client.execute(request, null).get(1, TimeUnit.MINUTES);
            return response.getBodyBytes();
        }

        @Override
        public void close() {
            client.close(CloseMode.IMMEDIATE);
        }
    }
}
