package dev.jinx.agent.rules;

import java.util.List;
import java.util.Map;
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
 * @param methods of the application, for calls; one of them must match
 * @param args for arguments of a call, counted from 0, a glob on the text of each
 * @param callers globs on the full names of the classes in the calling stack; one of them must match one
 * @param received what is looked for in what the connection received since its last write; one of them must be there
 * @param sent what is looked for in what was sent since the last read; one of them must be there
 */
public record Target(
        List<String> hosts,
        List<Range> ports,
        List<Range> localPorts,
        Optional<Side> side,
        Optional<Transport> transport,
        List<String> paths,
        List<String> threads,
        List<MethodPattern> methods,
        Map<Integer, String> args,
        List<String> callers,
        List<ContentSpec> received,
        List<ContentSpec> sent) {
    /** Matches everything. */
    public static final Target ANY = new Target(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of());

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
