package dev.jinx.e2e;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** An injected fault is the real one to an event loop: what the selector reports, what each call gives, and what becomes of key and channel. */
class NonBlockingFidelityIT {
    /** What faults give that take privileges to make, as they were seen to, and those that have no real one. */
    private static final Map<String, List<String>> KNOWN = Map.ofEntries(
            entry(
                    "EACCES on connect",
                    List.of(
                            "connect: java.net.BindException: Permission denied",
                            "state: open false, connected false, pending false, valid false, ops cancelled")),
            entry(
                    "EHOSTUNREACH on connect",
                    List.of(
                            "connect: immediately false, ready 8, java.net.NoRouteToHostException: No route to host, valid false",
                            "state: open false, connected false, pending false, valid false, ops cancelled")),
            entry(
                    "ETIMEDOUT",
                    List.of(
                            "read: ready 1, java.io.IOException: Connection timed out",
                            "read: ready 1, -1",
                            "write: ready 4, java.io.IOException: Broken pipe",
                            "write: ready 4, java.io.IOException: Broken pipe",
                            "state: open true, connected true, pending false, valid true, ops 5")),
            entry(
                    "ETIMEDOUT on connect",
                    List.of(
                            "connect: immediately false, ready 8, java.net.ConnectException: Connection timed out, valid false",
                            "state: open false, connected false, pending false, valid false, ops cancelled")),
            entry("close, as the peer sees it", List.of("read: ready 1, -1", "peer reads: -1")),
            entry(
                    "reset on close, as the peer sees it",
                    List.of("close: ok", "peer reads: java.net.SocketException: Connection reset")),
            entry(
                    "reset on connect",
                    List.of(
                            "read: ready 1, java.net.SocketException: Connection reset",
                            "write: ready 4, java.io.IOException: Broken pipe",
                            "peer reads: java.net.SocketException: Connection reset")),
            entry(
                    "reset, as the peer sees it",
                    List.of(
                            "read: ready 1, java.net.SocketException: Connection reset",
                            "peer reads: java.net.SocketException: Connection reset",
                            "peer reads: java.net.SocketException: Connection reset")),
            entry(
                    "throw",
                    List.of(
                            "read: ready 1, java.io.IOException: thrown",
                            "write: ready 4, java.io.IOException: thrown",
                            "state: open true, connected true, pending false, valid true, ops 5")),
            entry(
                    "throw unchecked",
                    List.of(
                            "read: ready 1, java.lang.IllegalStateException: thrown",
                            "state: open true, connected true, pending false, valid true, ops 1")),
            entry(
                    "timeout",
                    List.of(
                            "read: ready 1, java.io.IOException: Connection timed out",
                            "read: ready 1, -1",
                            "write: ready 4, java.io.IOException: Broken pipe")));

    @TestFactory
    Stream<DynamicContainer> anInjectedFaultIsTheRealOne() {
        return EndRuns.tests(List.of("SELECTOR"), KNOWN);
    }
}
