package dev.jinx.e2e.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a rule asks of what a connection carried before, on each way to a stream; reads are doubled where it acts. */
public final class StreamTriggers {
    private static final String[] TRIGGERS = {
        "received",
        "sent",
        "matches",
        "exchange",
        "connection",
        "bytes",
        "idle",
        "callers",
        "acceptedReceived",
        "acceptedSent",
        "acceptedMatches",
        "acceptedExchange"
    };

    private final Line line;
    private final SocketAddress address;
    private final List<String> got = new ArrayList<>();

    private StreamTriggers(Line line, SocketAddress address) {
        this.line = line;
        this.address = address;
    }

    /** The rules: one for each trigger and way, so that none counts for another. */
    public static String rules() {
        StringBuilder yaml = new StringBuilder("rules:\n");
        for (int i = 0; i < TRIGGERS.length; i++) {
            for (Line line : Line.values()) {
                String where = line.unix()
                        ? "paths: \"*/" + TRIGGERS[i] + "-" + line + "\""
                        : "hosts: 127.8." + i + "." + (1 + line.ordinal());
                if (isAccepted(TRIGGERS[i])) {
                    // Who connects has an address of its own, and no path.
                    where = (line.unix() ? "threads: " + TRIGGERS[i] + "-" + line : where) + ", side: server";
                }
                yaml.append("  - { name: ")
                        .append(TRIGGERS[i])
                        .append('-')
                        .append(line)
                        .append(", ");
                yaml.append(rule(TRIGGERS[i], where)).append(" }\n");
            }
        }
        return yaml.toString();
    }

    private static boolean isAccepted(String trigger) {
        return trigger.startsWith("accepted");
    }

    private static String rule(String trigger, String where) {
        String doubled = "fault: duplicate";
        return switch (trigger) {
            case "received", "acceptedReceived" ->
                "on: write, target: { " + where + ", received: { contains: PING } }, " + doubled;
            case "sent", "acceptedSent" -> "on: read, target: { " + where + ", sent: { hex: 627965 } }, " + doubled;
            case "matches", "acceptedMatches" ->
                "on: read, target: { " + where + ", received: { matches: \"o[0-9]+k\" } }, " + doubled;
            case "exchange" -> "on: read, target: { " + where + " }, when: { per: exchange, at: 2 }, " + doubled;
            case "acceptedExchange" ->
                "on: write, target: { " + where + " }, when: { per: exchange, at: 2 }, " + doubled;
            case "connection" -> "on: read, target: { " + where + " }, when: { per: connection, at: 2 }, " + doubled;
            case "bytes" -> "on: read, target: { " + where + " }, when: { after-bytes: 6 }, " + doubled;
            case "idle" -> "on: read, target: { " + where + " }, when: { idle: 1s }, " + doubled;
            case "callers" -> "on: read, target: { " + where + ", callers: \"*Special\" }, " + doubled;
            default -> throw new IllegalArgumentException(trigger);
        };
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("jinx");
        play(directory, trigger -> !trigger.equals("idle"));
        // By itself: with all of them at once somebody may well be idle who only gets no processor.
        play(directory, "idle"::equals);
        for (Path file : Files.list(directory).toList()) {
            Files.delete(file);
        }
        Files.delete(directory);
        System.exit(0);
    }

