package dev.jinx.runtime.hook;

import dev.jinx.runtime.connection.Aftermath;
import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.connection.Connections;
import dev.jinx.runtime.connection.Crossing;
import dev.jinx.runtime.connection.Custody;
import dev.jinx.runtime.connection.Flow;
import dev.jinx.runtime.connection.Kernel;
import dev.jinx.runtime.connection.Memory;
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
        return enters(fd, stream(Crossing.Kind.READ, fd, address, length));
    }

    /** Before {@code write(2)}. */
    public static long write(FileDescriptor fd, long address, int length) throws IOException {
        return stream(Crossing.Kind.WRITE, fd, address, length);
    }

    /** Before {@code readv(2)}; the answer is a number of buffers. */
    public static long readv(FileDescriptor fd, long iovec, int count) throws IOException {
        return enters(fd, vector(Crossing.Kind.READ, fd, iovec, count));
    }

    private static long enters(FileDescriptor fd, long answer) {
        Connection connection = Crossing.skips(answer) ? null : Connections.get(fd);
        if (connection != null) {
            connection.reads(true);
        }
        return answer;
    }

    /** Before {@code writev(2)}; the answer is a number of buffers. */
    public static long writev(FileDescriptor fd, long iovec, int count) throws IOException {
        return vector(Crossing.Kind.WRITE, fd, iovec, count);
    }

    /** Before {@code connect(2)}. */
    public static long connect(FileDescriptor fd) throws IOException {
        return cross(Crossing.Kind.CONNECT, find(Crossing.Kind.CONNECT, fd), fd, 0);
    }

    /** Before {@code accept(2)}. */
    public static long accept(FileDescriptor fd) throws IOException {
        return cross(Crossing.Kind.ACCEPT, find(Crossing.Kind.ACCEPT, fd), fd, 0);
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
            return Aftermath.outcome(connection);
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
                Connections.shutInput(fd);
            }
        } catch (Throwable t) {
            Failures.record("shutdownInput", t);
        }
    }

    private static long vector(Crossing.Kind kind, FileDescriptor fd, long iovec, int count) throws IOException {
        Injection injection = find(kind, fd);
        if (injection == null && !Connections.faulted() && !Connections.detained()) {
            return count;
        }
        long bytes = Memory.covered(iovec, count);
        long answer = takes(injection, fd)
                ? Border.cross(kind, injection, fd, Memory.vector(iovec, count))
                : cross(kind, injection, fd, bytes);
        if (Crossing.skips(answer) || answer >= bytes) {
            return Crossing.skips(answer) ? answer : count;
        }
        return Memory.trim(iovec, count, answer);
    }

    private static long stream(Crossing.Kind kind, FileDescriptor fd, long address, int length) throws IOException {
        Injection injection = find(kind, fd);
        return takes(injection, fd)
                ? Border.cross(kind, injection, fd, Memory.buffer(address, length))
                : cross(kind, injection, fd, length);
    }

    /** Whether the bytes do not simply pass. */
    private static boolean takes(Injection injection, FileDescriptor fd) {
        if (injection != null && injection.takesBytes()) {
            return true;
        }
        if (!Connections.detained()) {
            return false;
        }
        Connection connection = Connections.get(fd);
        return connection != null && connection.custodyOrNull() != null;
    }

    private static long cross(Crossing.Kind kind, Injection injection, FileDescriptor fd, long bytes)
            throws IOException {
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
        Flow flow = connection == null ? null : connection.readiness().flowOrNull(kind);
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
            if (kind == Crossing.Kind.READ) {
                // First of all: the bytes may be the last ones of the connection, and then it is the next read that is
                // told so.
                connection.reads(false);
            }
            Injection injection = find(kind, fd);
            if (injection != null) {
                injection.crossed(result);
            }
            if (kind == Crossing.Kind.READ) {
                connection.consumed(result);
            } else {
                sent(connection, result);
            }
            connection.carried(kind, result);
        } catch (Throwable t) {
            Failures.record("border", t);
        }
    }

    private static void sent(Connection connection, long result) {
        Custody custody = connection.custodyOrNull();
        if (custody != null) {
            custody.sent(result);
        }
    }

    /** Before a socket implementation or a channel is closed. */
    public static void closing(Object socket) {
        try {
            FileDescriptor fd = Connections.any() ? Sockets.descriptor(socket) : null;
            Connection connection = fd == null ? null : Connections.get(fd);
            if (connection != null) {
                connection.closing();
            }
        } catch (Throwable t) {
            Failures.record("closing", t);
        }
    }

    /** In place of {@code sun.nio.ch.Net.sendOOB}: urgent data does not overtake what is held before it. */
    public static int sendUrgent(FileDescriptor fd, byte data) throws IOException {
        try {
            return urges(fd, data) ? 1 : Kernel.sendUrgent(fd, data);
        } catch (IOException real) {
            Traces.strip(real);
            throw real;
        }
    }

    private static boolean urges(FileDescriptor fd, byte data) {
        try {
            Connection connection = Connections.detained() ? Connections.get(fd) : null;
            Custody custody = connection == null ? null : connection.custodyOrNull();
            return custody != null && custody.urge(fd, data);
        } catch (Throwable t) {
            Failures.record("sendUrgentData", t);
            return false;
        }
    }

    /** In place of {@code sun.nio.ch.Net.shutdown}: the end of the stream comes behind what is held of it. */
    public static void shutdown(FileDescriptor fd, int how) throws IOException {
        if (how != Kernel.SHUT_RD && held(fd)) {
            return;
        }
        try {
            Kernel.shutdownAsIs(fd, how);
        } catch (IOException real) {
            Traces.strip(real);
            throw real;
        }
    }

    private static boolean held(FileDescriptor fd) {
        try {
            Connection connection = Connections.detained() ? Connections.get(fd) : null;
            Custody custody = connection == null ? null : connection.custodyOrNull();
            if (custody == null || !custody.finishes()) {
                return false;
            }
            connection.shutOutput();
            return true;
        } catch (Throwable t) {
            Failures.record("shutdown", t);
            return false;
        }
    }

    /** After a socket was asked how many bytes can be read without waiting: ours come first. */
    public static int available(int kernels, Object socket) {
        try {
            FileDescriptor fd = Connections.detained() ? Sockets.descriptor(socket) : null;
            Connection connection = fd == null ? null : Connections.get(fd);
            Custody custody = connection == null ? null : connection.custodyOrNull();
            return custody == null ? kernels : custody.available(kernels);
        } catch (Throwable t) {
            Failures.record("available", t);
            return kernels;
        }
    }

    static long broken(Crossing.Kind kind, FileDescriptor fd, long bytes) throws IOException {
        if ((kind != Crossing.Kind.READ && kind != Crossing.Kind.WRITE) || !Connections.faulted()) {
            return bytes;
        }
        Connection connection = Connections.get(fd);
        if (connection == null) {
            return bytes;
        }
        try {
            return Aftermath.broken(connection, fd, kind, bytes);
        } catch (IOException injected) {
            Traces.strip(injected);
            throw injected;
        }
    }
}
