package dev.jinx.e2e.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channels;
import java.nio.channels.CompletionHandler;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Each way in which an application of the JDK reads from and writes to a stream of bytes. */
enum Line {
    SOCKET("Socket"),
    ADAPTOR("channel.socket()"),
    CHANNEL("SocketChannel"),
    STREAMS("Channels streams"),
    VECTORS("gathering, scattering"),
    SELECTOR("selector"),
    SELECTED_VECTORS("selector, gathering, scattering"),
    FUTURE("asynchronous, Future"),
    HANDLER("asynchronous, handler, fixed pool"),
    CACHED("asynchronous, handler, cached pool"),
    UNIX("Unix-domain"),
    UNIX_SELECTOR("Unix-domain, selector");

    /** What the documentation calls it. */
    final String documented;

    Line(String documented) {
        this.documented = documented;
    }

    /** What a read or write gives when a selector has nothing for it for so long. */
    static final int WAITS = -99;

    private static final AsynchronousChannelGroup FIXED = group(true);
    private static final AsynchronousChannelGroup POOL = group(false);

    private static AsynchronousChannelGroup group(boolean fixed) {
        try {
            return fixed
                    ? AsynchronousChannelGroup.withFixedThreadPool(2, Line::daemon)
                    : AsynchronousChannelGroup.withCachedThreadPool(Executors.newCachedThreadPool(Line::daemon), 1);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    boolean unix() {
        return this == UNIX || this == UNIX_SELECTOR;
    }

    boolean selects() {
        return this == SELECTOR || this == SELECTED_VECTORS || this == UNIX_SELECTOR;
    }

    private boolean asynchronous() {
        return this == FUTURE || this == HANDLER || this == CACHED;
    }

    private boolean vectors() {
        return this == VECTORS || this == SELECTED_VECTORS;
    }

    /** One end of a connection. Reads and writes wait; a selector's give up after a while. */
    interface End extends AutoCloseable {
        int read(ByteBuffer into) throws IOException;

        /** Some of it. */
        int write(ByteBuffer from) throws IOException;

        /** Shuts the writing side down. */
        void finish() throws IOException;

        /** Has a close reset the connection. */
        void abort() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A listening socket. */
    interface Listener extends AutoCloseable {
        SocketAddress address() throws IOException;

        End accept() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Connects, in so many milliseconds where the API has a timeout of its own. */
    End connect(SocketAddress to, int timeout, int patience) throws IOException {
        switch (this) {
            case SOCKET -> {
                Socket socket = new Socket();
                socket.connect(to, timeout);
                return new Plain(socket);
            }
            case FUTURE, HANDLER, CACHED -> {
                AsynchronousSocketChannel channel = AsynchronousSocketChannel.open(this == CACHED ? POOL : FIXED);
                try {
                    get(channel.connect(to));
                } catch (IOException e) {
                    channel.close();
                    throw e;
                }
                return new Asynchronous(channel, this != FUTURE);
            }
            case ADAPTOR -> {
                SocketChannel channel = SocketChannel.open();
                channel.socket().connect(to, timeout);
                return new Plain(channel.socket());
            }
            case SELECTOR, SELECTED_VECTORS, UNIX_SELECTOR -> {
                SocketChannel channel = unix() ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
                channel.configureBlocking(false);
                Selected end = new Selected(channel, vectors(), patience);
                try {
                    end.connect(to);
                } catch (IOException e) {
                    end.close();
                    throw e;
                }
                return end;
            }
            default -> {
                SocketChannel channel = unix() ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
                try {
                    channel.connect(to);
                } catch (IOException e) {
                    channel.close();
                    throw e;
                }
                return blocking(channel);
            }
        }
    }

    private End blocking(SocketChannel channel) throws IOException {
        return this == STREAMS ? new Streamed(channel) : new Blocking(channel, vectors());
    }

    /** Listens at that address. */
    Listener listen(SocketAddress at, int patience) throws IOException {
        if (this == SOCKET) {
            ServerSocket server = new ServerSocket();
            server.bind(at);
            return listener(server::getLocalSocketAddress, () -> new Plain(server.accept()), server);
        }
        if (asynchronous()) {
            AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open(this == CACHED ? POOL : FIXED)
                    .bind(at);
            return listener(
                    server::getLocalAddress, () -> new Asynchronous(get(server.accept()), this != FUTURE), server);
        }
        ServerSocketChannel server =
                unix() ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        server.bind(at);
        if (selects()) {
            server.configureBlocking(false);
            return listener(server::getLocalAddress, () -> selected(server, patience), server);
        }
        return listener(
                server::getLocalAddress,
                () -> this == ADAPTOR ? new Plain(server.socket().accept()) : blocking(server.accept()),
                server);
    }

    private End selected(ServerSocketChannel server, int patience) throws IOException {
        try (Selector selector = Selector.open()) {
            server.register(selector, SelectionKey.OP_ACCEPT);
            selector.select(patience);
            SocketChannel channel = server.accept();
            if (channel == null) {
                throw new IOException("nobody to be accepted");
            }
            channel.configureBlocking(false);
            return new Selected(channel, vectors(), patience);
        }
    }

    private interface Call<T> {
        T call() throws IOException;
    }

    private static Listener listener(Call<SocketAddress> address, Call<End> accept, java.io.Closeable server) {
        return new Listener() {
            @Override
            public SocketAddress address() throws IOException {
                return address.call();
            }

            @Override
            public End accept() throws IOException {
                return accept.call();
            }

            @Override
            public void close() throws IOException {
                server.close();
            }
        };
    }

    static <T> T get(Future<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static ByteBuffer[] parts(ByteBuffer whole, boolean input) {
        int cut = whole.position() + whole.remaining() / 3;
        ByteBuffer first = whole.duplicate().limit(cut);
        ByteBuffer rest = whole.duplicate().position(cut);
        // One of each kind, and an empty one between them.
        if (input) {
            return new ByteBuffer[] {first, ByteBuffer.allocate(0), rest};
        }
        ByteBuffer direct =
                ByteBuffer.allocateDirect(first.remaining()).put(first).flip();
        return new ByteBuffer[] {direct, ByteBuffer.allocate(0), rest};
    }

    private static int moved(ByteBuffer whole, long n) {
        whole.position(whole.position() + (int) Math.max(0, n));
        return (int) n;
    }

    /** A Socket, be it a channel's or not. */
    private record Plain(Socket socket) implements End {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return moved(into, socket.getInputStream().read(into.array(), into.position(), into.remaining()));
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            int n = from.remaining();
            socket.getOutputStream().write(from.array(), from.position(), n);
            return moved(from, n);
        }

        @Override
        public void finish() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void abort() throws IOException {
            socket.setSoLinger(true, 0);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private record Blocking(SocketChannel channel, boolean vectors) implements End {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return vectors ? moved(into, channel.read(parts(into, true))) : channel.read(into);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return vectors ? moved(from, channel.write(parts(from, false))) : channel.write(from);
        }

        @Override
        public void finish() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void abort() throws IOException {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A channel's streams. */
    private static final class Streamed implements End {
        private final SocketChannel channel;
        private final InputStream in;
        private final OutputStream out;

        Streamed(SocketChannel channel) {
            this.channel = channel;
            in = Channels.newInputStream(channel);
            out = Channels.newOutputStream(channel);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return moved(into, in.read(into.array(), into.position(), into.remaining()));
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            int n = from.remaining();
            out.write(from.array(), from.position(), n);
            return moved(from, n);
        }

        @Override
        public void finish() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void abort() throws IOException {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class Selected implements End {
        private final SocketChannel channel;
        private final boolean vectors;
        private final int patience;
        private final Selector readers = Selector.open();
        private final Selector writers = Selector.open();

        Selected(SocketChannel channel, boolean vectors, int patience) throws IOException {
            this.channel = channel;
            this.vectors = vectors;
            this.patience = patience;
        }

        void connect(SocketAddress to) throws IOException {
            if (!channel.connect(to)) {
                channel.register(writers, SelectionKey.OP_CONNECT);
                if (writers.select(patience) == 0) {
                    throw new IOException("not connected in time");
                }
                writers.selectedKeys().clear();
                channel.finishConnect();
            }
        }

        private boolean awaits(Selector selector, int operation) throws IOException {
            SelectionKey key = channel.keyFor(selector);
            key = key == null ? channel.register(selector, operation) : key.interestOps(operation);
            long end = System.nanoTime() + patience * 1_000_000L;
            int spins = 0;
            while (true) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                selector.selectedKeys().clear();
                if (selector.select(left) > 0) {
                    return true;
                }
                if (spins++ > 2000) {
                    throw new IOException("the selector spins");
                }
            }
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int spins = 0;
            while (true) {
                if (!awaits(readers, SelectionKey.OP_READ)) {
                    return WAITS;
                }
                int n = vectors ? moved(into, channel.read(parts(into, true))) : channel.read(into);
                if (n != 0) {
                    return n;
                }
                if (spins++ > 2000) {
                    throw new IOException("ready again and again for nothing");
                }
            }
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            int spins = 0;
            while (true) {
                int n = vectors ? moved(from, channel.write(parts(from, false))) : channel.write(from);
                if (n != 0) {
                    return n;
                }
                if (!awaits(writers, SelectionKey.OP_WRITE)) {
                    return WAITS;
                }
                if (spins++ > 20_000) {
                    throw new IOException("ready again and again for nothing");
                }
            }
        }

        @Override
        public void finish() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void abort() throws IOException {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }

        @Override
        public void close() throws IOException {
            channel.close();
            readers.close();
            writers.close();
        }
    }

    private record Asynchronous(AsynchronousSocketChannel channel, boolean handler) implements End {
        @Override
        public int read(ByteBuffer into) throws IOException {
            if (!handler) {
                return get(channel.read(into));
            }
            Waiting done = new Waiting();
            channel.read(into, null, done);
            return get(done.result);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            if (!handler) {
                return get(channel.write(from));
            }
            Waiting done = new Waiting();
            channel.write(from, null, done);
            return get(done.result);
        }

        @Override
        public void finish() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void abort() throws IOException {
            // The JDK has no such option for these channels.
            channel.close();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class Waiting implements CompletionHandler<Integer, Object> {
        final CompletableFuture<Integer> result = new CompletableFuture<>();

        @Override
        public void completed(Integer n, Object nothing) {
            result.complete(n);
        }

        @Override
        public void failed(Throwable thrown, Object nothing) {
            result.completeExceptionally(thrown);
        }
    }

    /** Whether that address is a path. */
    static boolean isPath(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress;
    }
}
