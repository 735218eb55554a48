package dev.jinx.testkit.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jinx.testkit.Elsewhere;
import dev.jinx.testkit.Fault;
import dev.jinx.testkit.Injections;
import dev.jinx.testkit.Jinx;
import dev.jinx.testkit.Operation;
import dev.jinx.testkit.Preset;
import dev.jinx.testkit.Rule;
import dev.jinx.testkit.Scope;
import dev.jinx.testkit.junit.InjectFaults;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** JDBC over a pool, to a real PostgreSQL. */
@Timeout(120)
class DatabaseTest {
    /** For a new connection on a busy machine, and where there is none to be had. */
    private static final int PATIENCE_MILLIS = 20_000;

    private static final int IMPATIENCE_MILLIS = 1_000;

    private static EmbeddedPostgres postgres;
    private static HikariDataSource pool;
    private static HikariDataSource impatient;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        Elsewhere.run(() -> 0);
        pool = pool(PATIENCE_MILLIS);
        impatient = pool(IMPATIENCE_MILLIS);
        System.setProperty("PG_PORT", Integer.toString(postgres.getPort()));
    }

    private static HikariDataSource pool(int patienceMillis) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres") + "&socketTimeout=2");
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(patienceMillis);
        config.setValidationTimeout(250);
        return new HikariDataSource(config);
    }

    @AfterAll
    static void stop() throws IOException {
        System.clearProperty("PG_PORT");
        pool.close();
        impatient.close();
        postgres.close();
    }

    private static int select(int value) throws SQLException {
        return select(pool, value);
    }

    private static int select(HikariDataSource from, int value) throws SQLException {
        try (Connection connection = from.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select " + value)) {
            result.next();
            return result.getInt(1);
        }
    }

    @Test
    void aConnectionThatIsResetIsReplacedByThePool() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                Scope scope = Jinx.inject(Rule.named("cut")
                        .on(Operation.READ)
                        .ports(postgres.getPort())
                        // The pool has threads of its own.
                        .threads(Thread.currentThread().getName())
                        .fault(Fault.reset()))) {
            assertThatThrownBy(() -> statement.executeQuery("select 1")).isInstanceOf(SQLException.class);
            scope.rule("cut").assertInjected(1);
        }
        assertThat(select(2)).isEqualTo(2);
    }

    @Test
    @InjectFaults(presets = Preset.DEAD_DEPENDENCY, ports = "${PG_PORT}")
    void aDeadDatabaseIsToldInTheTimeOfThePool(Injections injections) {
        // The first may fail in connections that the pool had.
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> select(impatient, 1)).isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> select(impatient, 1)).isInstanceOf(SQLTransientConnectionException.class);
        injections.rule("dead-dependency").assertInjectedAtLeast(1);
    }

    @Test
    void theSocketTimeoutEndsAQueryThatHangs() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                Scope scope = Jinx.inject(Rule.named("hung")
                        .on(Operation.READ)
                        .ports(postgres.getPort())
                        .threads(Thread.currentThread().getName())
                        .fault(Fault.hang()))) {
            assertThatThrownBy(() -> statement.executeQuery("select 1"))
                    .isInstanceOf(SQLException.class)
                    .hasRootCauseMessage("Read timed out");
            scope.rule("hung").assertInjected(1);
        }
        assertThat(select(2)).isEqualTo(2);
    }

    @Test
    @InjectFaults("{ name: short, on: read, target: { ports: \"${PG_PORT}\" }, fault: { short: { max: 1 } } }")
    void rowsAreReassembled(Injections injections) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select repeat('x', 2000) from generate_series(1, 3)")) {
            int rows = 0;
            while (result.next()) {
                assertThat(result.getString(1)).isEqualTo("x".repeat(2000));
                rows++;
            }
            assertThat(rows).isEqualTo(3);
        }
        injections.rule("short").assertInjectedAtLeast(6000);
    }

    @Test
    void aRuleOfThisTestReachesItsQueriesOnConnectionsThatThePoolOpened() throws Exception {
        assertThat(Elsewhere.run(() -> select(1))).isEqualTo(1);
        try (Scope scope = Jinx.inject(Rule.named("mine")
                .on(Operation.READ, Operation.WRITE)
                .ports(postgres.getPort())
                .onlyThisTest()
                .fault(Fault.delay(Duration.ofMillis(1))))) {
            for (int i = 0; i < 5; i++) {
                long before = scope.rule("mine").injected();
                assertThat(select(i)).isEqualTo(i);
                long mine = scope.rule("mine").injected();
                assertThat(mine - before)
                        .as("injections into a query of this test")
                        .isPositive();
                assertThat(Elsewhere.run(() -> select(8))).isEqualTo(8);
                assertThat(scope.rule("mine").injected() - mine)
                        .as("injections into a query of another")
                        .isZero();
            }
        }
    }

    @Test
    void aConnectionThatThisTestAsksForIsOpenedUnderItsRule() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
        config.setMaximumPoolSize(1);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(500);
        config.setInitializationFailTimeout(-1);
        try (HikariDataSource empty = new HikariDataSource(config);
                Scope scope = Jinx.inject(Rule.named("mine")
                        .on(Operation.CONNECT)
                        .ports(postgres.getPort())
                        .onlyThisTest()
                        .fault(Fault.refuse()))) {
            // In a thread of the pool, which does it for the test.
            assertThatThrownBy(empty::getConnection).isInstanceOf(SQLTransientConnectionException.class);
            scope.rule("mine").assertInjectedAtLeast(1);
        }
    }
}
