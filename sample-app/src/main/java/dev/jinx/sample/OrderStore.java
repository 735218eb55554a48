package dev.jinx.sample;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** The orders in the database. What fails is done again once, on another connection; every statement bears that. */
final class OrderStore {
    private static final long JITTER_SEED = 11;

    private final Retry retry = new Retry(2, Duration.ofMillis(20), new Random(JITTER_SEED));
    private final ConnectionPool pool;
    private final Dependency database;

    OrderStore(ConnectionPool pool, Dependency database) {
        this.pool = pool;
        this.database = database;
    }

    void add(Order order, Budget budget) throws Unavailable {
        String merge = "MERGE INTO orders (number, article, quantity, cents) KEY (number) VALUES (?, ?, ?, ?)";
        run(budget, merge, statement -> {
            statement.setLong(1, order.number());
            statement.setString(2, order.article());
            statement.setInt(3, order.quantity());
            statement.setLong(4, order.cents());
            return one(statement.executeUpdate());
        });
    }

    void paid(Order order, String receipt, Budget budget) throws Unavailable {
        run(budget, "UPDATE orders SET receipt = ? WHERE number = ?", statement -> {
            statement.setString(1, receipt);
            statement.setLong(2, order.number());
            return one(statement.executeUpdate());
        });
    }

    /** The order with that number, if it was paid for. */
    Optional<Order> find(long number, Budget budget) throws Unavailable {
        String select = "SELECT article, quantity, cents FROM orders WHERE number = ? AND receipt IS NOT NULL";
        return run(budget, select, statement -> {
            statement.setLong(1, number);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Order(number, row.getString(1), row.getInt(2), row.getLong(3)))
                        : Optional.empty();
            }
        });
    }

    @FunctionalInterface
    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(Budget budget, String sql, Work<T> work) throws Unavailable {
        return retry.call(
                database,
                budget,
                () -> database.call(() -> pool.use(connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        return work.with(statement);
                    }
                })));
    }

    private static int one(int rows) throws SQLException {
        if (rows != 1) {
            throw new SQLException(rows + " rows changed instead of one");
        }
        return rows;
    }
}
