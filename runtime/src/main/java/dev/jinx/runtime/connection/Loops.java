package dev.jinx.runtime.connection;

import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousChannel;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.Consumer;
import jdk.internal.misc.Unsafe;

/**
 * The ways into the JDK's event loops: has a channel looked at again whose readiness was withheld, and makes a connect that was put
 * off. Nothing of the application's runs here. Any thread.
 */
public final class Loops {
    private static final int POLLIN = 1;
    private static final int POLLOUT = 4;

    private static final Unsafe UNSAFE = Unsafe.getUnsafe();

    // As in Kernel, looked up when a hook has such an object in its hands.

    private static final class OfKey {
        static final long READY = UNSAFE.objectFieldOffset(Internals.type("sun.nio.ch.SelectionKeyImpl"), "readyOps");

        private OfKey() {}
    }

    private static final class OfSelectable {
        static final long KEYS =
                UNSAFE.objectFieldOffset(java.nio.channels.spi.AbstractSelectableChannel.class, "keys");

        private OfSelectable() {}
    }

    private static final class OfChannel {
        static final Class<?> TYPE = Internals.type("sun.nio.ch.SocketChannelImpl");
        static final long STATE_LOCK = UNSAFE.objectFieldOffset(TYPE, "stateLock");
        static final long FAMILY = UNSAFE.objectFieldOffset(TYPE, "family");

        private OfChannel() {}
    }

    private static final class OfAsync {
        static final long CLOSE_LOCK =
                UNSAFE.objectFieldOffset(Internals.type("sun.nio.ch.AsynchronousSocketChannelImpl"), "closeLock");
        static final long PENDING_REMOTE = UNSAFE.objectFieldOffset(
                Internals.type("sun.nio.ch.UnixAsynchronousSocketChannelImpl"), "pendingRemote");

        private OfAsync() {}
    }

    /** {@code Net.UNSPEC} is no more than another family than IPv4. */
    private static final ProtocolFamily UNSPECIFIED = StandardProtocolFamily.INET6;

    private static final class SelectorHandles {
        static final MethodHandle SET_EVENT_OPS = Internals.handle(
                Internals.type("sun.nio.ch.SelectorImpl"),
                "setEventOps",
                MethodType.methodType(void.class, Internals.type("sun.nio.ch.SelectionKeyImpl")),
                MethodType.methodType(void.class, Selector.class, SelectionKey.class));

        private SelectorHandles() {}
    }

    private static final class SelectHandles {
        static final MethodHandle DO_SELECT = Internals.handle(
                Internals.type("sun.nio.ch.SelectorImpl"),
                "doSelect",
                MethodType.methodType(int.class, Consumer.class, long.class),
                MethodType.methodType(int.class, Object.class, Consumer.class, long.class));
        static final MethodHandle PROCESS = Internals.handle(
                Internals.type("sun.nio.ch.SelectorImpl"),
                "processReadyEvents",
                MethodType.methodType(
                        int.class, int.class, Internals.type("sun.nio.ch.SelectionKeyImpl"), Consumer.class),
                MethodType.methodType(int.class, Object.class, int.class, SelectionKey.class, Consumer.class));

        private SelectHandles() {}
    }

    private static final class PortHandles {
        static final MethodHandle START_POLL = Internals.handle(
                Internals.type("sun.nio.ch.Port"),
                "startPoll",
                MethodType.methodType(void.class, int.class, int.class),
                MethodType.methodType(void.class, Object.class, int.class, int.class));
        static final MethodHandle ON_EVENT = Internals.handle(
                Internals.type("sun.nio.ch.Port$PollableChannel"),
                "onEvent",
                MethodType.methodType(void.class, int.class, boolean.class),
                MethodType.methodType(void.class, Object.class, int.class, boolean.class));

        private PortHandles() {}
    }

    private static final class ConnectHandles {
        static final MethodHandle CONNECT = Internals.handle(
                Internals.type("sun.nio.ch.Net"),
                "connect",
                int.class,
                ProtocolFamily.class,
                FileDescriptor.class,
                InetAddress.class,
                int.class);
        static final MethodHandle CONNECT_UNIX = Internals.handle(
                Internals.type("sun.nio.ch.UnixDomainSockets"), "connect", int.class, FileDescriptor.class, Path.class);

        private ConnectHandles() {}
    }

    private Loops() {}

