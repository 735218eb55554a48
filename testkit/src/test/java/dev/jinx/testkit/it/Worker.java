package dev.jinx.testkit.it;

import dev.jinx.testkit.EchoServer;
import dev.jinx.testkit.Jinx;
import dev.jinx.testkit.Preset;
import dev.jinx.testkit.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM of tests as build tools start it: it is told by a connection with them what to do, and tells by it what came of it. Over one with a
 * selector, as Gradle has, and over a plain one. The argument is their port.
 */
public final class Worker {
    private static final List<String> TOLD = new ArrayList<>();

    private Worker() {}

    public static void main(String[] arguments) throws IOException {
        InetSocketAddress runner =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        try (Socket plain = new Socket(runner.getAddress(), runner.getPort());
                SocketChannel channel = SocketChannel.open(runner);
                Selector selector = Selector.open();
                EchoServer server = new EchoServer()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            for (Preset preset : Preset.values()) {
                try (Scope faults = Jinx.inject(preset.rules())) {
                    String hit = outcome(server);
                    ask(plain, preset.word());
                    ask(channel, selector, preset.word());
                    if (faults.injections().matched() == 0) {
                        throw new IllegalStateException(preset + " reached nothing: " + hit);
                    }
                }
            }
        }
        System.out.println("told " + TOLD);
        System.exit(0);
    }

    private static String outcome(EchoServer server) {
        try {
            return "ok " + server.roundTrip(1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void ask(Socket plain, String word) {
        try {
            plain.getOutputStream().write((word + "\n").getBytes(StandardCharsets.US_ASCII));
            // At one go: a short read would show.
            byte[] answer = new byte[100];
            told(new String(answer, 0, plain.getInputStream().read(answer), StandardCharsets.US_ASCII), word);
        } catch (IOException e) {
            throw new UncheckedIOException(word, e);
        }
    }

    private static void ask(SocketChannel channel, Selector selector, String word) {
        try {
            channel.write(ByteBuffer.wrap((word + "\n").getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(100);
            while (channel.read(answer) == 0) {
                selector.select(1_000);
                selector.selectedKeys().clear();
            }
            told(new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII), word);
        } catch (IOException e) {
            throw new UncheckedIOException(word, e);
        }
    }

    private static void told(String answer, String word) {
        if (!answer.equals(word + "\n")) {
            throw new IllegalStateException("told '" + answer + "' and not '" + word + "'");
        }
        TOLD.add(word);
    }
}
