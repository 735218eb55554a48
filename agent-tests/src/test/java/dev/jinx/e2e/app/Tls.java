package dev.jinx.e2e.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Clients and servers of TLS in one JVM: what they send each other, and how long it takes, at addresses with and without rules. */
public final class Tls {
    /** The address that no rule concerns. */
    public static final String CONTROL = "127.77.4.1";

    /** The addresses of the faults on the wire. */
    public static final String SHORT = "127.77.4.2";

    public static final String DELAY = "127.77.4.3";
    public static final String RESET = "127.77.4.4";

    /** What the clients say of themselves. */
    public static final String PASSWORD = "changeit";

    private static final int MANY = 100_000;
    private static final int SOME = 300;
    private static final int ROUNDS = 7;

    private final SSLContext context;
    private final SSLSocketFactory sockets;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tls server");
        thread.setDaemon(true);
        return thread;
    });

    private Tls(SSLContext context) {
        this.context = context;
        sockets = context.getSocketFactory();
    }

    /** Plays, with that file for a key store. */
    public static void main(String[] arguments) throws Exception {
        Tls tls = new Tls(context(Path.of(arguments[0])));
        for (String host : new String[] {CONTROL, SHORT, DELAY, RESET}) {
            int https = tls.https(host);
            int echo = tls.echo(host);
            tls.say("HttpsURLConnection", host, payload -> tls.urlConnection(host, https, payload));
            HttpClient client = HttpClient.newBuilder().sslContext(tls.context).build();
            tls.say("HttpClient", host, payload -> tls.httpClient(client, host, https, payload));
            tls.sockets(host, echo);
        }
        System.exit(0);
    }

    private static SSLContext context(Path file) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private int https(String host) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(host, 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/echo", Tls::handle);
        server.setExecutor(threads);
        server.start();
        return server.getAddress().getPort();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private int echo(String host) throws IOException {
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName(host));
        threads.execute(() -> {
            while (true) {
                try {
                    Socket socket = server.accept();
                    threads.execute(() -> echo(socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
        return server.getLocalPort();
    }

    private static void echo(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                byte[] payload = new byte[in.readInt()];
                in.readFully(payload);
                out.write(payload);
            }
        } catch (IOException e) {
            // The client went away.
        }
    }

    private interface Exchange {
        byte[] of(byte[] payload) throws Exception;
    }

    private void sockets(String host, int port) throws IOException {
        try (SSLSocket socket = (SSLSocket) sockets.createSocket(host, port)) {
            socket.setTcpNoDelay(true);
            say("SSLSocket", host, payload -> {
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                byte[] message = new byte[payload.length + 4];
                System.arraycopy(payload, 0, message, 4, payload.length);
                for (int i = 0; i < 4; i++) {
                    message[i] = (byte) (payload.length >> (24 - 8 * i));
                }
                out.write(message);
                return socket.getInputStream().readNBytes(payload.length);
            });
        }
    }

    private byte[] urlConnection(String host, int port, byte[] payload) throws IOException {
        HttpsURLConnection connection =
                (HttpsURLConnection) uri(host, port).toURL().openConnection();
        // Always the same, or the connection would not be kept.
        connection.setSSLSocketFactory(sockets);
        connection.setHostnameVerifier((name, session) -> true);
        return JdkHttp.UrlConnection.post(connection, payload, 20_000);
    }

    private byte[] httpClient(HttpClient client, String host, int port, byte[] payload)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(host, port))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(payload))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    private static URI uri(String host, int port) {
        return URI.create("https://" + host + ":" + port + "/echo");
    }

    private void say(String client, String host, Exchange exchange) {
        String outcome;
        double[] millis = new double[ROUNDS];
        try {
            byte[] many = bytes(MANY);
            outcome = Arrays.equals(many, exchange.of(many)) ? "the same" : "other bytes";
            byte[] some = bytes(SOME);
            for (int i = 0; i < ROUNDS; i++) {
                long start = System.nanoTime();
                outcome = Arrays.equals(some, exchange.of(some)) ? outcome : "other bytes";
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
            Arrays.sort(millis);
        } catch (Exception e) {
            outcome = Say.describe(e);
        }
        Say.row("tls", client, host, outcome, String.valueOf(millis[ROUNDS / 2]));
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
