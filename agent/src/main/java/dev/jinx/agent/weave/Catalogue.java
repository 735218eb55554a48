package dev.jinx.agent.weave;

import static dev.jinx.agent.weave.Group.ACCEPT;
import static dev.jinx.agent.weave.Group.ASYNC;
import static dev.jinx.agent.weave.Group.BORDER;
import static dev.jinx.agent.weave.Group.CLOSE;
import static dev.jinx.agent.weave.Group.CONNECT;
import static dev.jinx.agent.weave.Group.NAMES;
import static dev.jinx.agent.weave.Group.READ;
import static dev.jinx.agent.weave.Group.SELECTOR;
import static dev.jinx.agent.weave.Group.WRITE;
import static dev.jinx.agent.weave.Shape.AFTER;
import static dev.jinx.agent.weave.Shape.BEFORE;
import static dev.jinx.agent.weave.Shape.BEFORE_CALL;
import static dev.jinx.agent.weave.Shape.GUARD;
import static dev.jinx.agent.weave.Shape.REPLACE_CALL;
import static dev.jinx.agent.weave.Shape.REPLACE_VIRTUAL;
import static dev.jinx.agent.weave.Shape.RESULT;

import java.util.List;

/**
 * Every JDK method that is intercepted. An operation of the application passes exactly one point of its group, whichever API it came
 * by, and then the border. Seen to be the same on 17 and 25 but where an alternative is named.
 */
final class Catalogue {
    private static final String SOCKET = "java/net/Socket";
    private static final String CHANNEL = "sun/nio/ch/SocketChannelImpl";
    private static final String SERVER_CHANNEL = "sun/nio/ch/ServerSocketChannelImpl";
    private static final String IMPL = "sun/nio/ch/NioSocketImpl";
    private static final String DISPATCHER = "sun/nio/ch/SocketDispatcher";
    private static final String FILE = "sun/nio/ch/FileChannelImpl";

    private static final String BUFFER = "Ljava/nio/ByteBuffer;";
    private static final String BUFFERS = "[Ljava/nio/ByteBuffer;";
    private static final String ADDRESS = "Ljava/net/SocketAddress;";
    private static final String FD = "Ljava/io/FileDescriptor;";
    private static final String ACCEPTED = "Ljava/nio/channels/SocketChannel;";
    private static final String TRANSFER = "(JILjava/nio/channels/WritableByteChannel;)J";

    private static final String CHANNEL_ASYNC = "sun/nio/ch/UnixAsynchronousSocketChannelImpl";
    private static final String SERVER_ASYNC = "sun/nio/ch/UnixAsynchronousServerSocketChannelImpl";
    private static final String EPOLL = "sun/nio/ch/EPollSelectorImpl";
    private static final String KEY = "sun/nio/ch/SelectionKeyImpl";
    private static final String PEER = "Ljava/net/InetSocketAddress;";
    private static final String HANDLER = "Ljava/nio/channels/CompletionHandler;";
    private static final String FUTURE = "Ljava/util/concurrent/Future;";
    private static final String ACCEPTED_ASYNC = "Ljava/nio/channels/AsynchronousSocketChannel;";
    private static final String TRANSFER_ASYNC =
            "(Z" + BUFFER + BUFFERS + "JLjava/util/concurrent/TimeUnit;Ljava/lang/Object;" + HANDLER + ")" + FUTURE;
    private static final String NET_ACCEPT = "sun/nio/ch/Net.accept";
    private static final String START_POLL = "sun/nio/ch/Port.startPoll";

