package dev.jinx.e2e.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A selector, and the count of its returns. One thread. */
final class Loop implements AutoCloseable {
    private final Selector selector = Selector.open();
    private int selects;
    private int empty;

    Loop() throws IOException {}

    Selector selector() {
        return selector;
    }

    SelectionKey register(SocketChannel channel, int ops) throws IOException {
        return channel.register(selector, ops);
    }

    /** One select; whether something is ready. */
    boolean select(long millis) throws IOException {
        selector.selectedKeys().clear();
        selects++;
        if (selector.select(millis) > 0) {
            return true;
        }
        empty++;
        return false;
    }

    /** Selects until that key is ready, for so long at most; what it is ready for, 0 for nothing. */
    int await(SelectionKey key, long millis) throws IOException {
        long start = System.nanoTime();
        while (true) {
            long left = millis - (long) Scenarios.millisSince(start);
            if (left <= 0) {
                return 0;
            }
            if (select(left) && selector.selectedKeys().contains(key)) {
                return key.readyOps();
            }
        }
    }

    /** Reads that many bytes, or until the end. */
    ByteBuffer read(SelectionKey key, int length, long millis) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        long start = System.nanoTime();
        while (bytes.hasRemaining() && Scenarios.millisSince(start) < millis) {
            if (await(key, millis) == 0 || ((SocketChannel) key.channel()).read(bytes) < 0) {
                break;
            }
        }
        return bytes.flip();
    }

    /** How many selects returned since the last time that somebody asked. */
    int selects() {
        int n = selects;
        selects = 0;
        empty = 0;
        return n;
    }

    /** CPU time of this thread, in milliseconds. */
    static double cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e6;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
