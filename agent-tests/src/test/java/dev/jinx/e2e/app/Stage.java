package dev.jinx.e2e.app;

import java.io.IOException;
import java.io.InputStream;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Where one case is played, once with the real fault and once with the injected one: a client of one API, a peer in the same JVM that
 * no rule concerns, and the record of what each step gave.
 */
final class Stage implements AutoCloseable {
    private final int number;
    private final boolean injected;
    private final Path directory;
    private final List<String[]> steps = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final boolean unix;
    Client client;
    private ServerSocket server;
    private ServerSocketChannel unixServer;
    private Socket peer;
    private SocketChannel unixPeer;
    private SocketAddress address;

    Stage(int number, Client.Api api, boolean injected, Path directory) throws IOException {
        this.number = number;
        this.injected = injected;
        this.directory = directory;
        unix = api == Client.Api.UNIX;
        client = api.open();
        open.add(client);
    }

    boolean injected() {
        return injected;
    }

    boolean unix() {
        return unix;
    }

    List<String[]> steps() {
        return steps;
    }

    /** The host that the rule of that case is for. */
    static String host(int number, Client.Api api) {
        return "127.77." + api.ordinal() + "." + number;
    }

    /** The path that the rule of that case is for. */
    static String path(int number) {
        return "*/injected-" + number + "-*";
    }

    // Servers.

    private InetAddress here() throws IOException {
        return InetAddress.getByName(injected ? host(number, client.api) : "127.78.0." + number);
    }

    private Path socketFile() throws IOException {
        String kind = injected ? "injected-" : "real-";
        Path file = directory.resolve(kind + number + "-" + System.nanoTime());
        Files.deleteIfExists(file);
        return file;
    }

    void listen(int backlog) throws IOException {
        if (unix) {
            address = UnixDomainSocketAddress.of(socketFile());
            unixServer = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address, backlog);
            open.add(unixServer);
        } else {
            server = new ServerSocket();
            open.add(server);
            server.setReceiveBufferSize(4096);
            server.bind(new InetSocketAddress(here(), 0), backlog);
            address = new InetSocketAddress(here(), server.getLocalPort());
        }
    }

    /** Nobody listens there any more, or the peer is up if the fault is injected. */
    void refusing() throws IOException {
        if (injected || unix) {
            listen(50);
        }
        if (!injected && unix) {
            unixServer.close();
        } else if (!injected) {
            // Somebody has the port, so that nobody else can come to listen there, and does not listen.
            Socket holder = new Socket();
            open.add(holder);
            holder.bind(new InetSocketAddress(here(), 0));
            address = holder.getLocalSocketAddress();
        }
    }

    /** The backlog is full, so that connects get no answer, or the peer is up if the fault is injected. */
    void unanswering() throws IOException {
        if (injected) {
            listen(50);
            return;
        }
        listen(1);
        for (int i = 0; i < 2; i++) {
            if (unix) {
                open.add(SocketChannel.open(address));
            } else {
                Socket filler = new Socket();
                open.add(filler);
                filler.connect(address, 2000);
            }
        }
    }

    void aimAt(String host, int port) throws IOException {
        address = new InetSocketAddress(InetAddress.getByName(host), port);
    }

    // What the peer does.

    /** Connects, and has the peer accept. */
    void establish() throws IOException {
        listen(50);
        client.sendBuffer(4096);
        client.connect(address, 0);
        if (unix) {
            unixPeer = unixServer.accept();
            open.add(unixPeer);
        } else {
            peer = server.accept();
            peer.setSoTimeout(5000);
            open.add(peer);
        }
    }

    void peerWrites(int bytes) throws IOException {
        if (unix) {
            unixPeer.write(ByteBuffer.wrap(new byte[bytes]));
        } else {
            peer.getOutputStream().write(new byte[bytes]);
        }
    }

    void peerCloses() throws IOException {
        if (unix) {
            unixPeer.close();
        } else {
            peer.close();
        }
    }

    /** The peer breaks the connection: with RST, or (Unix) by going while there is something that it has not read. */
    void peerResets() throws IOException {
        if (unix) {
            unixPeer.close();
        } else {
            peer.setSoLinger(true, 0);
            peer.close();
        }
    }

    /** What the peer sees of our end. */
    void peerReads(String name) {
        step("peer " + name, () -> {
            int n = 0;
            if (unix) {
                n = unixPeer.read(ByteBuffer.allocate(100));
            } else {
                InputStream in = peer.getInputStream();
                n = in.read(new byte[100]);
            }
            return n;
        });
    }

    // Steps that are recorded.

    /** Says what each step gave. */
    void tell(String name, String api) {
        for (String[] step : steps) {
            Say.row("step", name, api, injected ? "injected" : "real", step[0], step[1], step[2]);
        }
    }

    void step(String name, Callable<Object> action) {
        String result;
        String top = "";
        try {
            Object value = action.call();
            result = value == null ? "ok" : value.toString();
        } catch (Throwable e) {
            result = Say.describe(e);
            top = top(e);
        }
        steps.add(new String[] {name, result, top});
    }

    /** The class of the top frame that is not native, and the first of our own frames if there is one. */
    static String top(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement element : thrown.getStackTrace()) {
            if (text.length() == 0 && !element.isNativeMethod()) {
                text.append(element.getClassName());
            }
        }
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            for (StackTraceElement element : t.getStackTrace()) {
                String type = element.getClassName();
                if (type.startsWith("dev.jinx.") && !type.startsWith("dev.jinx.e2e.")) {
                    return text.append(" with a frame of Jinx: ")
                            .append(element)
                            .toString();
                }
            }
        }
        return text.toString();
    }

    void connect(int timeout) {
        step("connect", () -> {
            client.connect(address, timeout);
            return null;
        });
    }

    void read() {
        step("read", () -> client.read(new byte[100]));
    }

    void write() {
        step("write", () -> client.write(new byte[10]));
    }

    void state() {
        step("state", () -> client.state());
    }

    void closes() {
        step("close", () -> {
            client.close();
            return null;
        });
    }

    /** Closes the client with RST, by the application's own doing. */
    void abort() throws IOException {
        client.linger();
        client.close();
    }

    /** Writes until the buffers are full, and then waits; byte by byte, so that the call that waits has written nothing. */
    void writeUntilFull() {
        step("write until full", () -> {
            byte[] one = new byte[1];
            for (int i = 0; i < 5_000_000; i++) {
                client.write(one);
            }
            return "never full";
        });
    }

    /** Runs {@code blocking} on another thread and, when it is blocked, {@code meanwhile} here; waits for the end of both. */
    void whileBlocked(boolean virtual, Runnable blocking, Meanwhile meanwhile) throws Exception {
        boolean[] flag = new boolean[1];
        Runnable task = () -> {
            blocking.run();
            flag[0] = Thread.currentThread().isInterrupted();
        };
        Thread thread = virtual ? Threads.virtual("case", task) : Threads.platform("case", task);
        Threads.awaitBlocked(thread);
        meanwhile.run(thread);
        Threads.join(thread);
        step("the thread", () -> thread.isAlive() ? "still blocked" : "interrupted " + flag[0]);
    }

    /** What happens to a blocked thread. */
    interface Meanwhile {
        void run(Thread blocked) throws Exception;
    }

    @Override
    public void close() {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                // It was broken on purpose.
            }
        }
    }
}
