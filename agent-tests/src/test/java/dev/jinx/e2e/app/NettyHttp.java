package dev.jinx.e2e.app;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Netty as a client of HTTP, all of its connections on one event loop. */
final class NettyHttp implements EchoClient {
    private static final int MOST = 1 << 23;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<InetSocketAddress, Channel> channels = new ConcurrentHashMap<>();
    private final Duration timeout;

    NettyHttp(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public byte[] echo(InetSocketAddress server, byte[] payload) throws Exception {
        Channel channel = channels.get(server);
        if (channel == null || !channel.isActive()) {
            channel = connect(server);
            channels.put(server, channel);
        }
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        channel.pipeline().addLast("answer", new Answer(answer));
        channel.pipeline().addFirst("timeout", new ReadTimeoutHandler(timeout.toMillis(), TimeUnit.MILLISECONDS));
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, "/echo", Unpooled.wrappedBuffer(payload));
        request.headers().set(HttpHeaderNames.HOST, server.getHostString());
        request.headers().set(HttpHeaderNames.CONTENT_LENGTH, payload.length);
        channel.writeAndFlush(request);
        try {
            byte[] body = answer.get(1, TimeUnit.MINUTES);
            channel.pipeline().remove("answer");
            channel.pipeline().remove("timeout");
            return body;
        } catch (ExecutionException e) {
            channels.remove(server);
            channel.close();
            throw e;
        }
    }

    private Channel connect(InetSocketAddress server) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(MOST));
                    }
                })
                .connect(server)
                .syncUninterruptibly()
                .channel();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static final class Answer extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final CompletableFuture<byte[]> answer;

        Answer(CompletableFuture<byte[]> answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            answer.complete(ByteBufUtil.getBytes(response.content()));
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
