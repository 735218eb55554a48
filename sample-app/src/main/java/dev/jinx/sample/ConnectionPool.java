package dev.jinx.sample;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Connections to the database that are used again and again. One on which anything failed is thrown away; one that broke while it lay
 * idle is only found out when it is used, as in most pools.
 */
final class ConnectionPool implements AutoCloseable {
    /** Something to do with a connection. */
    @FunctionalInterface
    interface Use<T> {
        T with(Connection connection) throws SQLException;
    }

    private static final int WAIT_SECONDS = 1;

    private final String url;
    private final Semaphore free;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    ConnectionPool(String url, int size) {
        this.url = url;
        this.free = new Semaphore(size);
    }

    <T> T use(Use<T> use) throws SQLException, InterruptedException {
        if (!free.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new SQLTransientConnectionException("no connection became free in " + WAIT_SECONDS + " s");
        }
        try {
            return onConnection(use);
        } finally {
            free.release();
        }
    }

    private <T> T onConnection(Use<T> use) throws SQLException {
        Connection pooled = idle.poll();
        Connection connection = pooled == null ? DriverManager.getConnection(url, "sa", "") : pooled;
        boolean sound = false;
        try {
            T result = use.with(connection);
            sound = true;
            return result;
        } finally {
            if (sound) {
                idle.push(connection);
            } else {
                discard(connection);
            }
        }
    }

    private static void discard(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is broken, which is why it goes; what was wrong is on its way to the caller.
        }
    }

    /** Closes what is idle; nothing may be in use any more. */
    @Override
    public void close() {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            discard(connection);
        }
    }
}
