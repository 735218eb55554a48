package dev.jinx.e2e.app;

import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.bson.types.Binary;
import reactor.core.publisher.Mono;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;

/** Clients of databases, with a connection for each server. */
final class Databases {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Databases() {}

    /** JDBC, on a blocking Socket. */
    static final class H2 implements EchoClient {
        private final Map<InetSocketAddress, PreparedStatement> statements = new ConcurrentHashMap<>();
        private final Duration timeout;

        H2(Duration timeout) {
            this.timeout = timeout;
        }

        @Override
        public byte[] echo(InetSocketAddress server, byte[] payload) throws SQLException {
            PreparedStatement statement = statements.get(server);
            if (statement == null) {
                statement = prepare(server);
                statements.put(server, statement);
            }
            statement.setBytes(1, payload);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBytes(1);
            }
        }

        private PreparedStatement prepare(InetSocketAddress server) throws SQLException {
            Connection connection = DriverManager.getConnection(
                    "jdbc:h2:tcp://" + server.getAddress().getHostAddress() + ":" + server.getPort()
                            + "/mem:echo;NETWORK_TIMEOUT=" + timeout.toMillis(),
                    "sa",
                    "");
            return connection.prepareStatement("SELECT CAST(? AS VARBINARY(1000000))");
        }

        @Override
        public void close() throws SQLException {
            for (PreparedStatement statement : statements.values()) {
                statement.getConnection().close();
            }
        }
    }

    private static MongoClientSettings settings(InetSocketAddress server, Duration timeout) {
        long millis = timeout.toMillis();
        return MongoClientSettings.builder()
                .retryReads(false)
                .retryWrites(false)
                .applyToClusterSettings(cluster -> cluster.hosts(
                                List.of(new ServerAddress(server.getAddress().getHostAddress(), server.getPort())))
                        .serverSelectionTimeout(millis, TimeUnit.MILLISECONDS))
                // Longer than the other one, which is to be the first.
                .applyToSocketSettings(socket -> socket.readTimeout(2 * (int) millis, TimeUnit.MILLISECONDS)
                        .connectTimeout(2 * (int) millis, TimeUnit.MILLISECONDS))
                .build();
    }

    private static Document document(int id, byte[] payload) {
        return new Document("_id", id).append("payload", payload);
    }

    private static byte[] payload(Document found) {
        return found.get("payload", Binary.class).getData();
    }

    /** MongoDB, on a blocking Socket. */
    static final class MongoSync implements EchoClient {
        private final Map<InetSocketAddress, MongoClient> clients = new ConcurrentHashMap<>();
        private final Duration timeout;

        MongoSync(Duration timeout) {
            this.timeout = timeout;
        }

        @Override
        public byte[] echo(InetSocketAddress server, byte[] payload) {
            MongoClient client =
                    clients.computeIfAbsent(server, address -> MongoClients.create(settings(address, timeout)));
            MongoCollection<Document> all = client.getDatabase("test").getCollection("echo");
            int id = NUMBER.incrementAndGet();
            all.insertOne(document(id, payload));
            return payload(all.find(Filters.eq(id)).first());
        }

        @Override
        public int turns() {
            return 2;
        }

        @Override
        public void close() {
            clients.values().forEach(MongoClient::close);
        }
    }

    /** MongoDB, on an asynchronous channel. */
    static final class MongoReactive implements EchoClient {
        private final Map<InetSocketAddress, com.mongodb.reactivestreams.client.MongoClient> clients =
                new ConcurrentHashMap<>();
        private final Duration timeout;

        MongoReactive(Duration timeout) {
            this.timeout = timeout;
        }

        @Override
        public byte[] echo(InetSocketAddress server, byte[] payload) {
            com.mongodb.reactivestreams.client.MongoClient client = clients.computeIfAbsent(
                    server,
                    address -> com.mongodb.reactivestreams.client.MongoClients.create(settings(address, timeout)));
            com.mongodb.reactivestreams.client.MongoCollection<Document> all =
                    client.getDatabase("test").getCollection("echo");
            int id = NUMBER.incrementAndGet();
            Mono<Document> found = Mono.from(all.insertOne(document(id, payload)))
                    .then(Mono.from(all.find(Filters.eq(id)).first()));
            return payload(found.block(Duration.ofMinutes(1)));
        }

        @Override
        public int turns() {
            return 2;
        }

        @Override
        public void close() {
            clients.values().forEach(com.mongodb.reactivestreams.client.MongoClient::close);
        }
    }

    /** Redis, on a blocking Socket. */
    static final class Redis implements EchoClient {
        private final Map<InetSocketAddress, Jedis> connections = new ConcurrentHashMap<>();
        private final JedisClientConfig config;

        Redis(Duration timeout) {
            config = DefaultJedisClientConfig.builder()
                    .timeoutMillis((int) timeout.toMillis())
                    .build();
        }

        @Override
        public byte[] echo(InetSocketAddress server, byte[] payload) {
            Jedis jedis = connections.get(server);
            if (jedis == null) {
                jedis = new Jedis(new HostAndPort(server.getAddress().getHostAddress(), server.getPort()), config);
                connections.put(server, jedis);
            }
            return jedis.echo(payload);
        }

        @Override
        public void close() {
            connections.values().forEach(Jedis::close);
        }
    }
}
