package dev.jinx.runtime.connection;

import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;

/**
 * What the JDK's own sockets and channels know of themselves, read from their fields without a lock. Any thread.
 */
public final class Sockets {
    /** {@code NioSocketImpl.ST_CLOSING}: open below it. */
    private static final int CLOSING = 4;

    private static final Unsafe UNSAFE = Unsafe.getUnsafe();

    // Where the JDK keeps what we need. Looked up when a hook has such an object in its hands, and its class is loaded
    // anyway: loaded at
    // start-up, they would all have to be woven before main.

    private static final class OfSocket {
        static final Class<?> NIO_IMPL = Kernel.type("sun.nio.ch.NioSocketImpl");
        static final Class<?> DELEGATING = Kernel.type("java.net.DelegatingSocketImpl");
        static final long SOCKET_IMPL = offset(Socket.class, "impl");
        static final long SERVER_IMPL = offset(ServerSocket.class, "impl");
        static final long DELEGATE = offset(DELEGATING, "delegate");
        static final Class<?> SOCKS_IMPL = Kernel.type("java.net.SocksSocketImpl");
        static final long SOCKS_SERVER = offset(SOCKS_IMPL, "server");
        static final long FD = offset(SocketImpl.class, "fd");
        static final long LOCAL_PORT = offset(SocketImpl.class, "localport");
        static final long TIMEOUT = offset(NIO_IMPL, "timeout");
        static final long STATE = offset(NIO_IMPL, "state");

        private OfSocket() {}
    }

    private static final class OfAdaptor {
        static final Class<?> TYPE = Kernel.type("sun.nio.ch.SocketAdaptor");
        static final long CHANNEL = offset(TYPE, "sc");

        private OfAdaptor() {}
    }

    private static final class OfChannel {
        static final Class<?> TYPE = Kernel.type("sun.nio.ch.SocketChannelImpl");
        static final long FD = offset(TYPE, "fd");
        static final long REMOTE = offset(TYPE, "remoteAddress");
        static final long LOCAL = offset(TYPE, "localAddress");

        private OfChannel() {}
    }

    private static final class OfServerChannel {
        static final Class<?> TYPE = Kernel.type("sun.nio.ch.ServerSocketChannelImpl");
        static final long FD = offset(TYPE, "fd");
        static final long LOCAL = offset(TYPE, "localAddress");

        private OfServerChannel() {}
    }

    private static final class OfAsync {
        static final Class<?> TYPE = Kernel.type("sun.nio.ch.AsynchronousSocketChannelImpl");
        static final long STATE = offset(TYPE, "state");
        static final long FD = offset(TYPE, "fd");
        static final long REMOTE = offset(TYPE, "remoteAddress");
        static final long LOCAL = offset(TYPE, "localAddress");

        private OfAsync() {}
    }

    private static final class OfAsyncServer {
        static final Class<?> TYPE = Kernel.type("sun.nio.ch.AsynchronousServerSocketChannelImpl");
        static final long FD = offset(TYPE, "fd");
        static final long LOCAL = offset(TYPE, "localAddress");

        private OfAsyncServer() {}
    }

    private Sockets() {}

    private static long offset(Class<?> owner, String field) {
        return UNSAFE.objectFieldOffset(owner, field);
    }

    /** The descriptor of a socket, a channel or an implementation of either; null where it has none of the JDK's own. */
    public static FileDescriptor descriptor(Object socket) {
        if (socket instanceof SocketChannel) {
            return OfChannel.TYPE.isInstance(socket)
                    ? (FileDescriptor) UNSAFE.getReference(socket, OfChannel.FD)
                    : null;
        }
        if (socket instanceof ServerSocketChannel) {
            return OfServerChannel.TYPE.isInstance(socket)
                    ? (FileDescriptor) UNSAFE.getReference(socket, OfServerChannel.FD)
                    : null;
        }
        if (socket instanceof AsynchronousSocketChannel) {
            return OfAsync.TYPE.isInstance(socket) ? (FileDescriptor) UNSAFE.getReference(socket, OfAsync.FD) : null;
        }
        if (socket instanceof AsynchronousServerSocketChannel) {
            return OfAsyncServer.TYPE.isInstance(socket)
                    ? (FileDescriptor) UNSAFE.getReference(socket, OfAsyncServer.FD)
                    : null;
        }
        if (OfAdaptor.TYPE.isInstance(socket)) {
            return descriptor(UNSAFE.getReference(socket, OfAdaptor.CHANNEL));
        }
        Object impl = implementation(socket);
        return impl == null ? null : (FileDescriptor) UNSAFE.getReference(impl, OfSocket.FD);
    }

