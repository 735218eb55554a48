package dev.jinx.runtime.connection;

import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;

/**
 * System calls by way of the JDK's own network code. What says so throws what the kernel says; what goes wrong in the others is kept in
 * {@link Failures} and answered as "nothing there". Any thread.
 */
public final class Kernel {
    /** {@code Net.POLLIN} on Linux. */
    private static final int POLLIN = 1;

    /** {@code Net.POLLOUT} on Linux. */
    private static final int POLLOUT = 4;

    /** {@code Net.SHUT_RD}. */
    public static final int SHUT_RD = 0;

    private static final int SHUT_WR = 1;
    private static final int SHUT_RDWR = 2;

    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    /** The common class of all virtual threads since 21; null before. */
    private static final Class<?> VIRTUAL = Internals.typeOrNull("java.lang.BaseVirtualThread");

    /**
     * What cannot be reached by a plain call. Looked up at the first need, when the application uses sockets anyway: before main it
     * would load network classes, and have them woven, in programs that never use them.
     */
    private static final class Handles {
        static final Class<?> NET = Internals.type("sun.nio.ch.Net");
        static final MethodHandle POLL = net("poll", int.class, FileDescriptor.class, int.class, long.class);
        static final MethodHandle SHUTDOWN = net("shutdown", void.class, FileDescriptor.class, int.class);
        static final MethodHandle AVAILABLE = net("available", int.class, FileDescriptor.class);
        static final MethodHandle SEND_URGENT = net("sendOOB", int.class, FileDescriptor.class, byte.class);
        static final MethodHandle ACCEPT =
                net("accept", int.class, FileDescriptor.class, FileDescriptor.class, InetSocketAddress[].class);
        static final MethodHandle SET_OPTION =
                net("setSocketOption", void.class, FileDescriptor.class, SocketOption.class, Object.class);
        static final MethodHandle GET_OPTION =
                net("getSocketOption", Object.class, FileDescriptor.class, SocketOption.class);

        private Handles() {}

        private static MethodHandle net(String name, Class<?> result, Class<?>... parameters) {
            return Internals.handle(NET, name, result, parameters);
        }
    }

    /** What only a reset needs. */
    private static final class ResetHandles {
        static final MethodHandle DISCONNECT = Internals.handle(
                Internals.type("sun.nio.ch.DatagramChannelImpl"),
                "disconnect0",
                void.class,
                FileDescriptor.class,
                boolean.class);
        static final MethodHandle CONNECTION_RESET = connectionReset();

        private ResetHandles() {}

