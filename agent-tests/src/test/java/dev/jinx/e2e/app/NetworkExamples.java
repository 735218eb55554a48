package dev.jinx.e2e.app;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** What real HTTP clients of a real server make of the examples about requests and answers. */
public final class NetworkExamples {
    /** How many requests have a tail. */
    public static final int REQUESTS = 150;

    /** How many answers may be garbled. */
    public static final int ECHOES = 60;

    /** How many orders are placed. */
    public static final int ORDERS = 6;

    /** What the slow consumer takes. */
    public static final int BIG = 24 << 20;

    private static final String NIO = "org.apache.coyote.http11.Http11NioProtocol";
    private static final int SOME = 4_000;

    private final AtomicInteger orders = new AtomicInteger();
    private final AtomicLong producedIn = new AtomicLong();
    private final int port;
    private final int controlPort;

    private NetworkExamples(Tomcat tomcat, int port) throws Exception {
        this.port = port;
        Context context = (Context) tomcat.getHost().findChild("");
        Tomcat.addServlet(context, "orders", new Orders());
        context.addServletMappingDecoded("/orders", "orders");
        Tomcat.addServlet(context, "big", new Big());
        context.addServletMappingDecoded("/big", "big");
        RealServers.connect(tomcat, NIO, "127.0.0.1", port);
        var control = RealServers.connect(tomcat, NIO, "127.0.0.1", 0);
        tomcat.start();
        controlPort = control.getLocalPort();
    }

    /** Arguments: a directory to work in, the example, and the port that its rule is for. */
    public static void main(String[] arguments) throws Exception {
        try (RealServers servers = new RealServers(Path.of(arguments[0]))) {
            NetworkExamples examples = new NetworkExamples(servers.tomcat(), Integer.parseInt(arguments[2]));
            switch (arguments[1]) {
                case "slow-tail" -> examples.slowTail();
                case "acknowledgement-lost" -> examples.acknowledgementLost();
                case "slow-consumer" -> examples.slowConsumer();
                case "response-cut" -> examples.responseCut();
                case "garbage-in-response" -> examples.garbage();
                default -> throw new IllegalArgumentException(arguments[1]);
            }
        }
        System.exit(0);
    }

    private final class Orders extends HttpServlet {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(orders.incrementAndGet());
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(orders.get());
        }
    }

    private final class Big extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            int bytes = Integer.parseInt(request.getParameter("bytes"));
            response.setContentLength(bytes);
            byte[] chunk = new byte[8192];
            long start = System.nanoTime();
            for (int left = bytes; left > 0; left -= chunk.length) {
                response.getOutputStream().write(chunk, 0, Math.min(left, chunk.length));
            }
            producedIn.set((System.nanoTime() - start) / 1_000_000);
        }
    }

    private static OkHttpClient client(Duration timeout) {
        return new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .callTimeout(timeout)
                .build();
    }

    private String uri(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private static String call(OkHttpClient client, Request request) throws IOException {
        try (Response response = client.newCall(request).execute()) {
            return response.body().string();
        }
    }

    private void slowTail() throws Exception {
        OkHttpClient client = client(Duration.ofSeconds(20));
        long[] millis = new long[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            long start = System.nanoTime();
            call(client, new Request.Builder().url(uri("/big?bytes=20000")).build());
            millis[i] = (System.nanoTime() - start) / 1_000_000;
        }
        Arrays.sort(millis);
        long injected = AgentBean.injected();
        Say.fact("injected", injected);
        Say.fact("median", millis[REQUESTS / 2]);
        Say.fact("fastest of the tail", millis[(int) (REQUESTS - injected)]);
        Say.fact("slowest of the others", millis[(int) (REQUESTS - injected - 1)]);
        Say.fact("slowest", millis[REQUESTS - 1]);
    }

    private void acknowledgementLost() throws Exception {
        OkHttpClient client = client(Duration.ofSeconds(20));
        int lost = 0;
        String last = "";
        for (int i = 0; i < ORDERS; i++) {
            call(client, new Request.Builder().url(uri("/orders")).build());
            Request order = new Request.Builder()
                    .url(uri("/orders"))
                    .post(RequestBody.create(new byte[] {1}))
                    .build();
            try {
                call(client, order);
            } catch (IOException e) {
                lost++;
                last = Say.describe(e);
            }
        }
        Say.fact("lost", lost);
        Say.fact("with", last);
        // The one whose answer is lost last may still be on its way to the server's thread.
        for (int i = 0; i < 100 && orders.get() < ORDERS; i++) {
            Threads.sleep(10);
        }
        Say.fact("done", orders.get());
    }

    private long consume(int from) throws IOException {
        long start = System.nanoTime();
        URI uri = URI.create("http://127.0.0.1:" + from + "/big?bytes=" + BIG);
        try (InputStream in = uri.toURL().openStream()) {
            Say.fact("consumed at " + (from == port ? "rate" : "will"), in.readAllBytes().length);
        }
        return (System.nanoTime() - start) / 1_000_000;
    }

    private void slowConsumer() throws Exception {
        consume(controlPort);
        Say.fact("control", consume(controlPort));
        Say.fact("control producer", producedIn.get());
        Say.fact("slow", consume(port));
        Say.fact("slow producer", producedIn.get());
    }

    private void responseCut() throws Exception {
        Say.fact("small", download(port, 100_000));
        Say.fact("large", download(port, 2 << 20));
        InetSocketAddress control = new InetSocketAddress("127.0.0.1", controlPort);
        try (BadProxy proxy = new BadProxy(control, BadProxy.Mischief.RESET, 1 << 20)) {
            Say.fact("really small", download(proxy.address().getPort(), 100_000));
            Say.fact("really large", download(proxy.address().getPort(), 2 << 20));
        }
    }

    /** How many bytes came, and the end of them. */
    private static String download(int from, int bytes) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://127.0.0.1:" + from + "/big?bytes=" + bytes)
                        .toURL()
                        .openConnection();
        int sum = 0;
        try (InputStream in = connection.getInputStream()) {
            byte[] buffer = new byte[10_000];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sum += n;
            }
            return sum + ", end";
        } catch (IOException e) {
            return sum + ", " + Say.describe(e);
        }
    }

    private void garbage() throws Exception {
        EchoClient client = EchoClient.Kind.OK_HTTP.open(Duration.ofSeconds(1));
        byte[] body = new byte[SOME];
        new Random(1).nextBytes(body);
        int same = 0;
        int other = 0;
        int failed = 0;
        for (int i = 0; i < ECHOES; i++) {
            try {
                if (Arrays.equals(body, client.echo(new InetSocketAddress("127.0.0.1", port), body))) {
                    same++;
                } else {
                    other++;
                }
            } catch (IOException e) {
                failed++;
            }
        }
        Say.fact("injected", AgentBean.injected());
        Say.fact("same", same);
        Say.fact("other", other);
        Say.fact("failed", failed);
    }
}
