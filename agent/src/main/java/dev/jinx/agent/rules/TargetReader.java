package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code target}. */
final class TargetReader extends MappingReader {
    static final String WHERE = "`target`";
    static final String[] KEYS = {
        "hosts",
        "ports",
        "local-ports",
        "side",
        "transport",
        "paths",
        "layer",
        "received",
        "sent",
        "methods",
        "args",
        "threads",
        "callers",
        "scope"
    };

    private static final int LAST_PORT = 65_535;
    private static final Set<Operation> CONNECTED =
            EnumSet.complementOf(EnumSet.copyOf(Operations.and(Operations.FILES, Operation.CALL, Operation.RESOLVE)));
    private static final Set<Operation> NAMED = Operations.and(CONNECTED, Operation.RESOLVE);

    private List<String> hosts = List.of();
    private List<Range> ports = List.of();
    private List<Range> localPorts = List.of();
    private Optional<Target.Side> side = Optional.empty();
    private Optional<Target.Transport> transport = Optional.empty();
    private List<String> paths = List.of();
    private List<String> threads = List.of();
    private List<MethodPattern> methods = List.of();
    private Map<Integer, String> args = Map.of();
    private List<String> callers = List.of();
    private List<ContentSpec> received = List.of();
    private List<ContentSpec> sent = List.of();

    private boolean thisTest;

    TargetReader(Problems problems) {
        super(problems, WHERE, KEYS);
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        switch (key) {
            case "hosts" -> hosts = hosts(value);
            case "ports" -> ports = Values.ranges(value, key, 1, LAST_PORT, problems);
            case "local-ports" -> localPorts = Values.ranges(value, key, 1, LAST_PORT, problems);
            case "side" -> side = side(value);
            case "transport" -> transport = transport(value);
            case "paths" -> paths = Values.words(value, key);
            case "threads" -> threads = Values.words(value, key);
            case "layer" -> layer(value);
            case "methods" -> methods = CallTargets.methods(value, problems);
            case "args" -> args = CallTargets.args(value, problems);
            case "callers" -> callers = CallTargets.callers(value, problems);
            case "received" -> received = ContentReader.read(value, key, problems);
            case "sent" -> sent = ContentReader.read(value, key, problems);
            default -> thisTest = Values.oneOf(value, key, "this-test").equals("this-test");
        }
    }

    private List<String> hosts(Node value) throws BadValue {
        List<String> read = new ArrayList<>();
        for (Node item : Values.items(value, "hosts")) {
            try {
                read.add(HostSyntax.host(item, "hosts"));
            } catch (BadValue bad) {
                problems.add(bad);
            }
        }
        return List.copyOf(read);
    }

    private static Optional<Target.Side> side(Node value) throws BadValue {
        String word = Values.oneOf(value, "side", "client", "server");
        return Optional.of(word.equals("client") ? Target.Side.CLIENT : Target.Side.SERVER);
    }

    private Optional<Target.Transport> transport(Node value) throws BadValue {
        String word = Values.oneOf(value, "transport", "tcp", "unix", "udp");
        if (word.equals("udp")) {
            problems.add(value.at(), "'transport: udp' is not supported yet");
        }
        return Optional.of(
                switch (word) {
                    case "tcp" -> Target.Transport.TCP;
                    case "unix" -> Target.Transport.UNIX;
                    default -> Target.Transport.UDP;
                });
    }

    private void layer(Node value) throws BadValue {
        if (Values.oneOf(value, "layer", "wire", "tls").equals("tls")) {
            problems.add(value.at(), "'layer: tls' is not supported yet");
        }
    }

    /** Reports what does not go together, or not with those operations: such a rule would never act. */
    void check(Set<Operation> on) {
        if (on.contains(Operation.ACCEPT)) {
            refuse(
                    "does not apply to accept: accept takes local-ports, the peer is known only afterwards",
                    "hosts",
                    "ports");
        }
        checkSides(on);
        checkTransport();
        applies(on, NAMED, "hosts");
        applies(on, CONNECTED, "ports", "local-ports", "side", "transport", "layer");
        applies(on, Operations.and(Operations.FILES, Operations.STREAMS.toArray(new Operation[0])), "paths");
        carried(on, "received");
        carried(on, "sent");
        applies(on, EnumSet.of(Operation.CALL), "methods", "args");
    }

    private void carried(Set<Operation> on, String key) {
        for (Operation operation : on) {
            if (operation == Operation.CONNECT || operation == Operation.ACCEPT) {
                refuse("does not apply to " + operation.word() + ", when nothing has been " + key + " yet", key);
                return;
            }
        }
        applies(on, EnumSet.of(Operation.READ, Operation.WRITE, Operation.CLOSE), key);
    }

    /** Reports what does not say which peer is meant, where the whole of it is. */
    void checkWholePeer() {
        String reason = "does not apply to a whole peer, which is hit ";
        refuse(reason + "whoever uses it", "threads", "callers");
        refuse(reason + "whatever its connections carry", "received", "sent");
        refuse("does not apply to a whole peer, only to call", "methods", "args");
    }

    private void checkTransport() {
        if (transport.isPresent() && transport.get() == Target.Transport.UNIX) {
            refuse("does not apply to Unix-domain sockets, which have paths", "hosts", "ports", "local-ports");
        } else if (transport.isPresent() || has("hosts") || has("ports") || has("local-ports")) {
            refuse("does not go with hosts, ports and TCP: it names Unix-domain sockets and files", "paths");
        }
    }

    /** Reports what does not name a connection to be protected. */
    void checkProtected(Node node) {
        refuse(
                "is not for what is protected, which is told by hosts, ports, local-ports, side, transport and paths",
                "methods",
                "args",
                "threads",
                "callers",
                "received",
                "sent",
                "layer",
                "scope");
        checkSides(Set.of());
        checkTransport();
        if (node instanceof Node.Mapping mapping && mapping.entries().isEmpty()) {
            problems.add(node.at(), "this protects everything, so that no rule would ever act");
        }
    }

    /** Whether it is missing which methods are meant. */
    boolean lacksMethods() {
        return lacks("methods");
    }

    /** Whether one of the methods is a constructor. */
    boolean namesConstructors() {
        for (MethodPattern method : methods) {
            if (method.constructor()) {
                return true;
            }
        }
        return false;
    }

    private void checkSides(Set<Operation> on) {
        if (side.isEmpty()) {
            return;
        }
        boolean server = side.get() == Target.Side.SERVER;
        if (on.contains(server ? Operation.CONNECT : Operation.ACCEPT)) {
            problems.add(at("side"), server ? "connect is always on side client" : "accept is always on side server");
        }
        if (server) {
            for (String host : hosts) {
                if (!HostSyntax.isAddress(host)) {
                    problems.add(
                            at("hosts"),
                            "accepted peers have IP addresses only: " + Problems.quote(host)
                                    + " never matches on side server");
                }
            }
        }
    }

    private void applies(Set<Operation> on, Set<Operation> to, String... keys) {
        for (String key : keys) {
            if (has(key)) {
                applies(on, to, key);
            }
        }
    }

    private void applies(Set<Operation> on, Set<Operation> to, String key) {
        for (Operation operation : on) {
            if (!to.contains(operation)) {
                refuse("does not apply to " + operation.word() + ", only to " + Operations.list(to), key);
                return;
            }
        }
    }

    /** Whether only what a test does is meant, and what it starts. */
    boolean thisTest() {
        return thisTest;
    }

    Target target() {
        return new Target(
                hosts, ports, localPorts, side, transport, paths, threads, methods, args, callers, received, sent);
    }
}
