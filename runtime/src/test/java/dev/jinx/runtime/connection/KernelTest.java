package dev.jinx.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;
import jdk.internal.misc.Unsafe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KernelTest {
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();

    @Test
    void trimmedBuffersCoverExactlyTheBytesThatAreLeft() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long iovec = UNSAFE.allocateMemory(16 * 16);
        try {
            for (int round = 0; round < 10_000; round++) {
                int count = 1 + random.nextInt(16);
                long total = 0;
                for (int i = 0; i < count; i++) {
                    long length = random.nextInt(4) == 0 ? 0 : random.nextInt(100);
                    UNSAFE.putLong(iovec + 16L * i, 1234 + i);
                    UNSAFE.putLong(iovec + 16L * i + 8, length);
                    total += length;
                }
                assertThat(Memory.covered(iovec, count)).isEqualTo(total);
                long wanted = 1 + random.nextInt(400);
                int left = Memory.trim(iovec, count, wanted);
                assertThat(left).isBetween(1, count);
                assertThat(Memory.covered(iovec, left)).isEqualTo(Math.min(wanted, total));
                assertThat(UNSAFE.getLong(iovec)).isEqualTo(1234);
            }
        } finally {
            UNSAFE.freeMemory(iovec);
        }
    }

    @Test
    void findsTheDescriptorsOfSocketsAndChannels() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 5, loopback);
                Socket socket = new Socket(loopback, server.getLocalPort());
                Socket accepted = server.accept();
                SocketChannel channel = SocketChannel.open(new InetSocketAddress(loopback, server.getLocalPort()))) {
            FileDescriptor fd = Sockets.descriptor(socket);
            assertThat(fd.valid()).isTrue();
            assertThat(Sockets.descriptor(accepted)).isNotSameAs(fd);
            assertThat(Sockets.descriptor(channel.socket())).isSameAs(Sockets.descriptor(channel));
            assertThat(Sockets.descriptor(server).valid()).isTrue();
            assertThat(Sockets.descriptor("no socket")).isNull();
            socket.setSoTimeout(1234);
            assertThat(Sockets.soTimeout(socket)).isEqualTo(1234);
            assertThat(Sockets.localPort(socket)).isEqualTo(socket.getLocalPort());
            assertThat(Sockets.localPort(server)).isEqualTo(server.getLocalPort());
            assertThat(Sockets.isOpen(socket)).isTrue();
            assertThat(Sockets.isOpen(channel)).isTrue();
            assertThat(Sockets.isOwn(channel)).isTrue();
            assertThat(Sockets.remote(channel)).isEqualTo(channel.getRemoteAddress());
        }
    }

    @Test
    void aSocketThatWasClosedIsNotOpen() throws IOException {
        Socket closed;
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            closed = socket;
            assertThat(Sockets.isOpen(socket)).isTrue();
        }
        assertThat(Sockets.isOpen(closed)).isFalse();
    }

    @Test
    void knowsWhereAChannelIsBound() throws IOException {
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
            assertThat(Sockets.local(channel)).isNull();
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThat(Sockets.local(channel)).isEqualTo(channel.getLocalAddress());
        }
    }

    @Test
    void aResetReachesThePeerAndAReadableSocketIsSeen() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 5, loopback);
                Socket socket = new Socket(loopback, server.getLocalPort());
                Socket accepted = server.accept()) {
            assertThat(Kernel.readable(Sockets.descriptor(socket))).isFalse();
            accepted.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
            Kernel.reset(Sockets.descriptor(socket), false);
            assertThat(Sockets.descriptor(socket).valid()).isTrue();
            org.assertj.core.api.Assertions.assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> accepted.getInputStream().read())
                    .withMessage("Connection reset");
        }
    }

    @Test
    void theNameIsTheOneThatTheApplicationGave() throws IOException {
        assertThat(Sockets.originalName(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})))
                .isNull();
        assertThat(Sockets.originalName(InetAddress.getByName("localhost"))).isEqualTo("localhost");
    }
}
