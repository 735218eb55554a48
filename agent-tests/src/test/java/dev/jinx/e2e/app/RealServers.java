package dev.jinx.e2e.app;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.h2.tools.Server;
import redis.embedded.RedisServer;

/** Real servers in this JVM, each at several addresses of the loopback network, so that a rule can be for one of them. */
final class RealServers implements AutoCloseable {
    private static final int PORTS_TRIED = 5;
    private static final Logger TOMCAT = Logger.getLogger("org.apache");

    /** Warns when its random numbers took more than a tenth of a second, as they do on a busy machine. */
    private static final Logger SESSION_IDS = Logger.getLogger("org.apache.catalina.util.SessionIdGeneratorBase");

    private final Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<EchoClient.Protocol, Map<String, InetSocketAddress>> addresses =
            new EnumMap<>(EchoClient.Protocol.class);
    private final Map<EchoClient.Protocol, InetSocketAddress> late = new EnumMap<>(EchoClient.Protocol.class);

    RealServers(Path directory) {
        this.directory = directory;
        TOMCAT.setLevel(Level.WARNING);
        SESSION_IDS.setLevel(Level.SEVERE);
    }

    InetSocketAddress address(EchoClient.Protocol protocol, String host) {
        InetSocketAddress address = addresses.get(protocol).get(host);
        if (address == null) {
            throw new IllegalStateException("no " + protocol + " at " + host);
        }
        return address;
    }

    private void put(EchoClient.Protocol protocol, String host, int port) {
        addresses
                .computeIfAbsent(protocol, p -> new java.util.TreeMap<>())
                .put(host, new InetSocketAddress(host, port));
    }

    /** Where the server accepts late. */
    InetSocketAddress acceptsLate(EchoClient.Protocol protocol) {
        return late.get(protocol);
    }

    /** Starts all of them, each at all of these hosts; three of them also at one of these ports, at which they accept late. */
    void start(List<String> hosts, List<Integer> ports) throws Exception {
        tomcat(EchoClient.Protocol.TOMCAT_NIO, "org.apache.coyote.http11.Http11NioProtocol", hosts, ports.get(0));
        tomcat(EchoClient.Protocol.TOMCAT_NIO2, "org.apache.coyote.http11.Http11Nio2Protocol", hosts, ports.get(1));
        netty(hosts, ports.get(2));
        http(hosts);
        h2(hosts);
        mongo(hosts);
        redis(hosts);
    }

    private void tomcat(EchoClient.Protocol protocol, String implementation, List<String> hosts, int latePort)
            throws LifecycleException {
        Tomcat tomcat = tomcat();
        Connector connector = connect(tomcat, implementation, "127.0.0.1", 0);
        connect(tomcat, implementation, "127.0.0.1", latePort);
        tomcat.start();
        hosts.forEach(host -> put(protocol, host, connector.getLocalPort()));
        late.put(protocol, new InetSocketAddress("127.0.0.1", latePort));
    }

    private void netty(List<String> hosts, int latePort) {
        NettyServer server = new NettyServer();
        open.add(server);
        int port = server.listen("127.0.0.1", 0);
        hosts.forEach(host -> put(EchoClient.Protocol.NETTY, host, port));
        late.put(EchoClient.Protocol.NETTY, new InetSocketAddress("127.0.0.1", server.listen("127.0.0.1", latePort)));
    }

    private void http(List<String> hosts) throws LifecycleException {
        Tomcat tomcat = tomcat();
        List<Connector> connectors = new ArrayList<>();
        for (String host : hosts) {
            connectors.add(connect(tomcat, "org.apache.coyote.http11.Http11NioProtocol", host, 0));
        }
        tomcat.start();
        for (int i = 0; i < hosts.size(); i++) {
            put(EchoClient.Protocol.HTTP, hosts.get(i), connectors.get(i).getLocalPort());
        }
    }

    /** Tomcat with a servlet that echoes, not started and with no connector. */
    Tomcat tomcat() {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.resolve("tomcat-" + open.size()).toString());
        StandardContext context = (StandardContext) tomcat.addContext("", directory.toString());
        // It would ask for more access to the JDK, on standard error.
        context.setClearReferencesThreadLocals(false);
        context.setClearReferencesRmiTargets(false);
        Tomcat.addServlet(context, "echo", new Echo()).setAsyncSupported(true);
        context.addServletMappingDecoded("/echo", "echo");
        open.add(() -> {
            tomcat.stop();
            tomcat.destroy();
        });
        return tomcat;
    }

    static Connector connect(Tomcat tomcat, String protocol, String host, int port) {
        Connector connector = new Connector(protocol);
        connector.setPort(port);
        connector.setProperty("address", host);
        connector.setProperty("minSpareThreads", "2");
        connector.setProperty("maxThreads", "8");
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.addUpgradeProtocol(new Http2Protocol());
        tomcat.getService().addConnector(connector);
        return connector;
    }

    /** It can be told one address, or none: then it listens at all, and turns others away itself. */
    private void h2(List<String> hosts) throws SQLException {
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        open.add(server::stop);
        for (String host : hosts) {
            put(EchoClient.Protocol.H2, host, server.getPort());
        }
    }

    private void mongo(List<String> hosts) {
        for (String host : hosts) {
            MongoServer server = new MongoServer(new MemoryBackend());
            server.bind(host, 0);
            open.add(server::shutdownNow);
            put(EchoClient.Protocol.MONGO, host, server.getLocalAddress().getPort());
        }
    }

    /** It cannot be told to find a port itself, and somebody else may take the one that was free. */
    private void redis(List<String> hosts) throws IOException {
        for (int i = 1; ; i++) {
            try {
                redis(hosts, freePort(hosts.get(0)));
                return;
            } catch (IOException e) {
                if (i == PORTS_TRIED) {
                    throw e;
                }
            }
        }
    }

    private static int freePort(String host) throws IOException {
        try (java.net.ServerSocket free = new java.net.ServerSocket(0, 1, InetAddress.getByName(host))) {
            return free.getLocalPort();
        }
    }

    private void redis(List<String> hosts, int port) throws IOException {
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .bind(String.join(" ", hosts))
                .setting("save \"\"")
                .build();
        server.start();
        open.add(server::stop);
        for (String host : hosts) {
            put(EchoClient.Protocol.REDIS, host, port);
        }
    }

    @Override
    public void close() {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                Say.row("closing", Say.describe(e));
            }
        }
    }

    /** Sends back what it was sent. */
    private static final class Echo extends HttpServlet {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = request.getInputStream().readAllBytes();
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
