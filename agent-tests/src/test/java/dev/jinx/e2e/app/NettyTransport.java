package dev.jinx.e2e.app;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A round trip through Netty, on its native transport where Netty would use that. */
public final class NettyTransport {
    private NettyTransport() {}

    public static String rules() {
        return """
                seed: 42
                rules:
                  - { name: late, on: read, target: { hosts: 127.80.4.1 }, fault: { delay: 400ms } }
                """;
    }

    public static void main(String[] arguments) throws Exception {
        boolean epoll = Epoll.isAvailable();
        Say.fact("transport", epoll ? "epoll" : "nio");
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        try {
            // What is loaded for the first round trip is not to be taken for a delay.
            trips("127.80.4.2", "warm", group, epoll);
            trips("127.80.4.1", "", group, epoll);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    /** Two round trips with a peer there. */
    private static void trips(String host, String name, EventLoopGroup group, boolean epoll) throws Exception {
        BlockingQueue<Integer> answers = new ArrayBlockingQueue<>(10);
        try (Peer peer = new Peer(host, Peer.ECHO)) {
            Channel channel = new Bootstrap()
                    .group(group)
                    .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                    .handler(new SimpleChannelInboundHandler<ByteBuf>() {
                        @Override
                        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
                            answers.add(bytes.readableBytes());
                        }
                    })
                    .connect(peer.address())
                    .sync()
                    .channel();
            for (int i = 0; i < 2; i++) {
                long start = System.nanoTime();
                channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[8])).sync();
                Say.fact(name + "read." + i, answers.poll(5, TimeUnit.SECONDS));
                Say.fact(name + "ms." + i, Scenarios.millisSince(start));
            }
            channel.close().sync();
        }
    }
}