    static final List<InterceptionPoint> POINTS = List.of(
            // The application's side.
            around(CONNECT, SOCKET, "connect", "(" + ADDRESS + "I)V", "this", "SocketHook.connect", "1"),
            around(CONNECT, CHANNEL, "connect", "(" + ADDRESS + ")Z", "this", "ChannelHook.connect", ""),
            around(
                    CONNECT,
                    CHANNEL,
                    "blockingConnect",
                    "(" + ADDRESS + "J)V",
                    "this",
                    "ChannelHook.blockingConnect",
                    "1"),
            around(
                    ACCEPT,
                    "java/net/ServerSocket",
                    "implAccept",
                    "(Ljava/net/Socket;)V",
                    "this",
                    "ServerHook.accept",
                    ""),
            around(ACCEPT, SERVER_CHANNEL, "accept", "()" + ACCEPTED, "this", "ServerHook.accept", ""),
            around(ACCEPT, SERVER_CHANNEL, "blockingAccept", "(J)" + ACCEPTED, "this", "ServerHook.blockingAccept", ""),
            around(READ, SOCKET + "$SocketInputStream", "read", "([BII)I", "parent", "SocketHook.read", ""),
            around(READ, CHANNEL, "read", "(" + BUFFER + ")I", "this", "ChannelHook.read", ""),
            around(READ, CHANNEL, "read", "(" + BUFFERS + "II)J", "this", "ChannelHook.read", ""),
            around(READ, CHANNEL, "blockingRead", "([BIIJ)I", "this", "ChannelHook.blockingRead", ""),
            around(WRITE, SOCKET + "$SocketOutputStream", "write", "([BII)V", "parent", "SocketHook.write", ""),
            around(WRITE, CHANNEL, "write", "(" + BUFFER + ")I", "this", "ChannelHook.write", ""),
            around(WRITE, CHANNEL, "write", "(" + BUFFERS + "II)J", "this", "ChannelHook.write", ""),
            around(WRITE, CHANNEL, "blockingWriteFully", "([BII)V", "this", "ChannelHook.blockingWriteFully", ""),
            around(CLOSE, SOCKET, "close", "()V", "this", "SocketHook.close", ""),
            around(CLOSE, CHANNEL, "implCloseSelectableChannel", "()V", "this", "ChannelHook.close", ""),
            // sendfile(2) goes by the border: have the JDK copy through write instead.
            guard(WRITE, FILE, "transferToDirectly", TRANSFER, "*", "Wire.transfer", "1", "sendfile"),
            guard(WRITE, FILE, "transferToDirect", TRANSFER, "*", "Wire.transfer", "1", "sendfile"),

            // The kernel's border.
            guard(BORDER, DISPATCHER, "read", "(" + FD + "JI)I", "*", "Wire.read", "2", ""),
            guard(BORDER, DISPATCHER, "readv", "(" + FD + "JI)J", "*", "Wire.readv", "2", ""),
            guard(BORDER, DISPATCHER, "write", "(" + FD + "JI)I", "*", "Wire.write", "2", ""),
            guard(BORDER, DISPATCHER, "writev", "(" + FD + "JI)J", "*", "Wire.writev", "2", ""),
            guard(
                    BORDER,
                    "sun/nio/ch/Net",
                    "connect",
                    "(Ljava/net/ProtocolFamily;" + FD + "Ljava/net/InetAddress;I)I",
                    "1",
                    "Wire.connect",
                    "",
                    ""),
            guard(
                    BORDER,
                    "sun/nio/ch/UnixDomainSockets",
                    "connect",
                    "(" + FD + "Ljava/nio/file/Path;)I",
                    "0",
                    "Wire.connect",
                    "",
                    ""),
            guard(
                    BORDER,
                    "sun/nio/ch/UnixDomainSockets",
                    "accept",
                    "(" + FD + FD + "[Ljava/lang/String;)I",
                    "0",
                    "Wire.accept",
                    "",
                    ""),
            guard(BORDER, "sun/nio/ch/Net", "pollConnectNow", "(" + FD + ")Z", "0", "Wire.connectOutcome", "", ""),
            replace(IMPL, "accept", "(Ljava/net/SocketImpl;)V"),
            replace(IMPL, "timedAccept", "(" + FD + FD + "[Ljava/net/InetSocketAddress;J)I"),
            replace(SERVER_CHANNEL, "implAccept", "(" + FD + FD + "[" + ADDRESS + ")I"),

            // The end of a stream comes behind what is held of it.
            point(BORDER, IMPL, "close", "()V", BEFORE, "this", "", "Wire.closing"),
            point(BORDER, CHANNEL, "implCloseSelectableChannel", "()V", BEFORE, "this", "", "Wire.closing"),
            point(ASYNC, CHANNEL_ASYNC, "implClose", "()V", BEFORE, "this", "", "Wire.closing"),
            shutdown(BORDER, IMPL, "close", "()V"),
            shutdown(BORDER, IMPL, "shutdownOutput", "()V"),
            // Later updates of 17 and newer Javas shut down before they close, in blocking mode too.
            shutdown(BORDER, CHANNEL, "implCloseBlockingMode", "()V", "shutdown at close"),
            shutdown(BORDER, CHANNEL, "implCloseNonBlockingMode", "()V", "shutdown at close"),
            shutdown(BORDER, CHANNEL, "shutdownOutput", "()" + ACCEPTED),
            shutdown(ASYNC, "sun/nio/ch/AsynchronousSocketChannelImpl", "shutdownOutput", "()" + ACCEPTED_ASYNC),
            urgent(IMPL, "sendUrgentData", "(I)V"),
            urgent(CHANNEL, "sendOutOfBandData", "(B)I"),
            point(BORDER, IMPL, "available", "()I", RESULT, "", "", "Wire.available"),
            point(BORDER, CHANNEL, "available", "()I", RESULT, "", "", "Wire.available"),

            // What ends a wait.
            point(BORDER, IMPL, "close", "()V", AFTER, "this", "", "Wire.closed"),
            point(BORDER, CHANNEL, "implCloseSelectableChannel", "()V", AFTER, "this", "", "Wire.closed"),
            point(BORDER, SERVER_CHANNEL, "implCloseSelectableChannel", "()V", AFTER, "this", "", "Wire.closed"),
            point(BORDER, IMPL, "shutdownInput", "()V", AFTER, "this", "", "Wire.inputShut"),
            point(BORDER, CHANNEL, "shutdownInput", "()" + ACCEPTED, AFTER, "this", "", "Wire.inputShut"),
            point(
                    ASYNC,
                    "sun/nio/ch/AsynchronousSocketChannelImpl",
                    "shutdownInput",
                    "()" + ACCEPTED_ASYNC,
                    AFTER,
                    "this",
                    "",
                    "Wire.inputShut"),

            // What was moved across the border.
            point(BORDER, DISPATCHER, "read", "(" + FD + "JI)I", AFTER, "result", "0", "Wire.didRead"),
            point(BORDER, DISPATCHER, "readv", "(" + FD + "JI)J", AFTER, "result", "0", "Wire.didRead"),
            point(BORDER, DISPATCHER, "write", "(" + FD + "JI)I", AFTER, "result", "0", "Wire.didWrite"),
            point(BORDER, DISPATCHER, "writev", "(" + FD + "JI)J", AFTER, "result", "0", "Wire.didWrite"),

            // Asynchronous channels: the verdict on entry; what completes it, on whatever thread, goes by the border.
            point(ASYNC, CHANNEL_ASYNC, "implRead", TRANSFER_ASYNC, BEFORE, "this", "", "AsyncHook.read"),
            point(ASYNC, CHANNEL_ASYNC, "implWrite", TRANSFER_ASYNC, BEFORE, "this", "", "AsyncHook.write"),
            point(
                    ASYNC,
                    CHANNEL_ASYNC,
                    "implConnect",
                    "(" + ADDRESS + "Ljava/lang/Object;" + HANDLER + ")" + FUTURE,
                    BEFORE,
                    "this",
                    "0",
                    "AsyncHook.connect"),
            point(
                    ASYNC,
                    SERVER_ASYNC,
                    "implAccept",
                    "(Ljava/lang/Object;" + HANDLER + ")" + FUTURE,
                    BEFORE,
                    "this",
                    "",
                    "AsyncHook.accept"),
            finishAccept("(" + FD + PEER + ")" + ACCEPTED_ASYNC),
            finishAccept("(" + FD + PEER + "Ljava/security/AccessControlContext;)" + ACCEPTED_ASYNC),
            call(
                    REPLACE_CALL,
                    SERVER_ASYNC,
                    "implAccept",
                    "(Ljava/lang/Object;" + HANDLER + ")" + FUTURE,
                    "Wire.accept",
                    NET_ACCEPT),
            call(REPLACE_CALL, SERVER_ASYNC, "onEvent", "(IZ)V", "Wire.accept", NET_ACCEPT),
            call(REPLACE_VIRTUAL, CHANNEL_ASYNC, "updateEvents", "()V", "AsyncHook.startPoll", START_POLL),
            call(
                    REPLACE_VIRTUAL,
                    SERVER_ASYNC,
                    "implAccept",
                    "(Ljava/lang/Object;" + HANDLER + ")" + FUTURE,
                    "AsyncHook.startPoll",
                    START_POLL),
            call(REPLACE_VIRTUAL, SERVER_ASYNC, "onEvent", "(IZ)V", "AsyncHook.startPoll", START_POLL),
            call(
                    BEFORE_CALL,
                    CHANNEL_ASYNC,
                    "finishConnect",
                    "(Z)V",
                    "AsyncHook.connectOutcome",
                    CHANNEL_ASYNC + ".checkConnect"),
            around(CLOSE, CHANNEL_ASYNC, "implClose", "()V", "this", "AsyncHook.close", ""),
            point(ASYNC, CHANNEL_ASYNC, "implClose", "()V", AFTER, "this", "", "Wire.closed"),
            point(ASYNC, SERVER_ASYNC, "implClose", "()V", AFTER, "this", "", "Wire.closed"),

            // What an event loop sees.
            point(SELECTOR, KEY, "translateInterestOps", "()I", RESULT, "", "", "ReadyHook.interest"),
            point(SELECTOR, KEY, "translateAndSetReadyOps", "(I)Z", RESULT, "", "0", "ReadyHook.ready"),
            point(SELECTOR, KEY, "translateAndUpdateReadyOps", "(I)Z", RESULT, "", "0", "ReadyHook.ready"),
            new InterceptionPoint(
                    SELECTOR,
                    "sun/nio/ch/SelectorImpl",
                    "lockAndDoSelect",
                    "(Ljava/util/function/Consumer;J)I",
                    REPLACE_VIRTUAL,
                    "",
                    "",
                    "SelectHook.doSelect",
                    "sun/nio/ch/SelectorImpl.doSelect",
                    ""),
            point(SELECTOR, EPOLL, "wakeup", "()Ljava/nio/channels/Selector;", BEFORE, "this", "", "SelectHook.waking"),
            point(SELECTOR, EPOLL, "wakeup", "()Ljava/nio/channels/Selector;", AFTER, "this", "", "SelectHook.woken"),

            // Which names stand for an address.
            point(
                    NAMES,
                    "java/net/InetAddress",
                    "getAllByName",
                    "(Ljava/lang/String;)[Ljava/net/InetAddress;",
                    AFTER,
                    "result",
                    "0",
                    "ResolveHook.resolved"));