        private static MethodHandle connectionReset() {
            try {
                return MethodHandles.lookup()
                        .findConstructor(
                                Internals.type("sun.net.ConnectionResetException"),
                                MethodType.methodType(void.class, String.class))
                        .asType(MethodType.methodType(IOException.class, String.class));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What only bytes need that go through our own hands. */
    private static final class ByteHandles {
        private static final Class<?> DISPATCHER = Internals.type("sun.nio.ch.SocketDispatcher");
        static final MethodHandle READ =
                Internals.handle(DISPATCHER, "read0", int.class, FileDescriptor.class, long.class, int.class);
        static final MethodHandle WRITE = write();
        static final MethodHandle DUP =
                Internals.handle(Internals.type("sun.nio.ch.InheritedChannel"), "dup", int.class, int.class);
        static final MethodHandle CLOSE =
                Internals.handle(Internals.type("sun.nio.ch.InheritedChannel"), "close0", void.class, int.class);

        private ByteHandles() {}

        /** It moved between 17 and 25. */
        private static MethodHandle write() {
            try {
                return Internals.handle(DISPATCHER, "write0", int.class, FileDescriptor.class, long.class, int.class);
            } catch (IllegalStateException e) {
                return Internals.handle(
                        Internals.type("sun.nio.ch.FileDispatcherImpl"),
                        "write0",
                        int.class,
                        FileDescriptor.class,
                        long.class,
                        int.class);
            }
        }
    }

    /**
     * {@code read(2)}, into memory of our own.
     *
     * @return what was there, nothing for the end of the stream; null where nothing is there yet
     */
    static byte[] read(FileDescriptor fd, int most) throws IOException {
        long address = UNSAFE.allocateMemory(most);
        try {
            int n = (int) ByteHandles.READ.invokeExact(fd, address, most);
            if (n < -1) {
                return null;
            }
            byte[] bytes = new byte[Math.max(0, n)];
            Memory.move(bytes, 0, bytes.length, address, false);
            return bytes;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IOException(t);
        } finally {
            UNSAFE.freeMemory(address);
        }
    }

    /** {@code write(2)}; returns how many bytes the kernel took, 0 or less for none. */
    static int write(FileDescriptor fd, byte[] bytes) throws IOException {
        long address = UNSAFE.allocateMemory(bytes.length);
        try {
            Memory.move(bytes, 0, bytes.length, address, true);
            return (int) ByteHandles.WRITE.invokeExact(fd, address, bytes.length);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IOException(t);
        } finally {
            UNSAFE.freeMemory(address);
        }
    }

    /** {@code dup(2)}: the connection stays when the descriptor is closed; null where that cannot be. */
    static FileDescriptor duplicate(FileDescriptor fd) {
        FileDescriptor duplicate = duplicate(number(fd));
        if (duplicate == null) {
            Failures.record("dup", new IOException("what was written and not sent is lost"));
        }
        return duplicate;
    }

    /** The number of a descriptor; -1 for a closed one. */
    public static int number(FileDescriptor fd) {
        return SharedSecrets.getJavaIOFileDescriptorAccess().get(fd);
    }

    /** {@code dup(2)}, by number; null where that cannot be, because it was closed meanwhile or there is no room for more. */
    public static FileDescriptor duplicate(int number) {
        try {
            int own = (int) ByteHandles.DUP.invokeExact(number);
            FileDescriptor duplicate = new FileDescriptor();
            SharedSecrets.getJavaIOFileDescriptorAccess().set(duplicate, own);
            return duplicate;
        } catch (IOException e) {
            return null;
        } catch (Throwable t) {
            Failures.record("dup", t);
            return null;
        }
    }

    /** {@code close(2)} of what {@link #duplicate} gave. */
    public static void close(FileDescriptor own) {
        try {
            ByteHandles.CLOSE.invokeExact(number(own));
        } catch (Throwable t) {
            Failures.record("close", t);
        }
    }

    /** How many bytes the kernel holds that were written and not sent, as far as it says: SO_SNDBUF, from 4 KiB to 4 MiB. */
    static int sendBuffer(FileDescriptor fd) {
        try {
            Object size =
                    (Object) Handles.GET_OPTION.invokeExact(fd, (SocketOption<?>) StandardSocketOptions.SO_SNDBUF);
            return Math.max(4_096, Math.min(1 << 22, (Integer) size));
        } catch (Throwable t) {
            // A connection that is broken by now.
            return 65_536;
        }
    }

    /** Whether a close throws away what was not sent, and resets the connection: SO_LINGER is on, and 0. */
    static boolean closesHard(FileDescriptor fd) {
        try {
            Object linger =
                    (Object) Handles.GET_OPTION.invokeExact(fd, (SocketOption<?>) StandardSocketOptions.SO_LINGER);
            return linger instanceof Integer seconds && seconds == 0;
        } catch (Throwable t) {
            // A connection that is broken by now.
            return false;
        }
    }

    /** Sends FIN; what comes can still be read. */
    static void finishOutput(FileDescriptor fd) {
        shutdown(fd, SHUT_WR);
    }

    /** {@code shutdown(2)}, as the JDK makes it. */
    public static void shutdownAsIs(FileDescriptor fd, int how) throws IOException {
        try {
            Handles.SHUTDOWN.invokeExact(fd, how);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IOException(t);
        }
    }

    private Kernel() {}

    /** Sends a byte of urgent data, as the JDK does. */
    public static int sendUrgent(FileDescriptor fd, byte data) throws IOException {
        try {
            return (int) Handles.SEND_URGENT.invokeExact(fd, data);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IOException(t);
        }
    }

    /** {@code accept(2)}, as the JDK makes it. */
    public static int accept(FileDescriptor fd, FileDescriptor accepted, InetSocketAddress[] peer) throws IOException {
        try {
            return (int) Handles.ACCEPT.invokeExact(fd, accepted, peer);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IOException(t);
        }
    }

    /** The exception by which the JDK knows a reset; it remembers it, and every later read says so again. Asynchronous channels show its text. */
    static IOException connectionReset() {
        try {
            // With the text of the native code: asynchronous channels pass it on.
            return (IOException) ResetHandles.CONNECTION_RESET.invokeExact("Connection reset");
        } catch (Throwable t) {
            Failures.record("reset", t);
            return new SocketException("Connection reset");
        }
    }

    /** Whether a read or an accept on that descriptor would return at once, be it with an error. */
    public static boolean readable(FileDescriptor fd) {
        return polls(fd, POLLIN);
    }

    /** Whether a write would accept something at once, or fail. */
    public static boolean writable(FileDescriptor fd) {
        return polls(fd, POLLOUT);
    }

    /** How many bytes can be read at once. */
    static int available(FileDescriptor fd) {
        try {
            return (int) Handles.AVAILABLE.invokeExact(fd);
        } catch (IOException e) {
            // Not connected any more: there is nothing.
            return 0;
        } catch (Throwable t) {
            Failures.record("available", t);
            return 0;
        }
    }

    /** Whether {@code poll(2)} reports one of these events, or an error, which it always does. */
    static boolean polls(FileDescriptor fd, int events) {
        try {
            return (int) Handles.POLL.invokeExact(fd, events, 0L) != 0;
        } catch (Throwable t) {
            Failures.record("poll", t);
            return true;
        }
    }

    /** Sends FIN, and has the kernel report the end of the stream here. */
    public static void finish(FileDescriptor fd) {
        shutdown(fd, SHUT_RDWR);
    }

    /**
     * Ends a connection at once, for both ends: TCP sends RST (Linux: connect to AF_UNSPEC), a Unix-domain peer sees the end of the
     * stream.
     */
    public static void reset(FileDescriptor fd, boolean unix) {
        if (unix) {
            shutdown(fd, SHUT_RDWR);
            return;
        }
        try {
            ResetHandles.DISCONNECT.invokeExact(fd, true);
        } catch (Throwable t) {
            Failures.record("reset", t);
        }
    }

    /** Has the coming close of a TCP connection send RST instead of FIN. */
    public static void resetOnClose(FileDescriptor fd) {
        try {
            Handles.SET_OPTION.invokeExact(fd, (SocketOption<?>) StandardSocketOptions.SO_LINGER, (Object) 0);
        } catch (Throwable t) {
            Failures.record("linger", t);
        }
    }

    private static void shutdown(FileDescriptor fd, int how) {
        try {
            Handles.SHUTDOWN.invokeExact(fd, how);
        } catch (IOException e) {
            // ENOTCONN: the peer was quicker, and there is nothing left to end.
        } catch (Throwable t) {
            Failures.record("shutdown", t);
        }
    }

    /** Whether a thread is a virtual one. */
    public static boolean isVirtual(Thread thread) {
        return VIRTUAL != null && VIRTUAL.isInstance(thread);
    }
}
