package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Scenarios for the question what a rule is aimed at: whether each connect is refused. */
public final class Targets {
    private Targets() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("hosts")) {
            hosts();
        } else {
            sides();
        }
    }

    private static int port;

    private static void tryConnect(String label, InetAddress address) {
        tryConnect(label, new InetSocketAddress(address, port));
    }

    private static void tryConnect(String label, InetSocketAddress to) {
        for (Client.Api api : new Client.Api[] {Client.Api.SOCKET, Client.Api.CHANNEL, Client.Api.ADAPTOR}) {
            String result;
            try (Client client = api.open()) {
                client.connect(to, 2000);
                result = "connected";
            } catch (java.net.ConnectException e) {
                result = "refused";
            } catch (IOException e) {
                result = Say.describe(e);
            }
            Say.row("host", label, api.name(), result);
        }
    }

    private static InetAddress bare(String literal) throws IOException {
        // Without a name, not even the literal as one.
        return InetAddress.getByAddress(InetAddress.getByName(literal).getAddress());
    }

    private static void hosts() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 500)) {
            port = server.getLocalPort();
            for (String name : new String[] {
                "exact.test",
                "EXACT.Test",
                "exact.test.",
                "a.b.internal",
                "internal",
                "other.test",
                "127.31.0.3",
                "127.31.0.4",
                "127.32.9.9",
                "127.33.0.1"
            }) {
                tryConnect(name, InetAddress.getByName(name));
            }
            tryConnect("unresolved name in CIDR", InetAddress.getByName("inside.test"));
            tryConnect("bare 127.31.0.3", bare("127.31.0.3"));
            tryConnect("bare before its name was resolved", bare("127.31.0.6"));
            InetAddress.getByName("resolved.test");
            tryConnect("bare after its name was resolved", bare("127.31.0.6"));
            nameWithoutAddress();
            tryConnect("IPv4-mapped", InetAddress.getByAddress(mapped(127, 31, 0, 3)));
            ipv6();

            InetAddress nameless = bare("127.31.0.9");
            tryConnect("nameless", nameless);
            Say.fact("host string", new InetSocketAddress(nameless, port).getHostString());
            Say.fact("reverse look-up", nameless.getHostName());
            tryConnect("after a reverse look-up", nameless);
        }
    }

    private static void nameWithoutAddress() {
        String result;
        try (java.net.Socket socket = new java.net.Socket()) {
            socket.connect(InetSocketAddress.createUnresolved("unknown.test", port));
            result = "connected";
        } catch (IOException e) {
            result = Say.describe(e);
        }
        Say.row("host", "name without an address", "SOCKET", result);
    }

    private static byte[] mapped(int... v4) {
        byte[] bytes = new byte[16];
        bytes[10] = -1;
        bytes[11] = -1;
        for (int i = 0; i < 4; i++) {
            bytes[12 + i] = (byte) v4[i];
        }
        return bytes;
    }

    private static void ipv6() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 500, InetAddress.getByName("::1"))) {
            for (String literal : new String[] {"::1", "0:0:0:0:0:0:0:1"}) {
                tryConnect(literal, new InetSocketAddress(InetAddress.getByName(literal), server.getLocalPort()));
            }
        } catch (IOException e) {
            Say.fact("no IPv6", Say.describe(e));
        }
    }

    // Sides, transports, paths, threads: a short read shows that the rule acted.

    private static boolean isShort(Client client) throws IOException {
        return client.read(new byte[10]) == 1;
    }

    private static void sides() throws Exception {
        InetAddress local = InetAddress.getByName("127.34.0.1");
        try (ServerSocket server = new ServerSocket(0, 50, local);
                Socket client = new Socket(local, server.getLocalPort(), local, 0);
                Socket accepted = server.accept()) {
            client.getOutputStream().write(new byte[10]);
            accepted.getOutputStream().write(new byte[10]);
            Say.fact("on side client", client.getInputStream().read(new byte[10]));
            Say.fact("on side server", accepted.getInputStream().read(new byte[10]));
            String name = Thread.currentThread().getName();
            Thread.currentThread().setName("worker-7");
            client.getOutputStream().write(new byte[10]);
            accepted.getOutputStream().write(new byte[10]);
            Say.fact("on thread worker-7", client.getInputStream().read(new byte[10]));
            Thread.currentThread().setName(name);
        }
        Path directory = Scratch.directory();
        for (String file : new String[] {"one.sock", "other.sock"}) {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve(file));
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                            .bind(address);
                    SocketChannel client = SocketChannel.open(address);
                    SocketChannel accepted = server.accept()) {
                accepted.write(ByteBuffer.allocate(10));
                Say.fact(file, client.read(ByteBuffer.allocate(10)));
                client.write(ByteBuffer.allocate(10));
                Say.fact("accepted on " + file, accepted.read(ByteBuffer.allocate(10)));
            }
        }
        try (Loopback server = new Loopback("127.34.0.2", Loopback.answering(10));
                Client client = Client.Api.CHANNEL.open()) {
            client.connect(server.address(), 0);
            client.write(new byte[10]);
            Say.fact("transport tcp", isShort(client));
        }
        try (Loopback first = new Loopback("127.34.0.3", Loopback.answering(10));
                Client client = Client.Api.SOCKET.open()) {
            client.connect(first.address(), 0);
            client.write(new byte[10]);
            long start = System.nanoTime();
            Say.fact("continued read", client.read(new byte[10]));
            Say.fact("continued millis", (System.nanoTime() - start) / 1_000_000);
        }
        try (Loopback disabled = new Loopback("127.34.0.4", Loopback.answering(10));
                Client client = Client.Api.SOCKET.open()) {
            client.connect(disabled.address(), 0);
            client.write(new byte[10]);
            Say.fact("disabled", isShort(client));
        }
    }
}
