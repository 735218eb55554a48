package dev.jinx.agent.rules;

import java.util.List;
import java.util.Optional;

/**
 * Where a rule applies. Every given key must match; an empty list is a key that was not given.
 *
 * @param hosts as written, one of a name, a glob, an IP address or a CIDR block each
 * @param ports remote ports
 * @param localPorts local ports
 * @param side which end of the connection this JVM is
 * @param transport tcp, unix or udp
 * @param paths globs on the path of a Unix-domain socket
 * @param threads globs on the name of the calling thread
 */
public record Target(
        List<String> hosts,
        List<Range> ports,
        List<Range> localPorts,
        Optional<Side> side,
        Optional<Transport> transport,
        List<String> paths,
        List<String> threads) {
    /** Matches everything. */
    public static final Target ANY =
            new Target(List.of(), List.of(), List.of(), Optional.empty(), Optional.empty(), List.of(), List.of());

    /** Which end of a connection this JVM is. */
    public enum Side {
        /** Opened here. */
        CLIENT,
        /** Accepted here. */
        SERVER
    }

    /** What carries the bytes. */
    public enum Transport {
        TCP,
        UNIX,
        UDP
    }
}
