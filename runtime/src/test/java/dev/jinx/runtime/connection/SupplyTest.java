package dev.jinx.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A read that finds nothing must never be taken for one that finds something. */
@Timeout(60)
class SupplyTest {
    private SocketChannel channel;
    private Socket peer;
    private FileDescriptor fd;

    @BeforeEach
    void connect() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
            channel = SocketChannel.open(new InetSocketAddress(loopback, server.getLocalPort()));
            peer = server.accept();
        }
        peer.setTcpNoDelay(true);
        channel.configureBlocking(false);
        fd = Sockets.descriptor(channel);
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
        peer.close();
    }

    /** Written, and there. */
    private void arrives(int count) throws IOException {
        int before = Kernel.available(fd);
        peer.getOutputStream().write(new byte[count]);
        while (Kernel.available(fd) < before + count) {
            Thread.onSpinWait();
        }
    }

    private int read(int most) throws IOException {
        return channel.read(ByteBuffer.allocate(most));
    }

    private void elsewhere(Runnable task) throws InterruptedException {
        Thread other = new Thread(task);
        other.start();
        other.join();
    }

    @Test
    void whatIsSaidToBeThereIs() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        OutputStream out = peer.getOutputStream();
        for (int i = 0; i < 50_000; i++) {
            if (random.nextInt(20) == 0) {
                out.write(new byte[1 + random.nextInt(200)]);
            }
            int most = random.nextInt(30) == 0 ? 4_096 : 1 + random.nextInt(30);
            boolean there = Supply.readable(fd, most);
            int read = read(most);
            assertThat(there ? read : 1).as("read %d of at most %d", i, most).isNotZero();
            if (random.nextInt(2_000) == 0) {
                Supply.renew();
            }
        }
    }

    @Test
    void nothingIsNotThere() throws IOException {
        assertThat(Supply.readable(fd, 1)).isFalse();
        arrives(3);
        assertThat(Supply.readable(fd, 1)).isTrue();
        read(1);
        assertThat(Supply.readable(fd, 1)).isTrue();
        read(1);
        assertThat(Supply.readable(fd, 1)).isTrue();
        read(1);
        assertThat(Supply.readable(fd, 1)).isFalse();
    }

    @Test
    void anEndIsSomething() throws IOException {
        arrives(1);
        peer.shutdownOutput();
        assertThat(Supply.readable(fd, 10)).isTrue();
        assertThat(read(10)).isEqualTo(1);
        for (int i = 0; i < 2; i++) {
            while (!Supply.readable(fd, 10)) {
                Thread.onSpinWait();
            }
            assertThat(read(10)).isEqualTo(-1);
        }
    }

    @Test
    void theKernelIsAskedOnceForManyReads() throws IOException {
        arrives(3);
        assertThat(Supply.readable(fd, 1)).isTrue();
        // Behind its back, which no read of an application's is.
        assertThat(read(3)).isEqualTo(3);
        assertThat(Supply.readable(fd, 1)).as("two more were there").isTrue();
        assertThat(Supply.readable(fd, 1)).as("one more was there").isTrue();
        assertThat(Supply.readable(fd, 1)).as("asked again").isFalse();
    }

    @Test
    void whatAnotherThreadReadsIsNotReckonedWith() throws Exception {
        arrives(100);
        assertThat(Supply.readable(fd, 1)).isTrue();
        read(1);
        elsewhere(() -> {
            try {
                assertThat(Supply.readable(fd, 200)).isTrue();
                assertThat(read(200)).isEqualTo(99);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(Supply.readable(fd, 1)).isFalse();
        arrives(10);
        assertThat(Supply.readable(fd, 1)).isTrue();
        read(10);
        assertThat(Supply.readable(fd, 1)).as("asked each time from then on").isFalse();
    }

    @Test
    void anotherThreadThatReadsAnotherWayCountsAsOne() throws Exception {
        arrives(100);
        assertThat(Supply.readable(fd, 1)).isTrue();
        elsewhere(() -> Supply.forget(fd));
        assertThat(read(200)).isEqualTo(100);
        assertThat(Supply.readable(fd, 1)).isFalse();
    }

    @Test
    void whatGoesAnotherWayIsForgotten() throws IOException {
        arrives(100);
        assertThat(Supply.readable(fd, 1)).isTrue();
        Supply.forget(channel);
        assertThat(read(200)).isEqualTo(100);
        assertThat(Supply.readable(fd, 1)).isFalse();
    }

    @Test
    void underOtherRulesTheKernelIsAskedAnew() throws IOException {
        arrives(100);
        assertThat(Supply.readable(fd, 1)).isTrue();
        assertThat(read(200)).isEqualTo(100);
        Supply.renew();
        assertThat(Supply.readable(fd, 1)).isFalse();
    }
}