    /** The events of a channel, or of its keys, are registered anew, and whoever waits for them wakes up. */
    static void resume(Object channel, List<WeakReference<SelectionKey>> keys, Crossing.Kind kind) {
        try {
            if (channel instanceof SelectableChannel) {
                for (int i = 0; i < keys.size(); i++) {
                    wake(keys.get(i).get());
                }
            } else if (channel instanceof AsynchronousChannel) {
                boolean reads = kind == Crossing.Kind.READ || kind == Crossing.Kind.ACCEPT;
                PortHandles.ON_EVENT.invokeExact(channel, reads ? POLLIN : POLLOUT, false);
            }
        } catch (Throwable t) {
            Failures.record("resume", t);
        }
    }

    /** Whoever waits for that channel looks again, wherever it is registered: nothing was withheld, but now there is something. */
    static void lookAgain(SelectableChannel channel) {
        try {
            // A key that is not in there yet looks for itself, at its first select.
            if (UNSAFE.getReferenceVolatile(channel, OfSelectable.KEYS) instanceof SelectionKey[] keys) {
                for (int i = 0; i < keys.length; i++) {
                    wake(keys[i]);
                }
            }
        } catch (Throwable t) {
            Failures.record("resume", t);
        }
    }

    private static void wake(SelectionKey key) {
        if (key != null && key.isValid() && key.selector().isOpen()) {
            // Register first, wake then: the other way round a wakeup can be lost.
            register(key);
            Wakeups.wake(key.selector());
        }
    }

    /** Has a key's selector register its events anew at its next select. */
    public static void register(SelectionKey key) {
        try {
            SelectorHandles.SET_EVENT_OPS.invokeExact(key.selector(), key);
        } catch (java.nio.channels.ClosedSelectorException e) {
            // It was closed meanwhile: nobody waits there.
        } catch (Throwable t) {
            Failures.record("register", t);
        }
    }

    /** The JDK's own select, with the selector's locks held. */
    public static int doSelect(Object selector, Consumer<?> action, long timeout) throws IOException {
        try {
            return (int) SelectHandles.DO_SELECT.invokeExact(selector, (Consumer) action, timeout);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IOException(t);
        }
    }

    /** Has a selector take events for a key as if the kernel had reported them; its locks are held. Returns how many keys that selects. */
    public static int processReadyEvents(Object selector, int events, SelectionKey key, Consumer<?> action) {
        try {
            return (int) SelectHandles.PROCESS.invokeExact(selector, events, key, (Consumer) action);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            Failures.record("processReadyEvents", t);
            return 0;
        }
    }

    /** The operations that a key is ready for. */
    public static int readyOps(SelectionKey key) {
        return UNSAFE.getIntVolatile(key, OfKey.READY);
    }

    /** Sets them. */
    public static void readyOps(SelectionKey key, int ops) {
        UNSAFE.putIntVolatile(key, OfKey.READY, ops);
    }

    /** Has an asynchronous channel's group wait for events, as the JDK was about to. */
    public static void startPoll(Object port, int fd, int events) {
        try {
            PortHandles.START_POLL.invokeExact(port, fd, events);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            Failures.record("startPoll", t);
        }
    }

    /**
     * Makes the connect that was put off. The lock is held under which the channel's descriptor is closed, so that it cannot be used
     * for another connection at the same time; no call of the application holds it for long.
     *
     * @return how it failed at once; null if it is under way, or to fail later
     */
    static IOException connectLate(Object channel) {
        if (channel instanceof SocketChannel socket) {
            synchronized (UNSAFE.getReference(socket, OfChannel.STATE_LOCK)) {
                ProtocolFamily family = (ProtocolFamily) UNSAFE.getReference(socket, OfChannel.FAMILY);
                return connectLate(socket, family, Sockets.remote(socket));
            }
        }
        Lock lock = ((ReadWriteLock) UNSAFE.getReference(channel, OfAsync.CLOSE_LOCK)).readLock();
        lock.lock();
        try {
            SocketAddress to = (SocketAddress) UNSAFE.getReference(channel, OfAsync.PENDING_REMOTE);
            return connectLate((Channel) channel, UNSPECIFIED, to);
        } finally {
            lock.unlock();
        }
    }

    private static IOException connectLate(Channel channel, ProtocolFamily family, SocketAddress to) {
        try {
            if (!channel.isOpen()) {
                return null;
            }
            FileDescriptor fd = Sockets.descriptor(channel);
            if (to instanceof UnixDomainSocketAddress unix) {
                int ignored = (int) ConnectHandles.CONNECT_UNIX.invokeExact(fd, unix.getPath());
            } else if (to instanceof InetSocketAddress inet) {
                int ignored = (int) ConnectHandles.CONNECT.invokeExact(family, fd, inet.getAddress(), inet.getPort());
            }
            return null;
        } catch (IOException e) {
            return e;
        } catch (Throwable t) {
            Failures.record("late connect", t);
            return null;
        }
    }
}
