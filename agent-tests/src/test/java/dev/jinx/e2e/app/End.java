package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Our end of a connection, on an API that does not block: each operation says what the API gave, errors too. */
abstract class End implements AutoCloseable {
    /** How long nothing is taken for nothing, in milliseconds. */
    private static final long NOTHING = 400;

    /** The APIs. */
    enum Api {
        SELECTOR,
        FUTURE,
        HANDLER,
        /** With handlers, on a group of one thread: the JDK tries nothing on the calling thread. */
        ONE_THREAD;

        End open() throws IOException {
            return this == SELECTOR ? new Selected() : new Asynchronous(this);
        }
    }

    /** What an operation gives. */
    interface Gives {
        Object get() throws Throwable;
    }

    static String say(Gives operation) {
        try {
            return String.valueOf(operation.get());
        } catch (Throwable e) {
            return Say.describe(e);
        }
    }

    abstract String connect(SocketAddress address);

    abstract String read(int length);

    abstract String write(int length);

    /** A read with the API's own timeout, if it has one. */
    abstract String timedRead(long millis);

    abstract String writeUntilFull();

    abstract String state();

    abstract void sendBuffer(int bytes) throws IOException;

    @Override
    public abstract void close() throws IOException;

    private static final class Selected extends End {
        private final SocketChannel channel = SocketChannel.open();
        private final Loop loop = new Loop();
        private SelectionKey key;

        Selected() throws IOException {
            channel.configureBlocking(false);
        }

        private int ready(int ops) throws IOException {
            key.interestOps(ops);
            return loop.await(key, NOTHING);
        }

        @Override
        String connect(SocketAddress address) {
            return say(() -> {
                key = loop.register(channel, SelectionKey.OP_CONNECT);
                boolean at = channel.connect(address);
                int ready = loop.await(key, NOTHING);
                return "immediately " + at + ", ready " + ready + ", " + say(channel::finishConnect) + ", valid "
                        + key.isValid();
            });
        }

        @Override
        String read(int length) {
            return say(() -> {
                int ready = ready(SelectionKey.OP_READ);
                return "ready " + ready + ", " + say(() -> channel.read(ByteBuffer.allocate(length)));
            });
        }

        @Override
        String timedRead(long millis) {
            return read(100);
        }

        @Override
        String write(int length) {
            return say(() -> {
                int ready = ready(SelectionKey.OP_READ | SelectionKey.OP_WRITE) & SelectionKey.OP_WRITE;
                return "ready " + ready + ", " + say(() -> channel.write(ByteBuffer.allocate(length)));
            });
        }

        @Override
        String writeUntilFull() {
            return say(() -> {
                ByteBuffer bytes = ByteBuffer.allocate(100_000);
                while (channel.write(bytes) > 0 || loop.await(key.interestOps(SelectionKey.OP_WRITE), NOTHING) != 0) {
                    bytes.clear();
                }
                return "full";
            });
        }

        @Override
        String state() {
            return "open " + channel.isOpen() + ", connected " + channel.isConnected() + ", pending "
                    + channel.isConnectionPending() + ", valid " + (key == null ? "none" : key.isValid()) + ", ops "
                    + say(() -> {
                        try {
                            return key == null ? "none" : key.interestOps();
                        } catch (CancelledKeyException e) {
                            return "cancelled";
                        }
                    });
        }

        @Override
        void sendBuffer(int bytes) throws IOException {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, bytes);
        }

        @Override
        public void close() throws IOException {
            channel.close();
            if (loop.selector().isOpen()) {
                loop.selector().selectNow();
            }
        }
    }

    private static final class Asynchronous extends End {
        private final AsynchronousChannelGroup group;
        private final AsynchronousSocketChannel channel;
        private final Api api;

        Asynchronous(Api api) throws IOException {
            this.api = api;
            group = api == Api.ONE_THREAD
                    ? AsynchronousChannelGroup.withFixedThreadPool(1, task -> daemon(task, "one"))
                    : AsynchronousChannelGroup.withThreadPool(
                            Executors.newCachedThreadPool(task -> daemon(task, "group")));
            channel = AsynchronousSocketChannel.open(group);
        }

        private static Thread daemon(Runnable task, String name) {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        }

        private static <T> String outcome(Future<T> future) throws Exception {
            try {
                return "gives " + future.get(NOTHING, TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                return "fails with " + Say.describe(e.getCause());
            } catch (TimeoutException e) {
                return "pending";
            }
        }

        private <T> String handled(Handled<T> call) {
            return say(() -> {
                CompletableFuture<T> result = new CompletableFuture<>();
                call.with(new CompletionHandler<>() {
                    @Override
                    public void completed(T value, Object attachment) {
                        result.complete(value);
                    }

                    @Override
                    public void failed(Throwable failure, Object attachment) {
                        result.completeExceptionally(failure);
                    }
                });
                return outcome(result);
            });
        }

        private interface Handled<T> {
            void with(CompletionHandler<T, Object> handler);
        }

        @Override
        String connect(SocketAddress address) {
            return api == Api.FUTURE
                    ? say(() -> outcome(channel.connect(address)))
                    : handled((CompletionHandler<Void, Object> handler) -> channel.connect(address, null, handler));
        }

        @Override
        String read(int length) {
            ByteBuffer into = ByteBuffer.allocate(length);
            return api == Api.FUTURE
                    ? say(() -> outcome(channel.read(into)))
                    : handled((CompletionHandler<Integer, Object> handler) -> channel.read(into, null, handler));
        }

        @Override
        String timedRead(long millis) {
            ByteBuffer into = ByteBuffer.allocate(100);
            return handled((CompletionHandler<Integer, Object> handler) ->
                    channel.read(into, millis, TimeUnit.MILLISECONDS, null, handler));
        }

        @Override
        String write(int length) {
            ByteBuffer from = ByteBuffer.allocate(length);
            return api == Api.FUTURE
                    ? say(() -> outcome(channel.write(from)))
                    : handled((CompletionHandler<Integer, Object> handler) -> channel.write(from, null, handler));
        }

        @Override
        String writeUntilFull() {
            String last = "gives";
            while (last.startsWith("gives")) {
                last = write(100_000);
            }
            return last;
        }

        @Override
        String state() {
            return "open " + channel.isOpen() + ", remote " + say(() -> channel.getRemoteAddress() != null);
        }

        @Override
        void sendBuffer(int bytes) throws IOException {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, bytes);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
