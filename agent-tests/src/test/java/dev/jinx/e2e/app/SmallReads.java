package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Reads in small pieces, many of which find nothing, on channels that do not block; now and then on one that does, or by another thread.
 * It counts those that did anything, and says what each n-th of them gave.
 */
public final class SmallReads {
    private static final int EACH = 700;

    private final Random random;
    private final int every;
    private int counted;
    private int wrong;
    private int empty;

    private SmallReads(long seed, int every) {
        random = new Random(seed);
        this.every = every;
    }

    /** Seed, address, number of connections, and of which read it is known that it is given one byte. */
    public static void main(String[] arguments) throws Exception {
        SmallReads reads = new SmallReads(Long.parseLong(arguments[0]), Integer.parseInt(arguments[3]));
        ExecutorService other = Executors.newSingleThreadExecutor();
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            reads.connection(InetAddress.getByName(arguments[1]), i % 3 == 0 ? other : null);
        }
        other.shutdown();
        Say.fact("counted", reads.counted);
        Say.fact("empty", reads.empty);
        Say.fact("wrong", reads.wrong);
    }

    private void connection(InetAddress address, ExecutorService other) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, address);
                SocketChannel channel = SocketChannel.open(new InetSocketAddress(address, server.getLocalPort()));
                Socket peer = server.accept()) {
            peer.setTcpNoDelay(true);
            channel.configureBlocking(false);
            int until = counted + EACH;
            long outstanding = 0;
            while (counted < until) {
                if (random.nextInt(8) == 0) {
                    byte[] some = new byte[1 + random.nextInt(100)];
                    peer.getOutputStream().write(some);
                    outstanding += some.length;
                }
                int kind = random.nextInt(40);
                int read;
                if (kind == 0 && outstanding > 0) {
                    channel.configureBlocking(true);
                    read = read(channel);
                    channel.configureBlocking(false);
                } else if (kind == 1 && other != null) {
                    read = other.submit(() -> read(channel)).get();
                } else {
                    read = read(channel);
                }
                outstanding -= read;
            }
            peer.shutdownOutput();
            int end = read(channel);
            while (end >= 0) {
                end = read(channel);
            }
        }
    }

    private int read(SocketChannel channel) throws IOException {
        int size = random.nextInt(25) == 0 ? 2_000 : 1 + random.nextInt(20);
        int read;
        if (random.nextInt(4) == 0) {
            ByteBuffer[] two = {ByteBuffer.allocate(size), ByteBuffer.allocateDirect(5)};
            read = (int) channel.read(two);
        } else {
            read = channel.read(ByteBuffer.allocate(size));
        }
        if (read == 0) {
            empty++;
            return 0;
        }
        counted++;
        if (counted % every == 0 && read > 1) {
            wrong++;
        }
        return read;
    }
}
