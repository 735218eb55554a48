package dev.jinx.runtime.connection;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;

/**
 * An error of the system, as it crosses from the kernel into the JDK's Java code. What the application sees is then made of it by the
 * JDK itself. The classes are those that the JDK's native code throws ({@code Net.c}, {@code SocketDispatcher.c},
 * {@code IOUtil.c}); they are the same on 17 and 25.
 *
 * @param name {@code ECONNREFUSED}
 * @param text what {@code strerror} says
 */
public record Errno(String name, String text) {
    /** The errors that a fault raises by itself. */
    public static final Errno ECONNRESET = new Errno("ECONNRESET", "Connection reset by peer");

    public static final Errno ECONNREFUSED = new Errno("ECONNREFUSED", "Connection refused");
    public static final Errno EPIPE = new Errno("EPIPE", "Broken pipe");
    public static final Errno ETIMEDOUT = new Errno("ETIMEDOUT", "Connection timed out");

    /** What the JDK's native code throws for it at that crossing. */
    public IOException at(Crossing.Kind kind) {
        return kind == Crossing.Kind.CONNECT
                ? atConnect()
                : kind == Crossing.Kind.READ ? atRead() : new IOException(text);
    }

    private IOException atRead() {
        return name.equals("ECONNRESET") ? Kernel.connectionReset() : new IOException(text);
    }

    private IOException atConnect() {
        return switch (name) {
            case "EPROTO" -> new ProtocolException(text);
            case "ECONNREFUSED", "ETIMEDOUT", "ENOTCONN" -> new ConnectException(text);
            case "EHOSTUNREACH" -> new NoRouteToHostException(text);
            case "EADDRINUSE", "EADDRNOTAVAIL", "EACCES" -> new BindException(text);
            default -> new SocketException(text);
        };
    }

    /**
     * Whether it is how the network answers a connect, after a while; others are the kernel's own, and there at once. What is both is
     * taken for what it mostly is: an unreachable host did not answer, an unreachable network has no route here.
     */
    boolean answersConnect() {
        return switch (name) {
            case "ECONNABORTED",
                    "ECONNREFUSED",
                    "ECONNRESET",
                    "EHOSTDOWN",
                    "EHOSTUNREACH",
                    "ENOPROTOOPT",
                    "EPROTO",
                    "ETIMEDOUT" -> true;
            default -> false;
        };
    }

    /** Whether the kernel reports it once for a connection that is broken from then on. */
    boolean breaks() {
        return switch (name) {
            case "ECONNRESET",
                    "ECONNABORTED",
                    "ECONNREFUSED",
                    "EHOSTDOWN",
                    "EHOSTUNREACH",
                    "ENETDOWN",
                    "ENETRESET",
                    "ENETUNREACH",
                    "ENOTCONN",
                    "EPIPE",
                    "EPROTO",
                    "ESHUTDOWN",
                    "ETIMEDOUT" -> true;
            default -> false;
        };
    }
}
