package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Connects that the network refuses: to each pair of a real and an injected address, on each API, step by step. */
public final class Unreachable {
    private static final int MOST_SECONDS = 20;

    /** Each API that connects. */
    private enum Api {
        SOCKET,
        SOCKET_WITH_TIMEOUT,
        CHANNEL,
        ADAPTOR,
        SELECTOR,
        ASYNC_FUTURE,
        ASYNC_HANDLER
    }

    private final List<String[]> steps = new ArrayList<>();

    private Unreachable() {}

    /** Each argument is {@code ERROR,real host,injected host}. */
    public static void main(String[] arguments) throws Exception {
        for (String argument : arguments) {
            String[] words = argument.split(",", -1);
            try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(words[2]))) {
                InetSocketAddress real = new InetSocketAddress(words[1], server.getLocalPort());
                InetSocketAddress injected = new InetSocketAddress(words[2], server.getLocalPort());
                // All at once: some of the real ones take their time.
                List<Thread> threads = new ArrayList<>();
                for (Api api : Api.values()) {
                    threads.add(Threads.platform("real", () -> play(words[0], api, "real", real)));
                    threads.add(Threads.platform("injected", () -> play(words[0], api, "injected", injected)));
                }
                threads.forEach(Threads::join);
                server.setSoTimeout(1);
                Say.fact("arrived at " + words[0], arrived(server));
            }
        }
        System.exit(0);
    }

    private static int arrived(ServerSocket server) {
        int arrived = 0;
        try {
            while (true) {
                server.accept().close();
                arrived++;
            }
        } catch (IOException e) {
            return arrived;
        }
    }

    private static void play(String error, Api api, String how, InetSocketAddress to) {
        Unreachable played = new Unreachable();
        try {
            played.play(api, to);
        } catch (IOException e) {
            played.step("end", () -> {
                throw e;
            });
        }
        for (String[] step : played.steps) {
            Say.row("step", error, api.name(), how, step[0], step[1]);
        }
    }

    private void play(Api api, InetSocketAddress to) throws IOException {
        switch (api) {
            case SOCKET -> socket(new Socket(), to, 0);
            case SOCKET_WITH_TIMEOUT -> socket(new Socket(), to, MOST_SECONDS * 1000);
            case CHANNEL -> channel(to);
            case ADAPTOR -> {
                try (SocketChannel channel = SocketChannel.open()) {
                    socket(channel.socket(), to, 0);
                }
            }
            case SELECTOR -> selector(to);
            case ASYNC_FUTURE -> future(to);
            case ASYNC_HANDLER -> handler(to);
            default -> throw new IllegalStateException(api.name());
        }
    }

    private void step(String name, Callable<Object> action) {
        String result;
        try {
            result = String.valueOf(action.call());
        } catch (Throwable e) {
            result = Say.describe(e) + ", thrown in " + Stage.top(e);
        }
        steps.add(new String[] {name, result});
    }

    private void socket(Socket socket, InetSocketAddress to, int timeout) throws IOException {
        try (socket) {
            for (int i = 0; i < 2; i++) {
                step("connect", () -> {
                    socket.connect(to, timeout);
                    return "connected";
                });
                step(
                        "state",
                        () -> socket.isConnected() + " " + socket.isClosed() + " " + socket.isBound() + " "
                                + (socket.getRemoteSocketAddress() == null));
            }
            step("read", () -> socket.getInputStream().read());
            step("write", () -> {
                socket.getOutputStream().write(1);
                return "written";
            });
        }
    }

    private void channel(InetSocketAddress to) throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            for (int i = 0; i < 2; i++) {
                step("connect", () -> channel.connect(to));
                state(channel);
            }
            step("read", () -> channel.read(ByteBuffer.allocate(1)));
            step("write", () -> channel.write(ByteBuffer.allocate(1)));
        }
    }

    private void state(SocketChannel channel) {
        step("state", () -> channel.isOpen() + " " + channel.isConnected() + " " + channel.isConnectionPending());
        step("remote", () -> channel.getRemoteAddress() == null);
    }

    private void selector(InetSocketAddress to) throws IOException {
        try (Selector selector = Selector.open();
                SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            step("register", () -> channel.register(selector, SelectionKey.OP_CONNECT)
                    .isValid());
            step("connect", () -> channel.connect(to));
            state(channel);
            if (channel.isConnectionPending()) {
                step("select", () -> selector.select(MOST_SECONDS * 1000L));
                step("ready", () -> selector.selectedKeys().iterator().next().readyOps());
            }
            step("finish", () -> channel.finishConnect());
            state(channel);
            step(
                    "select again",
                    () -> selector.selectNow() + " of " + selector.keys().size());
            step("connect again", () -> channel.connect(to));
        }
    }

    private void future(InetSocketAddress to) throws IOException {
        try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
            for (int i = 0; i < 2; i++) {
                step("connect", () -> {
                    try {
                        return channel.connect(to).get(MOST_SECONDS, TimeUnit.SECONDS);
                    } catch (ExecutionException e) {
                        throw (Exception) e.getCause();
                    }
                });
                state(channel);
            }
        }
    }

    private void state(AsynchronousSocketChannel channel) {
        step("open", channel::isOpen);
        step("remote", () -> channel.getRemoteAddress() == null);
        step("read", () -> channel.read(ByteBuffer.allocate(1)).get(MOST_SECONDS, TimeUnit.SECONDS));
    }

    private void handler(InetSocketAddress to) throws IOException {
        try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
            step("connect", () -> {
                CompletableFuture<String> outcome = new CompletableFuture<>();
                channel.connect(to, "attached", new CompletionHandler<Void, String>() {
                    @Override
                    public void completed(Void result, String attachment) {
                        outcome.complete("completed");
                    }

                    @Override
                    public void failed(Throwable thrown, String attachment) {
                        outcome.complete("failed with " + Say.describe(thrown) + ", " + attachment + ", thrown in "
                                + Stage.top(thrown));
                    }
                });
                return outcome.get(MOST_SECONDS, TimeUnit.SECONDS);
            });
            state(channel);
        }
    }
}
