package dev.jinx.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One of the JVMs that are compared: for each line on its standard input, the name of an operation, it makes a batch of calls and
 * prints the nanoseconds for one. Both ends are here and no call blocks, so that CPU time is all there is.
 */
public final class Calls {
    private static final int BATCH = 8_000;
    private static final int BULK = 65_536;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final byte[] one = new byte[1];
    private final byte[] many = new byte[BULK];
    private final ByteBuffer oneDirect = ByteBuffer.allocateDirect(1);
    private final ByteBuffer manyDirect = ByteBuffer.allocateDirect(BULK);

    private final Socket socket;
    private final Socket peer;
    private final SocketChannel channel;
    private final SocketChannel channelPeer;

    private Calls(int port) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.setReceiveBufferSize(1 << 20);
            server.bind(new InetSocketAddress(loopback, port));
            socket = new Socket(loopback, port);
            peer = server.accept();
        }
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            server.bind(new InetSocketAddress(loopback, port));
            channel = SocketChannel.open(new InetSocketAddress(loopback, port));
            channelPeer = server.accept();
        }
        socket.setTcpNoDelay(true);
        peer.setTcpNoDelay(true);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channelPeer.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Serves the harness on that port until the end of its input. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Calls calls = new Calls(Integer.parseInt(arguments[0]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(calls.measure(line));
        }
        System.exit(0);
    }

    private double measure(String operation) throws IOException, InterruptedException {
        return switch (operation) {
            case "Socket read" -> socketRead();
            case "Socket write" -> socketWrite();
            case "SocketChannel read" -> channelRead();
            case "SocketChannel write" -> channelWrite();
            case "polled read" -> polledRead();
            case "round trip" -> roundTrip();
            case "bulk" -> bulk();
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private double socketRead() throws IOException {
        peer.getOutputStream().write(many, 0, BATCH);
        InputStream in = socket.getInputStream();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < BATCH; i++) {
            in.read(one, 0, 1);
        }
        return (threads.getCurrentThreadCpuTime() - start) / (double) BATCH;
    }

    private double socketWrite() throws IOException {
        OutputStream out = socket.getOutputStream();
        long sum = 0;
        for (int done = 0; done < BATCH; done += 200) {
            long start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < 200; i++) {
                out.write(one, 0, 1);
            }
            sum += threads.getCurrentThreadCpuTime() - start;
            peer.getInputStream().readNBytes(many, 0, 200);
        }
        return sum / (double) BATCH;
    }

    private double channelRead() throws IOException {
        write(channelPeer, BATCH);
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < BATCH; i++) {
            oneDirect.clear();
            channel.read(oneDirect);
        }
        return (threads.getCurrentThreadCpuTime() - start) / (double) BATCH;
    }

    /** As on an event loop that knows that there is something. */
    private double polledRead() throws IOException {
        channel.configureBlocking(false);
        try {
            return channelRead();
        } finally {
            channel.configureBlocking(true);
        }
    }

    private double channelWrite() throws IOException {
        long sum = 0;
        for (int done = 0; done < BATCH; done += 200) {
            long start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < 200; i++) {
                oneDirect.clear();
                channel.write(oneDirect);
            }
            sum += threads.getCurrentThreadCpuTime() - start;
            read(channelPeer, 200);
        }
        return sum / (double) BATCH;
    }

    private void write(SocketChannel to, int count) throws IOException {
        manyDirect.clear().limit(count);
        while (manyDirect.hasRemaining()) {
            to.write(manyDirect);
        }
    }

    private void read(SocketChannel from, int count) throws IOException {
        manyDirect.clear().limit(count);
        while (manyDirect.hasRemaining()) {
            from.read(manyDirect);
        }
    }

    private double roundTrip() throws IOException, InterruptedException {
        int trips = 1_000;
        Thread echo = new Thread(() -> {
            try {
                for (int i = 0; i < trips; i++) {
                    peer.getOutputStream().write(peer.getInputStream().read());
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        echo.start();
        long start = System.nanoTime();
        for (int i = 0; i < trips; i++) {
            socket.getOutputStream().write(1);
            socket.getInputStream().read();
        }
        double each = (System.nanoTime() - start) / (double) trips;
        echo.join();
        return each;
    }

    private double bulk() throws IOException {
        int rounds = 400;
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < rounds; i++) {
            socket.getOutputStream().write(many);
            peer.getInputStream().readNBytes(many, 0, BULK);
        }
        return (threads.getCurrentThreadCpuTime() - start) / (double) rounds;
    }
}
