package dev.jinx.e2e.app;

import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;

/** A real client that sends a payload to a server and gets it back; it keeps its connections for the next time. */
interface EchoClient extends AutoCloseable {
    /** Sends the payload, and returns what came back. At most one thread for each server, but for several servers at once. */
    byte[] echo(InetSocketAddress server, byte[] payload) throws Exception;

    /** How many times an echo waits for an answer, on a connection that is open. */
    default int turns() {
        return 1;
    }

    @Override
    void close() throws SQLException;

    /** The clients. */
    enum Kind {
        URL_CONNECTION(Protocol.HTTP),
        HTTP_CLIENT(Protocol.HTTP),
        HTTP_CLIENT_H2C(Protocol.HTTP),
        OK_HTTP(Protocol.HTTP),
        APACHE_CLASSIC(Protocol.HTTP),
        APACHE_ASYNC(Protocol.HTTP),
        NETTY(Protocol.HTTP),
        H2(Protocol.H2),
        MONGO_SYNC(Protocol.MONGO),
        MONGO_REACTIVE(Protocol.MONGO),
        JEDIS(Protocol.REDIS),
        OF_TOMCAT_NIO(Protocol.TOMCAT_NIO),
        OF_TOMCAT_NIO2(Protocol.TOMCAT_NIO2),
        OF_NETTY(Protocol.NETTY);

        final Protocol protocol;

        Kind(Protocol protocol) {
            this.protocol = protocol;
        }

        /** Whether the faults are on the server's side; then it is the client's address that says which. */
        boolean served() {
            return switch (protocol) {
                case TOMCAT_NIO, TOMCAT_NIO2, NETTY -> true;
                default -> false;
            };
        }

        /** Whether each piece of an answer takes more of its thread's stack: some thousands of them overflow it. */
        boolean nestsCallbacks() {
            return this == MONGO_REACTIVE;
        }

        /** Opens a client that itself gives up after that long without an answer. */
        EchoClient open(Duration timeout) throws Exception {
            return switch (this) {
                case URL_CONNECTION -> new JdkHttp.UrlConnection(timeout);
                case HTTP_CLIENT -> new JdkHttp.Client(timeout, java.net.http.HttpClient.Version.HTTP_1_1);
                case HTTP_CLIENT_H2C -> new JdkHttp.Client(timeout, java.net.http.HttpClient.Version.HTTP_2);
                case OK_HTTP -> new LibraryHttp.Ok(timeout);
                case APACHE_CLASSIC -> new LibraryHttp.ApacheClassic(timeout);
                case APACHE_ASYNC -> new LibraryHttp.ApacheAsync(timeout);
                case NETTY -> new NettyHttp(timeout);
                case H2 -> new Databases.H2(timeout);
                case MONGO_SYNC -> new Databases.MongoSync(timeout);
                case MONGO_REACTIVE -> new Databases.MongoReactive(timeout);
                case JEDIS -> new Databases.Redis(timeout);
                case OF_TOMCAT_NIO, OF_TOMCAT_NIO2, OF_NETTY -> new LibraryHttp.OkFromAddress(timeout);
            };
        }
    }

    /** Whom they speak to. */
    enum Protocol {
        HTTP,
        H2,
        MONGO,
        REDIS,
        TOMCAT_NIO,
        TOMCAT_NIO2,
        NETTY
    }
}
