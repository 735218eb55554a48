package dev.jinx.e2e;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** An injected fault is the real one to an asynchronous channel: it goes to the handler or the Future, and is never thrown from the call. */
class AsynchronousFidelityIT {
    /** What faults give that take privileges to make, as they were seen to, and those that have no real one. */
    private static final Map<String, List<String>> KNOWN = Map.ofEntries(
            entry(
                    "EACCES on connect",
                    List.of(
                            "connect: fails with java.net.BindException: Permission denied",
                            "state: open false, remote java.nio.channels.ClosedChannelException")),
            entry(
                    "EHOSTUNREACH on connect",
                    List.of(
                            "connect: fails with java.net.NoRouteToHostException: No route to host",
                            "state: open false, remote java.nio.channels.ClosedChannelException")),
            entry(
                    "ETIMEDOUT",
                    List.of(
                            "read: fails with java.io.IOException: Connection timed out",
                            "read: gives -1",
                            "write: fails with java.io.IOException: Broken pipe",
                            "write: fails with java.io.IOException: Broken pipe",
                            "state: open true, remote true")),
            entry(
                    "ETIMEDOUT on connect",
                    List.of(
                            "connect: fails with java.net.ConnectException: Connection timed out",
                            "state: open false, remote java.nio.channels.ClosedChannelException")),
            entry("close, as the peer sees it", List.of("read: gives -1", "peer reads: -1")),
            entry(
                    "reset on close, as the peer sees it",
                    List.of("close: ok", "peer reads: java.net.SocketException: Connection reset")),
            entry(
                    "reset on connect",
                    List.of(
                            "read: fails with java.io.IOException: Connection reset",
                            "write: fails with java.io.IOException: Broken pipe",
                            "peer reads: java.net.SocketException: Connection reset")),
            entry(
                    "reset, as the peer sees it",
                    List.of(
                            "read: fails with java.io.IOException: Connection reset",
                            "peer reads: java.net.SocketException: Connection reset",
                            "peer reads: java.net.SocketException: Connection reset")),
            entry(
                    "throw",
                    List.of(
                            "read: fails with java.io.IOException: thrown",
                            "write: fails with java.io.IOException: thrown",
                            "state: open true, remote true")),
            entry(
                    "throw unchecked",
                    List.of(
                            "read: fails with java.lang.IllegalStateException: thrown",
                            "state: open true, remote true")),
            // A Future that was done when the call returned wraps what is no IOException: the JDK's own doing.
            entry(
                    "throw unchecked/FUTURE",
                    List.of(
                            "read: fails with java.io.IOException: java.lang.IllegalStateException: thrown caused by java.lang.IllegalStateException: thrown",
                            "state: open true, remote true")),
            entry(
                    "timeout",
                    List.of(
                            "read: fails with java.io.IOException: Connection timed out",
                            "read: gives -1",
                            "write: fails with java.io.IOException: Broken pipe")));

    @TestFactory
    Stream<DynamicContainer> anInjectedFaultIsTheRealOne() {
        return EndRuns.tests(List.of("FUTURE", "HANDLER", "ONE_THREAD"), KNOWN);
    }
}
