package dev.jinx.runtime.connection;

import java.util.concurrent.atomic.AtomicLong;

/** What a connection carried, and whose turn it is. Any thread. */
public final class Traffic {
    private final Connection connection;
    private final boolean server;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile long last = System.nanoTime();
    private boolean wrote;
    private boolean read;
    private long exchange = 1;

    Traffic(Connection connection, boolean server) {
        this.connection = connection;
        this.server = server;
    }

    /** One more operation on it; returns its number, from 1. */
    public long call() {
        return calls.incrementAndGet();
    }

    /** Bytes that it carried, both ways, since it is known. */
    public long bytes() {
        return bytes.get();
    }

    /** Nanoseconds since it last carried something, or since it is known. */
    public long idleNanos() {
        return System.nanoTime() - last;
    }

    /**
     * A read or a write begins. An exchange begins with the first read after a write here, and with the first write after a read on
     * the serving side.
     */
    public synchronized void turn(boolean reading) {
        if (reading) {
            if (wrote && !server) {
                exchange++;
            }
            if (wrote) {
                turned(true);
            }
            read = true;
            wrote = false;
        } else {
            if (read && server) {
                exchange++;
            }
            if (read) {
                turned(false);
            }
            wrote = true;
            read = false;
        }
    }

    /** The number of the current exchange, from 1. */
    public synchronized long exchange() {
        return exchange;
    }

    private void turned(boolean reading) {
        Custody custody = connection.custodyOrNull();
        if (custody != null) {
            custody.turn(reading);
        }
    }

    /** It carried that many bytes more. */
    void carried(long n) {
        bytes.addAndGet(n);
        last = System.nanoTime();
    }
}