    private Catalogue() {}

    private static InterceptionPoint around(
            Group group, String type, String method, String descriptor, String receiver, String hook, String timeout) {
        return new InterceptionPoint(group, type, method, descriptor, Shape.AROUND, receiver, "*", hook, timeout, "");
    }

    private static InterceptionPoint guard(
            Group group,
            String type,
            String method,
            String descriptor,
            String arguments,
            String hook,
            String replaced,
            String alternative) {
        return new InterceptionPoint(
                group, type, method, descriptor, GUARD, "", arguments, hook, replaced, alternative);
    }

    private static InterceptionPoint point(
            Group group,
            String type,
            String method,
            String descriptor,
            Shape shape,
            String receiver,
            String arguments,
            String hook) {
        return new InterceptionPoint(group, type, method, descriptor, shape, receiver, arguments, hook, "", "");
    }

    private static InterceptionPoint replace(String type, String method, String descriptor) {
        return new InterceptionPoint(
                BORDER, type, method, descriptor, REPLACE_CALL, "", "", "Wire.accept", NET_ACCEPT, "");
    }

    private static InterceptionPoint urgent(String type, String method, String descriptor) {
        String call = "sun/nio/ch/Net.sendOOB";
        return new InterceptionPoint(
                BORDER, type, method, descriptor, REPLACE_CALL, "", "", "Wire.sendUrgent", call, "");
    }

    private static InterceptionPoint shutdown(Group group, String type, String method, String descriptor) {
        return shutdown(group, type, method, descriptor, "");
    }

    private static InterceptionPoint shutdown(
            Group group, String type, String method, String descriptor, String alternative) {
        return new InterceptionPoint(
                group,
                type,
                method,
                descriptor,
                REPLACE_CALL,
                "",
                "",
                "Wire.shutdown",
                "sun/nio/ch/Net.shutdown",
                alternative);
    }

    private static InterceptionPoint call(
            Shape shape, String type, String method, String descriptor, String hook, String call) {
        return new InterceptionPoint(ASYNC, type, method, descriptor, shape, "", "", hook, call, "");
    }

    private static InterceptionPoint finishAccept(String descriptor) {
        return new InterceptionPoint(
                ASYNC,
                SERVER_ASYNC,
                "finishAccept",
                descriptor,
                AFTER,
                "result,this",
                "",
                "AsyncHook.accepted",
                "",
                "finishAccept");
    }
}
