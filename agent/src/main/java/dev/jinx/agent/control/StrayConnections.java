package dev.jinx.agent.control;

import dev.jinx.runtime.hook.Strays;
import dev.jinx.runtime.stats.Failures;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds this process's TCP connections that no hook knows, in {@code /proc}, when a rule about a peer begins to act: those that were
 * opened before the rules came, and those of native transports. Any thread.
 */
public final class StrayConnections implements Runnable, AutoCloseable {
    private static final String LISTENING = "0A";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private Thread searching;
    private boolean again;

    /** Looks whenever a rule about a peer begins or ends to act, until it is closed. */
    public static StrayConnections search() {
        StrayConnections strays = new StrayConnections();
        Strays.search(strays);
        return strays;
    }

    /** A row of {@code /proc/net/tcp}. */
    record Row(InetAddress remote, int port, int localPort, boolean listens, String inode) {}

    /** It is time to look; that is done by another thread. */
    @Override
    public synchronized void run() {
        if (searching != null) {
            again = true;
            return;
        }
        searching = new Thread(null, this::look, "jinx-strays", 0, false);
        searching.setDaemon(true);
        searching.start();
    }

    @Override
    public void close() {
        Strays.search(null);
        Thread last;
        synchronized (this) {
            last = searching;
            again = false;
        }
        try {
            if (last != null) {
                last.join(1_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        boolean more = true;
        while (more) {
            try {
                meet();
            } catch (IOException | RuntimeException e) {
                Failures.record("strays", e);
            }
            synchronized (this) {
                more = again;
                again = false;
                searching = more ? searching : null;
            }
        }
    }

    private static void meet() throws IOException {
        Map<String, Row> rows = new HashMap<>();
        Set<Integer> listening = new HashSet<>();
        for (Row row : connections()) {
            if (row.listens()) {
                listening.add(row.localPort());
            } else {
                rows.put(row.inode(), row);
            }
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                Row row = rows.get(inode(descriptor));
                int number = Integer.parseInt(descriptor.getFileName().toString());
                if (row != null && !Strays.isKnown(number)) {
                    meet(number, row, listening.contains(row.localPort()));
                }
            }
        }
    }

    private static void meet(int number, Row row, boolean server) {
        FileDescriptor held = Strays.hold(number);
        if (held == null) {
            return;
        }
        try {
            // The number may stand for another connection by now; what we hold does not change any more.
            if (row.inode().equals(inode(DESCRIPTORS.resolve(Integer.toString(Strays.number(held)))))) {
                Strays.meet(held, row.remote(), row.port(), row.localPort(), server);
            }
        } finally {
            Strays.release(held);
        }
    }

    /** Which socket a descriptor stands for; empty where it stands for none. */
    static String inode(Path descriptor) {
        try {
            String link = Files.readSymbolicLink(descriptor).toString();
            return link.startsWith("socket:[") ? link.substring(8, link.length() - 1) : "";
        } catch (IOException e) {
            // It was closed meanwhile.
            return "";
        }
    }

    /** The connections and listening sockets that the kernel has, of all processes. */
    static List<Row> connections() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            Path path = Path.of(table);
            if (Files.exists(path)) {
                rows.addAll(rows(Files.readAllLines(path, StandardCharsets.US_ASCII)));
            }
        }
        return rows;
    }

    /** The connections and listening sockets of a table of the kernel's. */
    static List<Row> rows(List<String> lines) throws UnknownHostException {
        List<Row> rows = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.strip().split(" +", -1);
            if (fields.length < 10 || fields[1].indexOf(':') < 0) {
                continue;
            }
            String[] local = fields[1].split(":", -1);
            String[] remote = fields[2].split(":", -1);
            rows.add(new Row(
                    address(remote[0]),
                    Integer.parseInt(remote[1], 16),
                    Integer.parseInt(local[1], 16),
                    fields[3].equals(LISTENING),
                    fields[9]));
        }
        return rows;
    }

    /** Groups of four bytes, each in the machine's own order, which is the other way round on x86-64. */
    private static InetAddress address(String hex) throws UnknownHostException {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int from = (i & ~3) + 3 - (i & 3);
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * from, 2 * from + 2), 16);
        }
        return InetAddress.getByAddress(bytes);
    }
}
