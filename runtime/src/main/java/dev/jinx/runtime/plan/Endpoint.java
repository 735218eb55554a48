package dev.jinx.runtime.plan;

import java.net.InetAddress;

/**
 * What an operation is aimed at, as far as it is known. One thread.
 */
public final class Endpoint {
    private final String name;
    private final InetAddress inet;
    private final int port;
    private final int localPort;
    private final boolean unix;
    private final String path;
    private final boolean server;
    private Address address;
    private String[] resolved;

    /**
     * An endpoint.
     *
     * @param name of the remote host as the application wrote it; null where it wrote an address
     * @param inet the remote address; null where there is none
     * @param port the remote port, 0 where there is none
     * @param localPort likewise
     * @param unix whether this is a Unix-domain socket
     * @param path of the Unix-domain socket; null for TCP
     * @param server whether the connection was accepted here
     */
    public Endpoint(String name, InetAddress inet, int port, int localPort, boolean unix, String path, boolean server) {
        this.name = name == null ? null : normal(name);
        this.inet = inet;
        this.port = port;
        this.localPort = localPort;
        this.unix = unix;
        this.path = path;
        this.server = server;
    }

    /** A host name in the form in which names are compared: lower case, no dot at the end. */
    public static String normal(String name) {
        int end = name.length();
        if (end > 1 && name.charAt(end - 1) == '.') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return lower(name, end);
            }
        }
        return end == name.length() ? name : name.substring(0, end);
    }

    private static String lower(String name, int end) {
        char[] chars = new char[end];
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            chars[i] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return new String(chars);
    }

    String name() {
        return name;
    }

    /** The address; null where there is none. */
    Address address() {
        if (address == null && inet != null) {
            address = Address.of(inet);
        }
        return address;
    }

    /** Names that this JVM resolved to the address, where the application did not write one itself. */
    String[] resolved() {
        if (resolved == null) {
            resolved = name != null || inet == null ? ResolvedNames.NONE : ResolvedNames.of(address());
        }
        return resolved;
    }

    int port() {
        return port;
    }

    int localPort() {
        return localPort;
    }

    boolean unix() {
        return unix;
    }

    String path() {
        return path;
    }

    boolean server() {
        return server;
    }

    /** For people: {@code payments.example.com:443}, a path, or {@code :8080} for a listening socket. */
    public String describe() {
        if (unix) {
            return path == null || path.isEmpty() ? "unix" : path;
        }
        String host = name != null ? name : inet != null ? literal(inet.getHostAddress()) : "";
        return host + ":" + (port == 0 ? localPort : port);
    }

    private static String literal(String address) {
        return address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    }
}
