package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Flow;
import dev.jinx.runtime.connection.Kernel;
import dev.jinx.runtime.connection.Sockets;
import dev.jinx.runtime.connection.Traces;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.WritableByteChannel;

/**
 * The kernel's border: called where the JDK is about to make a system call on a stream socket. What a fault answers here goes the way
 * that the kernel's answer goes. All methods are called by woven code. An answer below 0 stands for "do not make the call", with the
 * result in its lower 32 bits; any other is the length to make it with.
 */
public final class Wire {
    /** {@code sun.nio.ch.IOStatus}: the JDK goes another way. */
    private static final int UNSUPPORTED_CASE = -6;

    private Wire() {}

    /** Before {@code read(2)}. */
    public static long read(FileDescriptor fd, long address, int length) throws IOException {
        return cross(Crossing.Kind.READ, fd, length);
    }

    /** Before {@code write(2)}. */
    public static long write(FileDescriptor fd, long address, int length) throws IOException {
        return cross(Crossing.Kind.WRITE, fd, length);
    }

    /** Before {@code readv(2)}; the answer is a number of buffers. */
    public static long readv(FileDescriptor fd, long iovec, int count) throws IOException {
        return vector(Crossing.Kind.READ, fd, iovec, count);
    }

    /** Before {@code writev(2)}; the answer is a number of buffers. */
    public static long writev(FileDescriptor fd, long iovec, int count) throws IOException {
        return vector(Crossing.Kind.WRITE, fd, iovec, count);
    }

    /** Before {@code connect(2)}. */
    public static long connect(FileDescriptor fd) throws IOException {
        return cross(Crossing.Kind.CONNECT, fd, 0);
    }

    /** Before {@code accept(2)}. */
    public static long accept(FileDescriptor fd) throws IOException {
        return cross(Crossing.Kind.ACCEPT, fd, 0);
    }

    /** In place of {@code sun.nio.ch.Net.accept}, which is native and cannot be woven. */
    public static int accept(FileDescriptor fd, FileDescriptor accepted, InetSocketAddress[] peer) throws IOException {
        if (Hooks.armed) {
            long answer = accept(fd);
            if (Crossing.skips(answer)) {
                return (int) answer;
            }
        }
        try {
            return Kernel.accept(fd, accepted, peer);
        } catch (IOException real) {
            Traces.strip(real);
            throw real;
        }
    }

    /**
     * Before a transfer from a file, which may go past {@code write(2)} with {@code sendfile(2)}: for a stream channel the JDK is told
     * that this is not possible here, and copies.
     */
    public static long transfer(long position, int count, WritableByteChannel target) {
        return Sockets.isOwn(target) ? Crossing.skip(UNSUPPORTED_CASE) : count;
    }

    /** Before the outcome of a pending connect is asked for: it may have failed, or not have been made yet. */
    public static long connectOutcome(FileDescriptor fd) throws IOException {
        Connection connection = Connections.get(fd);
        if (connection == null) {
            return 0;
        }
        try {
            return Crossing.outcome(connection);
        } catch (IOException injected) {
            Traces.strip(injected);
            throw injected;
        }
    }

    /** After a socket implementation or a channel was closed. */
    public static void closed(Object socket) {
        try {
            FileDescriptor fd = Sockets.descriptor(socket);
            if (fd != null) {
                Connections.closed(fd);
            }
        } catch (Throwable t) {
            Failures.record("closed", t);
        }
    }

    /** After the reading side of a socket implementation or a channel was shut down: blocked reads return. */
    public static void inputShut(Object socket) {
        try {
            FileDescriptor fd = Sockets.descriptor(socket);
            if (fd != null) {
                Connections.release(fd);
            }
        } catch (Throwable t) {
            Failures.record("shutdownInput", t);
        }
    }

    private static long vector(Crossing.Kind kind, FileDescriptor fd, long iovec, int count) throws IOException {
        if (find(kind, fd) == null && !Connections.faulted()) {
            return count;
        }
        long bytes = Kernel.covered(iovec, count);
        long answer = cross(kind, fd, bytes);
        if (Crossing.skips(answer) || answer >= bytes) {
            return Crossing.skips(answer) ? answer : count;
        }
        return Kernel.trim(iovec, count, answer);
    }

    private static long cross(Crossing.Kind kind, FileDescriptor fd, long bytes) throws IOException {
        Injection injection = find(kind, fd);
        if (injection != null) {
            long answer = injection.cross(fd, bytes);
            if (Crossing.skips(answer)) {
                return answer;
            }
            return broken(kind, fd, answer);
        }
        return broken(kind, fd, bytes);
    }

    /** This thread's operation, or the one that its channel is to make next. */
    private static Injection find(Crossing.Kind kind, FileDescriptor fd) {
        Injection injection = Injection.current(kind);
        if (injection != null) {
            return injection;
        }
        Connection connection = Connections.get(fd);
        Flow flow = connection == null ? null : connection.flowOrNull(kind);
        return flow == null ? null : (Injection) flow.operation();
    }

    /** After {@code read(2)} or {@code readv(2)}. */
    public static void didRead(long result, FileDescriptor fd) {
        crossed(Crossing.Kind.READ, result, fd);
    }

    /** After {@code write(2)} or {@code writev(2)}. */
    public static void didWrite(long result, FileDescriptor fd) {
        crossed(Crossing.Kind.WRITE, result, fd);
    }

    private static void crossed(Crossing.Kind kind, long result, FileDescriptor fd) {
        if (!Connections.any()) {
            return;
        }
        try {
            Connection connection = Connections.get(fd);
            if (connection == null) {
                return;
            }
            Injection injection = find(kind, fd);
            if (injection != null) {
                injection.crossed(result);
            }
            connection.carried(result);
            if (kind == Crossing.Kind.READ) {
                connection.consumed(result);
            }
        } catch (Throwable t) {
            Failures.record("border", t);
        }
    }

    private static long broken(Crossing.Kind kind, FileDescriptor fd, long bytes) throws IOException {
        if ((kind != Crossing.Kind.READ && kind != Crossing.Kind.WRITE) || !Connections.faulted()) {
            return bytes;
        }
        Connection connection = Connections.get(fd);
        if (connection == null) {
            return bytes;
        }
        try {
            return Crossing.broken(connection, fd, kind, bytes);
        } catch (IOException injected) {
            Traces.strip(injected);
            throw injected;
        }
    }
}
