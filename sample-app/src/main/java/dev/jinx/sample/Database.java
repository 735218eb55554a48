package dev.jinx.sample;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.h2.tools.Server;

/**
 * A database server on a TCP port, its data in memory.
 *
 * <p>H2's server connects to itself when it starts, to see whether it is there: the first connect to its port (and the first accept)
 * is not the application's.
 */
final class Database implements AutoCloseable {
    static {
        // H2 would try a refused connect 17 times within its timeout; here it is the application that decides to try
        // again.
        System.setProperty("h2.socketConnectRetry", "0");
        System.setProperty("h2.socketConnectTimeout", "500");
    }

    private final Server server;
    /** Keeps the data, which live as long as somebody is connected; does not go through the network. */
    private final Connection keeper;

    private Database(Server server, Connection keeper) {
        this.server = server;
        this.keeper = keeper;
    }

    static Database open(int port) throws SQLException {
        Connection keeper = DriverManager.getConnection("jdbc:h2:mem:" + name(port), "sa", "");
        try (Statement statement = keeper.createStatement()) {
            statement.execute("CREATE TABLE orders (number BIGINT PRIMARY KEY, article VARCHAR(40) NOT NULL,"
                    + " quantity INT NOT NULL, cents BIGINT NOT NULL, receipt VARCHAR)");
            Server server = Server.createTcpServer("-tcpPort", String.valueOf(port), "-tcpDaemon");
            return new Database(server.start(), keeper);
        } catch (SQLException e) {
            keeper.close();
            throw e;
        }
    }

    /** How to reach it; an answer that takes longer than {@code timeout} breaks the connection. */
    static String url(int port, Duration timeout) {
        return "jdbc:h2:tcp://localhost:" + port + "/mem:" + name(port) + ";NETWORK_TIMEOUT=" + timeout.toMillis();
    }

    private static String name(int port) {
        return "orders" + port;
    }

    /** Does nothing the second time. */
    @Override
    public void close() throws SQLException {
        server.stop();
        keeper.close();
    }
}
