package dev.jinx.testkit.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jinx.testkit.EchoServer;
import dev.jinx.testkit.Elsewhere;
import dev.jinx.testkit.Fault;
import dev.jinx.testkit.Jinx;
import dev.jinx.testkit.Operation;
import dev.jinx.testkit.Rule;
import dev.jinx.testkit.Scope;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that tests have in common while they run in parallel: a rule of one test reaches the calls of that test. */
@Timeout(60)
class SharedClientsTest {
    private com.sun.net.httpserver.HttpServer server;

    @BeforeEach
    void start() throws Exception {
        Elsewhere.run(() -> 0);
        server = com.sun.net.httpserver.HttpServer.create(
                new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private Rule resets() {
        return Rule.named("mine").ports(port()).clientSide().onlyThisTest().fault(Fault.reset());
    }

    /** Five calls of this test under the rule, and five of somebody else at the same time. */
    private static void onlyMineFail(Scope scope, Callable<String> call) throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(call::call).as("call " + i + " of this test").isInstanceOf(IOException.class);
            assertThat(Elsewhere.run(call)).as("call " + i + " of another").isEqualTo("ok");
        }
        scope.rule("mine").assertInjectedAtLeast(5);
    }

    /** Who makes a client, or has it start its threads. */
    enum Made {
        BEFORE,
        BY_THIS_TEST
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"CONNECT", "READ", "WRITE"})
    void nettyOnAnEventLoopOfAll(Operation operation) throws Exception {
        try (Netty netty = new Netty()) {
            assertThat(Elsewhere.run(() -> netty.get(port()))).isEqualTo("ok");
            try (Scope scope = Jinx.inject(resets().on(operation))) {
                onlyMineFail(scope, () -> netty.get(port()));
            }
            assertThat(netty.get(port())).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"CONNECT", "READ", "WRITE"})
    void nettyOnAnEventLoopThatThisTestWasTheFirstToNeed(Operation operation) throws Exception {
        try (Netty netty = new Netty();
                Scope scope = Jinx.inject(resets().on(operation))) {
            onlyMineFail(scope, () -> netty.get(port()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theHttpClientOfTheJdk(Made made) throws Exception {
        HttpClient before = HttpClient.newHttpClient();
        try (Scope scope = Jinx.inject(resets().on(Operation.READ))) {
            HttpClient client = made == Made.BEFORE ? before : HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/"))
                    .build();
            onlyMineFail(
                    scope, () -> client.send(request, BodyHandlers.ofString()).body());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void okHttp(boolean enqueued) throws Exception {
        OkHttpClient client =
                new OkHttpClient.Builder().retryOnConnectionFailure(false).build();
        try {
            assertThat(Elsewhere.run(() -> ok(client, enqueued))).isEqualTo("ok");
            try (Scope scope = Jinx.inject(resets().on(Operation.READ))) {
                onlyMineFail(scope, () -> ok(client, enqueued));
            }
            try (Scope scope = Jinx.inject(resets().on(Operation.WRITE))) {
                onlyMineFail(scope, () -> ok(client, enqueued));
            }
            assertThat(ok(client, enqueued)).isEqualTo("ok");
        } finally {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }

    private String ok(OkHttpClient client, boolean enqueued) throws Exception {
        Call call = client.newCall(
                new Request.Builder().url("http://127.0.0.1:" + port() + "/").build());
        if (!enqueued) {
            try (Response response = call.execute()) {
                return response.body().string();
            }
        }
        CompletableFuture<String> answer = new CompletableFuture<>();
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException e) {
                answer.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call answered, Response response) throws IOException {
                try (response) {
                    answer.complete(response.body().string());
                }
            }
        });
        return get(answer);
    }

    private static String get(CompletableFuture<String> answer) throws Exception {
        try {
            return answer.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    @Test
    void aConnectionIsOfWhoeverUsesIt() throws Exception {
        try (EchoServer echo = new EchoServer();
                Socket theirs = Elsewhere.run(echo::connect);
                Scope scope = Jinx.inject(Rule.named("mine")
                        .on(Operation.READ)
                        .ports(echo.port())
                        .clientSide()
                        .onlyThisTest()
                        .fault(Fault.timeout(java.time.Duration.ofMillis(1))));
                Socket mine = echo.connect()) {
            // Opened by another, used by this test; and the other way round, as in a pool.
            assertThatThrownBy(() -> roundTrip(theirs)).isInstanceOf(IOException.class);
            assertThat(Elsewhere.run(() -> roundTrip(mine))).isEqualTo(7);
            assertThatThrownBy(() -> roundTrip(mine)).isInstanceOf(IOException.class);
            // A thread of nobody's that only reads does so for whoever wrote.
            theirs.getOutputStream().write(8);
            assertThatThrownBy(() -> Elsewhere.run(() -> theirs.getInputStream().read()))
                    .isInstanceOf(IOException.class);
            scope.rule("mine").assertInjected(3);
        }
    }

    private static int roundTrip(Socket socket) throws IOException {
        socket.getOutputStream().write(7);
        return socket.getInputStream().read();
    }

    /** HTTP over Netty, a connection for each request, all of them on one event loop. */
    private static final class Netty implements AutoCloseable {
        private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

        String get(int port) throws Exception {
            CompletableFuture<String> answer = new CompletableFuture<>();
            Bootstrap bootstrap = new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(new HttpClientCodec(), new HttpObjectAggregator(1000), new Answer(answer));
                        }
                    });
            Channel channel = bootstrap
                    .connect("127.0.0.1", port)
                    .addListener(done -> {
                        if (!done.isSuccess()) {
                            answer.completeExceptionally(done.cause());
                        }
                    })
                    .channel();
            try {
                return SharedClientsTest.get(answer);
            } finally {
                channel.close();
            }
        }

        @Override
        public void close() {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(20, TimeUnit.SECONDS);
        }
    }

    private static final class Answer extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final CompletableFuture<String> answer;

        Answer(CompletableFuture<String> answer) {
            this.answer = answer;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
            request.headers().set(HttpHeaderNames.HOST, "127.0.0.1");
            context.writeAndFlush(request).addListener(done -> {
                if (!done.isSuccess()) {
                    answer.completeExceptionally(done.cause());
                }
            });
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            answer.complete(response.content().toString(StandardCharsets.US_ASCII));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            answer.completeExceptionally(new IOException("the connection ended"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            answer.completeExceptionally(cause);
        }
    }
}