    /** The implementation behind a Socket or ServerSocket, the innermost one; null if there is none of the JDK's own. */
    private static Object implementation(Object socket) {
        Object impl = socket;
        if (socket instanceof Socket) {
            impl = UNSAFE.getReference(socket, OfSocket.SOCKET_IMPL);
        } else if (socket instanceof ServerSocket) {
            impl = UNSAFE.getReference(socket, OfSocket.SERVER_IMPL);
        }
        while (impl != null && OfSocket.DELEGATING.isInstance(impl)) {
            impl = UNSAFE.getReference(impl, OfSocket.DELEGATE);
        }
        return OfSocket.NIO_IMPL.isInstance(impl) ? impl : null;
    }

    /**
     * SO_TIMEOUT in milliseconds, 0 for none. Read from the field: {@code getSoTimeout} takes the socket's monitor on 17, which the
     * application may hold while it waits for us.
     */
    public static int soTimeout(Object socket) {
        Object impl = implementation(socket);
        return impl == null ? 0 : UNSAFE.getInt(impl, OfSocket.TIMEOUT);
    }

    /** Whether the JDK has not begun to close a socket or channel. */
    public static boolean isOpen(Object socket) {
        // Asked in this order, because an interface that a class does not have is looked for in a list.
        boolean isSocket = socket instanceof Socket || socket instanceof ServerSocket;
        if (!isSocket && socket instanceof java.nio.channels.Channel channel) {
            return channel.isOpen();
        }
        Object impl = implementation(socket);
        return impl != null && UNSAFE.getIntVolatile(impl, OfSocket.STATE) < CLOSING;
    }

    /**
     * Whether a Socket's implementation was closed behind its back, as 17 does when a connect failed: every call on it fails before it
     * reaches the kernel.
     */
    public static boolean isSpent(Socket socket) {
        Object impl = implementation(socket);
        return impl != null && UNSAFE.getIntVolatile(impl, OfSocket.STATE) >= CLOSING;
    }

    /**
     * Whether a connect to a name without an address is made by that socket, by way of a proxy that is given the name. Otherwise the JDK
     * throws UnknownHostException and asks no kernel.
     */
    public static boolean connectsByName(Socket socket) {
        Object impl = UNSAFE.getReference(socket, OfSocket.SOCKET_IMPL);
        if (impl == null || OfSocket.NIO_IMPL.isInstance(impl)) {
            return false;
        }
        if (impl.getClass() != OfSocket.SOCKS_IMPL || UNSAFE.getReference(impl, OfSocket.SOCKS_SERVER) != null) {
            return true;
        }
        ProxySelector selector = ProxySelector.getDefault();
        return selector != null
                && (!selector.getClass().getName().equals("sun.net.spi.DefaultProxySelector")
                        || System.getProperty("socksProxyHost") != null
                        || Boolean.getBoolean("java.net.useSystemProxies"));
    }

    /** The local port of a Socket or ServerSocket without taking a lock; 0 where unknown. */
    public static int localPort(Object socket) {
        Object impl = implementation(socket);
        return impl == null ? 0 : UNSAFE.getInt(impl, OfSocket.LOCAL_PORT);
    }

    /** Where a channel is connected to, as the application wrote it; null before it connects. */
    public static SocketAddress remote(SocketChannel channel) {
        return (SocketAddress) UNSAFE.getReference(channel, OfChannel.REMOTE);
    }

    /** Where a channel is bound; null if it is not. */
    public static SocketAddress local(Object channel) {
        long offset = channel instanceof SocketChannel ? OfChannel.LOCAL : OfServerChannel.LOCAL;
        return (SocketAddress) UNSAFE.getReference(channel, offset);
    }

    /** Where an asynchronous channel is connected to; null if it is not. */
    public static SocketAddress asyncRemote(Object channel) {
        return (SocketAddress) UNSAFE.getReferenceVolatile(channel, OfAsync.REMOTE);
    }

    /** Whether an asynchronous channel is open, and neither connected nor connecting. */
    public static boolean asyncUnconnected(AsynchronousSocketChannel channel) {
        return channel.isOpen() && UNSAFE.getIntVolatile(channel, OfAsync.STATE) == 0;
    }

    /** Where an asynchronous channel is bound; null if it is not. */
    public static SocketAddress asyncLocal(Object channel) {
        return (SocketAddress) UNSAFE.getReferenceVolatile(channel, OfAsync.LOCAL);
    }

    /** Where an asynchronous listening channel is bound; null if it is not. */
    public static SocketAddress asyncServerLocal(Object channel) {
        return (SocketAddress) UNSAFE.getReferenceVolatile(channel, OfAsyncServer.LOCAL);
    }

    /** Whether a channel is one of the JDK's own. */
    public static boolean isOwn(Object channel) {
        return channel instanceof SocketChannel
                ? OfChannel.TYPE.isInstance(channel)
                : channel instanceof ServerSocketChannel && OfServerChannel.TYPE.isInstance(channel);
    }

    /**
     * The name that the application gave for an address; null where it gave none. Unlike {@code getHostString} this does not change
     * when somebody asks for a reverse look-up later.
     */
    public static String originalName(InetAddress address) {
        return SharedSecrets.getJavaNetInetAddressAccess().getOriginalHostName(address);
    }
}
