package dev.jinx.runtime.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jinx.runtime.connection.Change;
import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Memory;
import dev.jinx.runtime.connection.Passage;
import dev.jinx.runtime.connection.Peer;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import jdk.internal.misc.Unsafe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a call when Jinx itself fails where bytes pass. */
@Timeout(30)
class BorderTest {
    /** A rule that breaks whoever asks it. */
    private static final class Broken implements Peer {
        @Override
        public long window() {
            throw new IllegalStateException("a test");
        }

        @Override
        public long acts(Connection connection) {
            throw new IllegalStateException("a test");
        }

        @Override
        public boolean down() {
            return true;
        }

        @Override
        public boolean in() {
            return false;
        }

        @Override
        public boolean out() {
            return false;
        }

        @Override
        public boolean inForce() {
            return true;
        }
    }

    private ServerSocket server;
    private SocketChannel channel;
    private Socket peer;
    private FileDescriptor fd;
    private Connection connection;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        channel = SocketChannel.open(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
        peer = server.accept();
        peer.setSoTimeout(10_000);
        fd = Sockets.descriptor(channel);
        connection = Connections.of(fd, false, false);
    }

    @AfterEach
    void close() throws IOException {
        Connections.closed(fd);
        channel.close();
        peer.close();
        server.close();
        Failures.clear();
    }

    private static void isRecorded() {
        assertThat(Failures.all())
                .anyMatch(failure -> "a test".equals(failure.what().getMessage()));
    }

    @Test
    void theCallGoesOnWhereNothingIsInOurHands() throws IOException {
        connection.custody().subject(new Broken(), "peer");
        for (Crossing.Kind kind : new Crossing.Kind[] {Crossing.Kind.READ, Crossing.Kind.WRITE}) {
            assertThat(Border.cross(kind, null, fd, Memory.buffer(0, 10)))
                    .as("%s", kind)
                    .isEqualTo(Crossing.proceed(10));
            isRecorded();
            Failures.clear();
        }
    }

    @Test
    void theConnectionIsResetWhereBytesAreInOurHands() throws IOException {
        Change holds = (stage, bytes, drawn) -> {
            stage.hold(stage.join(bytes), Long.MAX_VALUE);
            return new byte[0];
        };
        Passage passage = new Passage(1);
        passage.add(holds, 0, null);
        hold(passage);
        assertThat(connection.custody().has(Crossing.Kind.WRITE)).isTrue();
        connection.custody().subject(new Broken(), "peer");
        assertThatThrownBy(() -> Border.cross(Crossing.Kind.WRITE, null, fd, Memory.buffer(0, 10)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Connection reset");
        isRecorded();
        assertThatThrownBy(() -> peer.getInputStream().read()).hasMessage("Connection reset");
    }

    private void hold(Passage passage) throws IOException {
        Unsafe unsafe = Unsafe.getUnsafe();
        long address = unsafe.allocateMemory(4);
        try {
            connection.custody().write(null, fd, Memory.buffer(address, 4), 4, passage, 0);
        } finally {
            unsafe.freeMemory(address);
        }
    }
}
