package dev.jinx.e2e.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.tools.Server;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.RedisServer;

/** What a real connection pool, and a real publisher and subscriber, make of the examples about outages. */
public final class OutageExamples {
    /** How long a pool's or publisher's caller waits. */
    public static final int PATIENCE_MILLIS = 500;

    /** Where the broker can be reached all the time. */
    private static final String BESIDE = "127.79.1.1";

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int AFTERWARDS = 10;
    private static final int MOST_TICKS = 5_000;

    private OutageExamples() {}

    /** Arguments: the example, and the port that its rule is for. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        if (arguments[0].equals("black-holed-broker")) {
            RedisServer redis = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1 " + BESIDE)
                    .setting("save \"\"")
                    .build();
            redis.start();
            try {
                up();
                blackHoledBroker(port);
            } finally {
                redis.stop();
            }
        } else {
            Server server = Server.createTcpServer("-tcpPort", arguments[1], "-ifNotExists")
                    .start();
            try (HikariDataSource pool = pool(port, arguments[0].equals("database-failover") ? 2 : 8)) {
                up();
                if (arguments[0].equals("database-failover")) {
                    failover(pool);
                } else {
                    halfOpen(pool, Long.parseLong(arguments[2]));
                }
            } finally {
                server.stop();
            }
        }
        System.exit(0);
    }

    /** Says how long it took until there was something that an outage can take away. */
    private static void up() {
        Say.fact("up ms", ManagementFactory.getRuntimeMXBean().getUptime());
    }

    /** One connection; whoever wants it waits for so many times the patience. */
    private static HikariDataSource pool(int port, int patience) throws SQLException {
        // Each connection is tested whenever it is taken, and not only when it was idle for half a second.
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "0");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(
                "jdbc:h2:tcp://127.0.0.1:" + port + "/mem:pool;DB_CLOSE_DELAY=-1;NETWORK_TIMEOUT=" + PATIENCE_MILLIS);
        config.setUsername("sa");
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(patience * PATIENCE_MILLIS);
        config.setValidationTimeout(PATIENCE_MILLIS);
        return new HikariDataSource(config);
    }

    /** The number of the database's session that answered. */
    private static int session(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                ResultSet result = connection.createStatement().executeQuery("SELECT SESSION_ID()")) {
            result.next();
            return result.getInt(1);
        }
    }

    private static void failover(HikariDataSource pool) {
        StringBuilder course = new StringBuilder();
        String first = "";
        int good = 0;
        int failed = 0;
        int afterwards = 0;
        long start = System.nanoTime();
        while (afterwards < AFTERWARDS && System.nanoTime() - start < MOST_NANOS) {
            boolean answered;
            try {
                session(pool);
                answered = true;
            } catch (SQLException e) {
                answered = false;
                first = first.isEmpty() ? Say.describe(e) : first;
            }
            good += answered ? 1 : 0;
            failed += answered ? 0 : 1;
            afterwards = answered && failed > 0 ? afterwards + 1 : 0;
            String word = answered ? "up " : "down ";
            if (!course.toString().endsWith(word)) {
                course.append(word);
            }
            Threads.sleep(20);
        }
        Say.fact("course", course.toString().strip());
        Say.fact("answered", good);
        Say.fact("failed", failed);
        Say.fact("first failure", first.replace('\n', ' '));
    }

    private static void halfOpen(HikariDataSource pool, long idleMillis) throws Exception {
        int first = session(pool);
        Say.fact("kept", first == session(pool));
        Threads.sleep(idleMillis + 100);
        long start = System.nanoTime();
        int later = session(pool);
        Say.fact("ms", (System.nanoTime() - start) / 1_000_000);
        Say.fact("another", first != later);
        Say.fact("injected", AgentBean.injected());
        start = System.nanoTime();
        session(pool);
        Say.fact("next ms", (System.nanoTime() - start) / 1_000_000);
    }

    private static Jedis connect(int port) {
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(PATIENCE_MILLIS)
                        .socketTimeoutMillis(PATIENCE_MILLIS)
                        .build());
    }

    private static void blackHoledBroker(int port) throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        List<String> ticked = new CopyOnWriteArrayList<>();
        AtomicLong last = new AtomicLong(System.nanoTime());
        AtomicLong silence = new AtomicLong();
        CountDownLatch subscribed = new CountDownLatch(1);
        Threads.platform("subscriber", () -> {
            try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", port))) {
                jedis.getClient().setTimeoutInfinite();
                jedis.subscribe(
                        new JedisPubSub() {
                            @Override
                            public void onSubscribe(String channel, int channels) {
                                subscribed.countDown();
                            }

                            @Override
                            public void onMessage(String channel, String message) {
                                long now = System.nanoTime();
                                long since = now - last.getAndSet(now);
                                silence.accumulateAndGet(since, Math::max);
                                (message.startsWith("t") ? ticked : received).add(message);
                            }
                        },
                        "orders");
            } catch (JedisException e) {
                Say.fact("subscriber", Say.describe(e));
            }
        });
        if (!subscribed.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not subscribed at " + new InetSocketAddress(port));
        }
        AtomicBoolean over = new AtomicBoolean();
        List<String> ticks = new CopyOnWriteArrayList<>();
        Thread beside = Threads.platform("publisher beside", () -> {
            try (Jedis jedis = new Jedis(new HostAndPort(BESIDE, port))) {
                for (int i = 1; !over.get() && i < MOST_TICKS; i++) {
                    jedis.publish("orders", "t" + i);
                    ticks.add("t" + i);
                    Threads.sleep(20);
                }
            }
        });
        publish(port);
        over.set(true);
        Threads.join(beside);
        // What was published last may be on its way; and what comes a second time, or too late, comes then.
        boolean ignored = Scenarios.await(20_000, () -> ticked.size() >= ticks.size());
        Threads.sleep(PATIENCE_MILLIS);
        Say.fact("ticks", String.join(" ", ticks));
        Say.fact("ticked", String.join(" ", ticked));
        Say.fact("silence", silence.get() / 1_000_000);
        Say.fact("received", String.join(" ", received));
    }

    private static void publish(int port) {
        StringBuilder published = new StringBuilder();
        StringBuilder failed = new StringBuilder();
        StringBuilder why = new StringBuilder();
        Jedis jedis = null;
        int afterwards = 0;
        long longest = 0;
        long begin = System.nanoTime();
        for (int i = 1; afterwards < AFTERWARDS && System.nanoTime() - begin < MOST_NANOS; i++) {
            long start = System.nanoTime();
            try {
                jedis = jedis == null ? connect(port) : jedis;
                jedis.publish("orders", Integer.toString(i));
                published.append(i).append(' ');
                afterwards += failed.length() > 0 ? 1 : 0;
            } catch (JedisException e) {
                failed.append(i).append(' ');
                why.append(Say.describe(e)).append("; ");
                if (jedis != null) {
                    jedis.close();
                    jedis = null;
                }
            }
            longest = Math.max(longest, (System.nanoTime() - start) / 1_000_000);
            Threads.sleep(20);
        }
        Say.fact("published", published.toString().strip());
        Say.fact("failed", failed.toString().strip());
        Say.fact("why", why);
        Say.fact("longest", longest);
    }
}
