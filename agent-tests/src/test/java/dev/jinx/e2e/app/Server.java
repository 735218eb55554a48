package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** One of the blocking APIs that accept. */
abstract class Server implements AutoCloseable {
    /** The APIs. */
    enum Api {
        SERVER_SOCKET,
        SERVER_CHANNEL,
        SERVER_ADAPTOR,
        SERVER_UNIX;

        Server open(Path directory) throws IOException {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
            return switch (this) {
                case SERVER_SOCKET -> new OfSocket(new ServerSocket(0, 50, any.getAddress()));
                case SERVER_CHANNEL -> new OfChannel(ServerSocketChannel.open().bind(any));
                case SERVER_ADAPTOR ->
                    new OfSocket(ServerSocketChannel.open().bind(any).socket());
                case SERVER_UNIX ->
                    new OfChannel(ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                            .bind(UnixDomainSocketAddress.of(directory.resolve("server-" + System.nanoTime()))));
            };
        }
    }

    abstract SocketAddress address() throws IOException;

    /** Accepts a connection, and keeps it for {@link #read} and {@link #write}. */
    abstract void accept() throws IOException;

    abstract int read() throws IOException;

    abstract int write() throws IOException;

    abstract void soTimeout(int millis) throws IOException;

    abstract boolean isOpen();

    @Override
    public abstract void close() throws IOException;

    private static final class OfSocket extends Server {
        private final ServerSocket server;
        private Socket accepted;

        OfSocket(ServerSocket server) {
            this.server = server;
        }

        @Override
        SocketAddress address() {
            return server.getLocalSocketAddress();
        }

        @Override
        void accept() throws IOException {
            accepted = server.accept();
        }

        @Override
        int read() throws IOException {
            return accepted.getInputStream().read(new byte[100]);
        }

        @Override
        int write() throws IOException {
            accepted.getOutputStream().write(new byte[10]);
            return 10;
        }

        @Override
        void soTimeout(int millis) throws IOException {
            server.setSoTimeout(millis);
        }

        @Override
        boolean isOpen() {
            return !server.isClosed();
        }

        @Override
        public void close() throws IOException {
            server.close();
            if (accepted != null) {
                accepted.close();
            }
        }
    }

    private static final class OfChannel extends Server {
        private final ServerSocketChannel server;
        private SocketChannel accepted;

        OfChannel(ServerSocketChannel server) {
            this.server = server;
        }

        @Override
        SocketAddress address() throws IOException {
            return server.getLocalAddress();
        }

        @Override
        void accept() throws IOException {
            accepted = server.accept();
        }

        @Override
        int read() throws IOException {
            return accepted.read(ByteBuffer.allocate(100));
        }

        @Override
        int write() throws IOException {
            return accepted.write(ByteBuffer.wrap(new byte[10]));
        }

        @Override
        void soTimeout(int millis) {
            throw new UnsupportedOperationException();
        }

        @Override
        boolean isOpen() {
            return server.isOpen();
        }

        @Override
        public void close() throws IOException {
            server.close();
            if (accepted != null) {
                accepted.close();
            }
        }
    }
}
