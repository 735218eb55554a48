package dev.jinx.runtime.connection;

import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousChannel;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import jdk.internal.misc.Unsafe;

/**
 * The ways into the JDK's event loops: has a channel looked at again whose readiness was withheld, and makes a connect that was put
 * off. Nothing of the application's runs here. {@link #prepare()} must have run. Any thread.
 */
public final class Loops {
    private static final int POLLIN = 1;
    private static final int POLLOUT = 4;

    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    private static final long KEYS = UNSAFE.objectFieldOffset(AbstractSelectableChannel.class, "keys");

    // As in Kernel, looked up when a hook has such an object in its hands.

    private static final class OfKey {
        static final long READY = UNSAFE.objectFieldOffset(Kernel.type("sun.nio.ch.SelectionKeyImpl"), "readyOps");

        private OfKey() {}
    }

    private static final class OfChannel {
        static final long READ_LOCK = UNSAFE.objectFieldOffset(Kernel.type("sun.nio.ch.SocketChannelImpl"), "readLock");

        private OfChannel() {}
    }

    private static final class OfAsync {
        static final long CLOSE_LOCK =
                UNSAFE.objectFieldOffset(Kernel.type("sun.nio.ch.AsynchronousSocketChannelImpl"), "closeLock");
        static final long PENDING_REMOTE =
                UNSAFE.objectFieldOffset(Kernel.type("sun.nio.ch.UnixAsynchronousSocketChannelImpl"), "pendingRemote");

        private OfAsync() {}
    }

    private static volatile MethodHandle setEventOps;
    private static volatile MethodHandle onEvent;
    private static volatile MethodHandle startPoll;
    private static volatile MethodHandle connect;
    private static volatile MethodHandle connectUnix;

    private Loops() {}

    /** Looks up what every rule needs. */
    static void prepareAlways() throws ReflectiveOperationException {
        Class<?> port = Kernel.type("sun.nio.ch.Port");
        startPoll = in(port).findVirtual(port, "startPoll", MethodType.methodType(void.class, int.class, int.class))
                .asType(MethodType.methodType(void.class, Object.class, int.class, int.class));
    }

    /**
     * Looks up what rules need that wait. On the cold side only.
     *
     * @throws ReflectiveOperationException if this JDK does not have what is needed
     */
    public static synchronized void prepare() throws ReflectiveOperationException {
        if (setEventOps != null) {
            return;
        }
        Class<?> selector = Kernel.type("sun.nio.ch.SelectorImpl");
        Class<?> key = Kernel.type("sun.nio.ch.SelectionKeyImpl");
        Class<?> pollable = Kernel.type("sun.nio.ch.Port$PollableChannel");
        Class<?> net = Kernel.type("sun.nio.ch.Net");
        Class<?> unix = Kernel.type("sun.nio.ch.UnixDomainSockets");
        onEvent = in(pollable)
                .findVirtual(pollable, "onEvent", MethodType.methodType(void.class, int.class, boolean.class))
                .asType(MethodType.methodType(void.class, Object.class, int.class, boolean.class));
        connect = in(net).findStatic(
                        net,
                        "connect",
                        MethodType.methodType(int.class, FileDescriptor.class, InetAddress.class, int.class));
        connectUnix = in(unix).findStatic(
                        unix, "connect", MethodType.methodType(int.class, FileDescriptor.class, Path.class));
        setEventOps = in(selector)
                .findVirtual(selector, "setEventOps", MethodType.methodType(void.class, key))
                .asType(MethodType.methodType(void.class, Selector.class, SelectionKey.class));
    }

    private static MethodHandles.Lookup in(Class<?> type) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    /** The channel's events are registered anew, and whoever waits for them wakes up. */
    static void resume(Object channel, Crossing.Kind kind) {
        try {
            if (channel instanceof SelectableChannel) {
                register(channel, true);
            } else if (channel instanceof AsynchronousChannel) {
                boolean reads = kind == Crossing.Kind.READ || kind == Crossing.Kind.ACCEPT;
                onEvent.invokeExact(channel, reads ? POLLIN : POLLOUT, false);
            }
        } catch (Throwable t) {
            Failures.record("resume", t);
        }
    }

    /** Has the selectors of a channel register its events anew at their next select. */
    private static void register(Object channel, boolean wake) throws Throwable {
        SelectionKey[] keys = (SelectionKey[]) UNSAFE.getReferenceVolatile(channel, KEYS);
        if (keys == null) {
            return;
        }
        for (SelectionKey key : keys) {
            if (key != null && key.isValid() && key.selector().isOpen()) {
                // Register first, wake then: the other way round a wakeup can be lost.
                register(key);
                if (wake) {
                    key.selector().wakeup();
                }
            }
        }
    }

    /** Has a key's selector register its events anew at its next select. */
    public static void register(SelectionKey key) {
        try {
            setEventOps.invokeExact(key.selector(), key);
        } catch (java.nio.channels.ClosedSelectorException e) {
            // It was closed meanwhile: nobody waits there.
        } catch (Throwable t) {
            Failures.record("register", t);
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
            startPoll.invokeExact(port, fd, events);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            Failures.record("startPoll", t);
        }
    }

    /**
     * Makes the connect that was put off. The channel's own lock is held, so that its descriptor cannot be closed, and used for
     * another connection, at the same time.
     *
     * @return how it failed at once; null if it is under way
     */
    static IOException connectLate(Object channel) {
        Lock lock = lock(channel);
        lock.lock();
        try {
            if (!((Channel) channel).isOpen()) {
                return null;
            }
            FileDescriptor fd = Kernel.descriptor(channel);
            SocketAddress to = channel instanceof SocketChannel socket
                    ? Kernel.remote(socket)
                    : (SocketAddress) UNSAFE.getReference(channel, OfAsync.PENDING_REMOTE);
            if (to instanceof UnixDomainSocketAddress unix) {
                int ignored = (int) connectUnix.invokeExact(fd, unix.getPath());
            } else if (to instanceof InetSocketAddress inet) {
                int ignored = (int) connect.invokeExact(fd, inet.getAddress(), inet.getPort());
            }
            return null;
        } catch (IOException e) {
            return e;
        } catch (Throwable t) {
            Failures.record("late connect", t);
            return null;
        } finally {
            lock.unlock();
        }
    }

    private static Lock lock(Object channel) {
        return channel instanceof SocketChannel
                ? (Lock) UNSAFE.getReference(channel, OfChannel.READ_LOCK)
                : ((ReadWriteLock) UNSAFE.getReference(channel, OfAsync.CLOSE_LOCK)).readLock();
    }
}
