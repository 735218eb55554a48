package dev.jinx.runtime.plan;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Custody;

/**
 * Where a rule applies; null or empty is a key that was not given. Immutable.
 *
 * @param hosts remote hosts
 * @param ports remote ports
 * @param localPorts local ports
 * @param server TRUE for accepted connections only, FALSE for those opened here only
 * @param unix TRUE for Unix-domain sockets only, FALSE for TCP only
 * @param paths of Unix-domain sockets
 * @param threads names of the calling thread
 * @param callers names of classes of the calling stack
 * @param received what was received since the last write
 * @param sent what was sent since the last read
 */
public record Target(
        Hosts hosts,
        Ports ports,
        Ports localPorts,
        Boolean server,
        Boolean unix,
        Glob[] paths,
        Glob[] threads,
        Glob[] callers,
        Content[] received,
        Content[] sent) {
    private static final Glob[] NO_GLOBS = {};
    private static final Content[] NO_CONTENT = {};

    /** One that asks for no callers and no content. */
    public Target(
            Hosts hosts, Ports ports, Ports localPorts, Boolean server, Boolean unix, Glob[] paths, Glob[] threads) {
        this(hosts, ports, localPorts, server, unix, paths, threads, NO_GLOBS, NO_CONTENT, NO_CONTENT);
    }

    /** Whether the remote port alone decides. */
    boolean asksForPortsOnly() {
        return ports != null && hosts == null && asksForRemoteOnly();
    }

    /** Whether the remote address and port alone decide, and no pattern has to be tried on names. */
    boolean asksForRemoteOnly() {
        return (hosts == null || hosts.globs().length == 0)
                && localPorts == null
                && server == null
                && unix == null
                && paths.length == 0
                && threads.length == 0
                && callers.length == 0
                && !asksForContent();
    }

    /** Whether that is one of the remote ports that it asks for. */
    boolean matchesPort(int port) {
        return ports == null || ports.contains(port);
    }

    /** Whether it asks for what the connection carried. */
    public boolean asksForContent() {
        return received.length > 0 || sent.length > 0;
    }

    /** Whether it concerns that endpoint, on this thread. */
    public boolean matches(Endpoint endpoint) {
        return matchesWay(endpoint)
                && (ports == null || (!endpoint.unix() && ports.contains(endpoint.port())))
                && (localPorts == null || (!endpoint.unix() && localPorts.contains(endpoint.localPort())))
                && (hosts == null || hosts.matches(endpoint))
                && (paths.length == 0 || (endpoint.unix() && endpoint.path() != null && any(paths, endpoint.path())))
                && matchesThread()
                && (callers.length == 0 || Callers.include(callers, false));
    }

    /** Whether it asks for no content, or the connection carried what it asks for; null is one that carried nothing. */
    boolean matchesContent(Connection connection) {
        if (!asksForContent()) {
            return true;
        }
        Custody custody = connection == null ? null : connection.custodyOrNull();
        return custody != null
                && (received.length == 0 || any(received, custody.received()))
                && (sent.length == 0 || any(sent, custody.sent()));
    }

    private static boolean any(Content[] contents, byte[] carried) {
        for (Content content : contents) {
            if (content.in(carried)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the calling thread is one of those that are asked for. */
    boolean matchesThread() {
        return threads.length == 0 || any(threads, Thread.currentThread().getName());
    }

    private boolean matchesWay(Endpoint endpoint) {
        return (server == null || server == endpoint.server()) && (unix == null || unix == endpoint.unix());
    }

    private static boolean any(Glob[] globs, String text) {
        for (Glob glob : globs) {
            if (glob.matches(text)) {
                return true;
            }
        }
        return false;
    }
}
