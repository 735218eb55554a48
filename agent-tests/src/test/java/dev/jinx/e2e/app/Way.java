package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The ways to a stream of bytes. */
enum Way {
    SOCKET {
        @Override
        Stream open(SocketAddress address) throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(address);
            socket.setSoTimeout(MOST);
            return new Stream() {
                @Override
                public int read(ByteBuffer into) throws IOException {
                    int n = socket.getInputStream().read(into.array(), into.position(), into.remaining());
                    into.position(into.position() + Math.max(0, n));
                    return n;
                }

                @Override
                public int write(ByteBuffer from) throws IOException {
                    int n = from.remaining();
                    socket.getOutputStream().write(from.array(), from.position(), n);
                    from.position(from.limit());
                    return n;
                }

                @Override
                public void close() throws IOException {
                    socket.close();
                }
            };
        }
    },
    CHANNEL {
        @Override
        Stream open(SocketAddress address) throws IOException {
            SocketChannel channel = SocketChannel.open(address);
            return new Stream() {
                @Override
                public int read(ByteBuffer into) throws IOException {
                    return channel.read(into);
                }

                @Override
                public int write(ByteBuffer from) throws IOException {
                    return channel.write(from);
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        }
    },
    SELECTOR {
        @Override
        Stream open(SocketAddress address) throws IOException {
            SocketChannel channel = SocketChannel.open(address);
            channel.configureBlocking(false);
            Loop loop = new Loop();
            SelectionKey key = loop.register(channel, 0);
            return new Stream() {
                @Override
                public int read(ByteBuffer into) throws IOException {
                    while (true) {
                        ready(SelectionKey.OP_READ);
                        int n = channel.read(into);
                        if (n != 0) {
                            return n;
                        }
                    }
                }

                @Override
                public int write(ByteBuffer from) throws IOException {
                    while (true) {
                        int n = channel.write(from);
                        if (n != 0) {
                            return n;
                        }
                        ready(SelectionKey.OP_WRITE);
                    }
                }

                private void ready(int ops) throws IOException {
                    key.interestOps(ops);
                    if (loop.await(key, MOST) == 0) {
                        throw new IOException("never ready");
                    }
                }

                @Override
                public void close() throws IOException {
                    loop.close();
                }
            };
        }
    },
    ASYNC {
        @Override
        Stream open(SocketAddress address) throws IOException {
            AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
            get(channel.connect(address));
            return new Stream() {
                @Override
                public int read(ByteBuffer into) throws IOException {
                    return get(channel.read(into));
                }

                @Override
                public int write(ByteBuffer from) throws IOException {
                    return get(channel.write(from));
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        }
    };

    private static final int MOST = 10_000;

    /** A connection; one thread. Reads and writes wait. */
    interface Stream extends AutoCloseable {
        int read(ByteBuffer into) throws IOException;

        int write(ByteBuffer from) throws IOException;

        @Override
        void close() throws IOException;
    }

    abstract Stream open(SocketAddress address) throws IOException;

    static <T> T get(java.util.concurrent.Future<T> future) throws IOException {
        try {
            return future.get(MOST, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IOException(e);
        }
    }
}