    private static void play(Path directory, Predicate<String> which) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < TRIGGERS.length; i++) {
            String trigger = TRIGGERS[i];
            for (Line line : which.test(trigger) ? Line.values() : new Line[0]) {
                SocketAddress address = line.unix()
                        ? UnixDomainSocketAddress.of(directory.resolve(trigger + "-" + line))
                        : new InetSocketAddress("127.8." + i + "." + (1 + line.ordinal()), 0);
                threads.add(Threads.platform(trigger + "-" + line, () -> {
                    StreamTriggers played = new StreamTriggers(line, address);
                    try {
                        played.play(trigger);
                    } catch (Exception e) {
                        played.got.add(Say.describe(e));
                    }
                    Say.row("trigger", trigger, line.name(), String.join(" ", played.got));
                }));
            }
        }
        threads.forEach(Threads::join);
    }

    private void play(String trigger) throws Exception {
        if (isAccepted(trigger)) {
            accepts(trigger);
            return;
        }
        try (ServerSocketChannel listener =
                line.unix() ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open()) {
            listener.bind(address);
            for (int i = 0; i < (trigger.equals("connection") ? 3 : 1); i++) {
                try (Line.End end = line.connect(listener.getLocalAddress(), 5_000, 5_000);
                        SocketChannel peer = listener.accept()) {
                    play(trigger, end, peer);
                }
            }
        }
    }

    private void accepts(String trigger) throws Exception {
        SocketAddress listens = line.unix() ? address : new InetSocketAddress("127.8.100.1", 0);
        try (Line.Listener listener = line.listen(listens, 5_000);
                SocketChannel peer =
                        line.unix() ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
            if (!line.unix()) {
                peer.bind(address);
            }
            peer.connect(listener.address());
            try (Line.End end = listener.accept()) {
                play(trigger, end, peer);
            }
        }
    }

    private void play(String trigger, Line.End end, SocketChannel peer) throws Exception {
        switch (trigger) {
            case "received", "acceptedReceived" -> {
                write(end, peer, "a");
                for (String letter : "xPING".split("")) {
                    read(end, peer, letter);
                }
                write(end, peer, "b");
                read(end, peer, "P");
                write(end, peer, "c");
            }
            case "sent", "acceptedSent" -> {
                read(end, peer, "a");
                write(end, peer, "b");
                write(end, peer, "y");
                write(end, peer, "e");
                read(end, peer, "b");
                write(end, peer, "by");
                read(end, peer, "c");
            }
            case "acceptedExchange" -> {
                for (int i = 1; i <= 3; i++) {
                    read(end, peer, "r" + i);
                    write(end, peer, "w" + i);
                    write(end, peer, "v" + i);
                }
            }
            case "matches", "acceptedMatches" -> {
                write(end, peer, "a");
                for (String letter : "o12k".split("")) {
                    read(end, peer, letter);
                }
                // More than is remembered: what was found is out of sight.
                read(end, peer, "z".repeat(8_000));
                read(end, peer, "z".repeat(192));
                read(end, peer, "y");
            }
            case "exchange" -> {
                for (int i = 1; i <= 3; i++) {
                    write(end, peer, "w" + i);
                    read(end, peer, "r" + i);
                    read(end, peer, "s" + i);
                }
            }
            case "bytes" -> {
                for (int i = 1; i <= 4; i++) {
                    read(end, peer, "r" + i);
                }
            }
            case "idle" -> {
                read(end, peer, "a");
                Threads.sleep(1_200);
                read(end, peer, "b");
                read(end, peer, "c");
            }
            case "callers" -> {
                read(end, peer, "a");
                got.add(Special.read(end, peer, "b"));
                read(end, peer, "c");
            }
            default -> {
                read(end, peer, "a");
                read(end, peer, "b");
            }
        }
    }

    /** A class that a rule names. */
    private static final class Special {
        static String read(Line.End end, SocketChannel peer, String text) throws IOException {
            return once(end, peer, text);
        }
    }

    private static String once(Line.End end, SocketChannel peer, String text) throws IOException {
        ByteBuffer sent = US_ASCII.encode(text);
        while (sent.hasRemaining()) {
            peer.write(sent);
        }
        Threads.sleep(20);
        ByteBuffer into = ByteBuffer.allocate(30_000);
        int n = end.read(into);
        return n > 100 ? "r" + n : new String(into.array(), 0, Math.max(n, 0), US_ASCII);
    }

    private void read(Line.End end, SocketChannel peer, String text) throws IOException {
        got.add(once(end, peer, text));
    }

    private void write(Line.End end, SocketChannel peer, String text) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(text.getBytes(US_ASCII));
        while (from.hasRemaining()) {
            end.write(from);
        }
        Threads.sleep(20);
        ByteBuffer into = ByteBuffer.allocate(100);
        int n = peer.read(into);
        got.add(">" + new String(into.array(), 0, n, US_ASCII));
    }
}
