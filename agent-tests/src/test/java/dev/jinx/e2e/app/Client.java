package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One of the blocking APIs for a stream connection. */
abstract class Client implements AutoCloseable {
    /** The APIs. */
    enum Api {
        SOCKET,
        CHANNEL,
        ADAPTOR,
        UNIX;

        Client open() throws IOException {
            return switch (this) {
                case SOCKET -> new OfSocket(new Socket(), this);
                case CHANNEL -> new OfChannel(SocketChannel.open(), this);
                case ADAPTOR -> new OfAdaptor(SocketChannel.open(), this);
                case UNIX -> new OfChannel(SocketChannel.open(StandardProtocolFamily.UNIX), this);
            };
        }

        boolean hasTimeouts() {
            return this == SOCKET || this == ADAPTOR;
        }
    }

    final Api api;

    Client(Api api) {
        this.api = api;
    }

    abstract void connect(SocketAddress to, int timeout) throws IOException;

    /** Reads up to that many bytes. */
    abstract int read(byte[] into) throws IOException;

    abstract int write(byte[] from) throws IOException;

    abstract void soTimeout(int millis) throws IOException;

    abstract void shutdownInput() throws IOException;

    abstract void sendBuffer(int bytes) throws IOException;

    /** Has the close send RST. */
    abstract void linger() throws IOException;

    abstract String state();

    @Override
    public abstract void close() throws IOException;

    private static final class OfSocket extends Client {
        private final Socket socket;

        OfSocket(Socket socket, Api api) {
            super(api);
            this.socket = socket;
        }

        @Override
        void connect(SocketAddress to, int timeout) throws IOException {
            socket.connect(to, timeout);
        }

        @Override
        int read(byte[] into) throws IOException {
            return socket.getInputStream().read(into);
        }

        @Override
        int write(byte[] from) throws IOException {
            socket.getOutputStream().write(from);
            return from.length;
        }

        @Override
        void soTimeout(int millis) throws IOException {
            socket.setSoTimeout(millis);
        }

        @Override
        void shutdownInput() throws IOException {
            socket.shutdownInput();
        }

        @Override
        void linger() throws IOException {
            socket.setSoLinger(true, 0);
        }

        @Override
        void sendBuffer(int bytes) throws IOException {
            socket.setSendBufferSize(bytes);
        }

        @Override
        String state() {
            return stateOf(socket);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String stateOf(Socket socket) {
        return "connected " + socket.isConnected() + ", closed " + socket.isClosed() + ", input shut "
                + socket.isInputShutdown() + ", output shut " + socket.isOutputShutdown() + ", bound "
                + socket.isBound();
    }

    private static final class OfAdaptor extends Client {
        private final SocketChannel channel;
        private final Socket socket;

        OfAdaptor(SocketChannel channel, Api api) {
            super(api);
            this.channel = channel;
            socket = channel.socket();
        }

        @Override
        void connect(SocketAddress to, int timeout) throws IOException {
            socket.connect(to, timeout);
        }

        @Override
        int read(byte[] into) throws IOException {
            return socket.getInputStream().read(into);
        }

        @Override
        int write(byte[] from) throws IOException {
            socket.getOutputStream().write(from);
            return from.length;
        }

        @Override
        void soTimeout(int millis) throws IOException {
            socket.setSoTimeout(millis);
        }

        @Override
        void shutdownInput() throws IOException {
            socket.shutdownInput();
        }

        @Override
        void linger() throws IOException {
            socket.setSoLinger(true, 0);
        }

        @Override
        void sendBuffer(int bytes) throws IOException {
            socket.setSendBufferSize(bytes);
        }

        @Override
        String state() {
            return stateOf(socket) + ", channel open " + channel.isOpen() + ", connected " + channel.isConnected();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final class OfChannel extends Client {
        private final SocketChannel channel;

        OfChannel(SocketChannel channel, Api api) {
            super(api);
            this.channel = channel;
        }

        @Override
        void connect(SocketAddress to, int timeout) throws IOException {
            channel.connect(to);
        }

        @Override
        int read(byte[] into) throws IOException {
            return channel.read(ByteBuffer.wrap(into));
        }

        @Override
        int write(byte[] from) throws IOException {
            return channel.write(ByteBuffer.wrap(from));
        }

        @Override
        void soTimeout(int millis) {
            throw new UnsupportedOperationException();
        }

        @Override
        void shutdownInput() throws IOException {
            channel.shutdownInput();
        }

        @Override
        void linger() throws IOException {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }

        @Override
        void sendBuffer(int bytes) throws IOException {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, bytes);
        }

        @Override
        String state() {
            return "open " + channel.isOpen() + ", connected " + channel.isConnected() + ", pending "
                    + channel.isConnectionPending() + ", remote " + remote();
        }

        private String remote() {
            try {
                SocketAddress remote = channel.getRemoteAddress();
                return remote == null ? "none" : remote instanceof InetSocketAddress ? "tcp" : "unix";
            } catch (IOException e) {
                return e.getClass().getSimpleName();
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
