package dev.jinx.e2e.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Plays each fault of streams on each operation and each API, injected and real, and says what each step gave. */
public final class StreamMatrix {
    private static final Set<Line> ALL = EnumSet.allOf(Line.class);
    private static final int AT_ONCE = 32;

    private StreamMatrix() {}

    /**
     * One row of the matrix.
     *
     * @param fault its word
     * @param on the operation; {@code peer} for a whole peer
     * @param name of the case
     * @param yaml of the fault
     * @param injections how often its rule acts, 0 for not told
     */
    record Cell(String fault, String on, String name, String yaml, int injections, Set<Line> lines, Script script) {}

    interface Script {
        void play(Scene scene) throws Exception;
    }

    /** The rules for all of it. */
    public static String rules() {
        StringBuilder yaml = new StringBuilder("rules:\n");
        for (int i = 0; i < CELLS.size(); i++) {
            Cell cell = CELLS.get(i);
            for (Line line : cell.lines) {
                yaml.append("  - { name: ").append(rule(i, line));
                if (cell.on.equals("peer")) {
                    yaml.append(", enabled: false");
                } else {
                    yaml.append(", on: ").append(cell.on);
                }
                yaml.append(", target: { ");
                if (cell.on.equals("accept")) {
                    yaml.append("threads: ").append(rule(i, line));
                } else if (line.unix()) {
                    yaml.append("paths: \"*/i")
                            .append(i)
                            .append("-")
                            .append(line)
                            .append("\"");
                } else {
                    yaml.append("hosts: 127.")
                            .append(20 + i)
                            .append('.')
                            .append(1 + line.ordinal())
                            .append(".1");
                }
                yaml.append(" }, fault: { ").append(cell.yaml).append(" } }\n");
            }
        }
        return yaml.toString();
    }

    private static String rule(int cell, Line line) {
        return "c" + cell + "-" + line;
    }

    /** How many cases there are: each row on each API. */
    public static int cases() {
        int cases = 0;
        for (Cell cell : CELLS) {
            cases += cell.lines.size();
        }
        return cases;
    }

    /** For each rule how often it acts; 0 where that is up to how the bytes come. */
    public static Map<String, Integer> injections() {
        Map<String, Integer> injections = new LinkedHashMap<>();
        for (int i = 0; i < CELLS.size(); i++) {
            for (Line line : CELLS.get(i).lines) {
                injections.put(rule(i, line), CELLS.get(i).injections);
            }
        }
        return injections;
    }

    /** For each rule which case it is for, as {@link #main} takes it. */
    public static Map<String, String> casesByRule() {
        Map<String, String> cases = new LinkedHashMap<>();
        for (int i = 0; i < CELLS.size(); i++) {
            for (Line line : CELLS.get(i).lines) {
                cases.put(rule(i, line), name(CELLS.get(i), line));
            }
        }
        return cases;
    }

    private static String name(Cell cell, Line line) {
        return cell.fault + " " + cell.on + " " + cell.name + " " + line;
    }

    /** The API that the documentation calls so. */
    public static String line(String documented) {
        for (Line line : Line.values()) {
            if (line.documented.equals(documented)) {
                return line.name();
            }
        }
        throw new IllegalArgumentException(documented);
    }

    /** For each cell: the fault, the operation, the API. */
    public static List<String> covered() {
        List<String> covered = new ArrayList<>();
        for (Cell cell : CELLS) {
            for (Line line : cell.lines) {
                String one = cell.fault + " " + cell.on + " " + line;
                if (!covered.contains(one)) {
                    covered.add(one);
                }
            }
        }
        return covered;
    }

    private static byte[] each(byte[] bytes, UnaryOperator<Byte> change) {
        byte[] changed = bytes.clone();
        for (int i = 0; i < changed.length; i++) {
            changed[i] = change.apply(changed[i]);
        }
        return changed;
    }

    private static byte[] twice(byte[] bytes) {
        byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
        return twice;
    }

    private static byte[] large() {
        byte[] large = new byte[5_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        return large;
    }

    private static final List<byte[]> MESSAGES =
            List.of(Scene.bytes("a first secret message"), new byte[] {'x'}, large(), Scene.bytes("the last secret"));

    /** Each operation's bytes are changed, and nothing else is. */
    private static List<Cell> changes(String fault, String yaml, UnaryOperator<byte[]> change) {
        return List.of(
                new Cell(fault, "write", yaml, yaml, 4, ALL, s -> {
                    s.establish();
                    for (byte[] message : MESSAGES) {
                        s.write(s.injected ? message : change.apply(message));
                    }
                    s.peerWrites("answer");
                    s.read();
                    s.finish();
                    s.peer();
                    s.peerFinishes();
                    s.read();
                    s.closes();
                }),
                // The read that gives the end is one, too.
                new Cell(fault, "read", yaml, yaml, 5, ALL, s -> {
                    s.establish();
                    for (byte[] message : MESSAGES) {
                        s.peerWrites(s.injected ? message : change.apply(message));
                        s.read();
                        s.write("ok");
                    }
                    s.peerFinishes();
                    s.read();
                    s.finish();
                    s.peer();
                    s.closes();
                }));
    }

    /** Each byte is another one, drawn: it is told how it differs. */
    private static List<Cell> corrupts(String mode, Scene.Differs differs, UnaryOperator<Byte> change) {
        String yaml = "corrupt: { rate: 100%, mode: " + mode + " }";
        return List.of(
                new Cell("corrupt", "write", mode, yaml, 4, ALL, s -> {
                    s.establish();
                    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
                    for (byte[] message : MESSAGES) {
                        s.write(s.injected ? message : each(message, change));
                        all.write(message);
                    }
                    s.finish();
                    s.peer(all.toByteArray(), differs);
                    s.closes();
                }),
                new Cell("corrupt", "read", mode, yaml, 5, ALL, s -> {
                    s.establish();
                    for (byte[] message : MESSAGES) {
                        s.peerWrites(s.injected ? message : each(message, change));
                        s.read(message, differs);
                        s.write("ok");
                    }
                    s.peerFinishes();
                    s.read();
                    s.closes();
                }));
    }

    /** What comes when the connection ends: everything that an application may do then. */
    private static void aftermath(Scene s) throws Exception {
        s.read();
        s.write("after");
        s.settle();
        s.write("after that");
        s.read();
        s.peer();
        s.closes();
        s.write("closed");
    }

    private static Cell limit(String on, String then) {
        return new Cell("limit", on, then, "limit: { bytes: 100, then: " + then + " }", 0, ALL, s -> {
            s.network();
            s.real(() -> s.relay.limit(on.equals("write") ? "out" : on.equals("read") ? "in" : "both", 100, then));
            s.establish();
            if (!on.equals("read")) {
                s.write(Arrays.copyOf(large(), on.equals("write") ? 60 : 50));
                s.settle();
            }
            if (on.equals("write")) {
                s.write(Arrays.copyOf(large(), 40));
            } else {
                s.peerWrites(Arrays.copyOf(large(), on.equals("read") ? 100 : 50));
                s.read();
            }
            if (then.equals("reset")) {
                Threads.sleep(10);
                s.leaveUnread();
            }
            s.settle();
            aftermath(s);
        });
    }

    private static Cell lifetime(String on, String then) {
        return new Cell("lifetime", on, then, "lifetime: { after: 200ms, then: " + then + " }", 0, ALL, s -> {
            s.network();
            s.real(() -> s.relay.lifetime(200, then));
            s.establish();
            s.write("first data");
            s.peerWrites("answer");
            s.read();
            Threads.sleep(210);
            if (then.equals("reset")) {
                s.leaveUnread();
            }
            s.settle();
            aftermath(s);
        });
    }

    private static final List<Cell> CELLS = cells();

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        cells.addAll(changes("duplicate", "duplicate: {}", StreamMatrix::twice));
        cells.addAll(changes(
                "corrupt",
                "corrupt: { rate: 100%, mode: zero }",
                bytes -> each(bytes, one -> (byte) (one == 0 ? 0xff : 0))));
        cells.addAll(corrupts(
                "flip", (meant, got) -> Integer.bitCount(meant ^ got) == 1, one -> (byte) (one ^ 1 << (one & 7))));
        cells.addAll(corrupts("random", (meant, got) -> meant != got, one -> (byte) (one + 1 + (one & 7))));
        cells.addAll(changes("pad", "pad: { bytes: 5, with: abc }", bytes -> {
            byte[] padded = Arrays.copyOf(bytes, bytes.length + 5);
            System.arraycopy(Scene.bytes("abcab"), 0, padded, bytes.length, 5);
            return padded;
        }));
        cells.addAll(changes("replace", "replace: { text: other }", bytes -> Scene.bytes("other")));
        cells.addAll(changes("substitute", "substitute: { pattern: \"s(e)cret\", with: \"p$1blic\" }", bytes -> {
            String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
            return text.replace("secret", "peblic").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        }));
        cells.add(new Cell(
                "substitute", "read", "in pieces", "substitute: { pattern: secret, with: public }", 0, ALL, s -> {
                    s.establish();
                    s.peerWrites(s.injected ? "a se" : "a ");
                    s.peerWrites(s.injected ? "cret, and a sec" : "public, and a sec");
                    s.settle();
                    s.peerWrites("ond");
                    s.peerFinishes();
                    s.readAll();
                    s.closes();
                }));
        cells.add(new Cell(
                "substitute", "write", "in pieces", "substitute: { pattern: secret, with: public }", 0, ALL, s -> {
                    s.establish();
                    s.write(s.injected ? "a se" : "a ", s.injected ? "cret, and a sec" : "public, and a sec");
                    s.peer();
                    s.write("ond sec");
                    s.finish();
                    s.peer();
                    s.closes();
                }));
        cells.add(new Cell("truncate", "write", "keep", "truncate: { keep: 50% }", 4, ALL, s -> {
            s.establish();
            for (byte[] message : MESSAGES) {
                s.write(s.injected ? message : Arrays.copyOf(message, message.length / 2));
            }
            s.peerWrites("answer");
            s.read();
            s.finish();
            s.peer();
            s.closes();
        }));
        cells.add(new Cell("truncate", "write", "drop-last", "truncate: { drop-last: 1 }", 4, ALL, s -> {
            s.establish();
            for (byte[] message : MESSAGES) {
                s.write(s.injected ? message : Arrays.copyOf(message, message.length - 1));
            }
            s.finish();
            s.peer();
            s.closes();
        }));
        for (String then : List.of("close", "hang")) {
            cells.add(new Cell("truncate", "write", then, "truncate: { keep: 50%, then: " + then + " }", 0, ALL, s -> {
                s.network();
                s.real(() -> s.relay.limit("out", 11, then));
                s.establish();
                s.write("a first secret message");
                s.settle();
                aftermath(s);
            }));
        }
        cells.add(new Cell("slice", "write", "slice", "slice: { size: 8, delay: 60ms }", 0, ALL, s -> {
            s.establish();
            if (s.injected) {
                s.write("twenty bytes or so !");
            } else {
                s.write("twenty b");
                Threads.sleep(60);
                s.end.write(java.nio.ByteBuffer.wrap(Scene.bytes("ytes or ")));
                Threads.sleep(60);
                s.end.write(java.nio.ByteBuffer.wrap(Scene.bytes("so !")));
            }
            s.peerPieces();
            s.finish();
            s.peer();
            s.peerWrites("answer");
            s.read();
            s.closes();
        }));
        cells.add(new Cell("slice", "read", "slice", "slice: { size: 8, delay: 60ms }", 0, ALL, s -> {
            s.establish();
            if (s.injected) {
                s.peerWrites("twenty bytes or so !");
            }
            s.real(() -> s.peerWrites("twenty b"));
            s.read();
            s.real(() -> s.peerWrites("ytes or "));
            s.read();
            s.real(() -> s.peerWrites("so !"));
            s.read();
            s.write("ok");
            s.peerFinishes();
            s.read();
            s.peer();
            s.closes();
        }));
        cells.add(new Cell("coalesce", "write", "coalesce", "coalesce: { bytes: 24 }", 0, ALL, s -> {
            s.establish();
            if (s.injected) {
                s.write("0123456789");
                s.write("0123456789");
            } else {
                s.fact("write", "written");
                s.fact("write", "written");
            }
            s.peer();
            s.write((s.injected ? "" : "01234567890123456789") + "abcdefghij");
            s.peer();
            s.peerPieces();
            if (s.injected) {
                s.write("rest");
            } else {
                s.fact("write", "written");
            }
            s.peer();
            s.real(() -> s.end.write(java.nio.ByteBuffer.wrap(Scene.bytes("rest"))));
            s.finish();
            s.peer();
            s.peerWrites("answer");
            s.read();
            s.closes();
        }));
        cells.add(new Cell("coalesce", "write", "closed", "coalesce: { bytes: 24 }", 0, ALL, s -> {
            s.establish();
            if (s.injected) {
                s.write("0123456789");
                s.closes();
            } else {
                s.write("0123456789");
                s.closes();
            }
            s.peer();
        }));
        cells.add(new Cell("coalesce", "read", "coalesce", "coalesce: { bytes: 24 }", 0, ALL, s -> {
            s.establish();
            if (s.injected) {
                s.peerWrites("0123456789");
            }
            s.read();
            s.peerWrites((s.injected ? "" : "0123456789") + "abcdefghijklmnop");
            s.goesOn();
            s.write("ok");
            s.peerWrites("rest");
            s.peerFinishes();
            s.readAll();
            s.peer();
            s.closes();
        }));
        for (String then : List.of("reset", "close", "hang")) {
            for (String on : List.of("read", "write", "connect", "accept")) {
                cells.add(limit(on, then));
                cells.add(lifetime(on, then));
            }
        }
        cells.add(new Cell("down", "peer", "down", "down: {}", 0, ALL, s -> {
            s.network();
            s.establish();
            s.write("hello");
            s.peerWrites("answer");
            s.read();
            s.read();
            s.begin(() -> {
                s.relay.cut();
                if (s.line.selects()) {
                    // Who waits in the kernel sees the end of the stream, as of a peer that had read everything.
                    s.leaveUnread();
                }
                s.relay.down();
            });
            s.goesOn();
            s.write("after");
            s.read();
            s.write("after that");
            s.connect();
            s.peer();
            s.over(() -> s.relay.up());
            s.settle();
            s.write("up again");
            s.connect();
            s.closes();
        }));
        for (String direction : List.of("both", "out", "in")) {
            cells.add(new Cell(
                    "blackhole", "peer", direction, "blackhole: { direction: " + direction + " }", 1, ALL, s -> {
                        boolean out = !direction.equals("in");
                        boolean in = !direction.equals("out");
                        s.network();
                        s.establish();
                        s.write("hello");
                        s.peerWrites("answer");
                        s.read();
                        s.begin(() -> s.relay.hold(out, in));
                        s.write("swallowed ");
                        s.peerWrites("held ");
                        s.read();
                        s.write("too");
                        s.peer();
                        s.over(() -> s.relay.hold(false, false));
                        if (in) {
                            s.goesOn();
                        }
                        s.peer();
                        s.peerWrites("and more");
                        s.readAll();
                        s.finish();
                        s.peer();
                        s.peerFinishes();
                        s.settle();
                        s.closes();
                    }));
        }
        for (boolean closes : new boolean[] {false, true}) {
            String name = closes ? "finished, closed" : "finished";
            cells.add(new Cell("blackhole", "peer", name, "blackhole: { direction: both }", 1, ALL, s -> {
                s.network();
                s.establish();
                s.write("hello");
                s.peer();
                s.begin(() -> s.relay.hold(true, true));
                s.write("swallowed");
                s.finish();
                s.write("too late");
                s.finish();
                s.peer();
                if (closes) {
                    s.closes();
                    s.peer();
                }
                s.over(() -> s.relay.hold(false, false));
                s.peer();
                if (!closes) {
                    s.peerWrites("answer");
                    s.read();
                    s.peerFinishes();
                    s.read();
                    s.closes();
                }
            }));
        }
        cells.add(new Cell("down", "peer", "finished", "down: {}", 0, ALL, s -> {
            s.network();
            s.establish();
            s.write("hello");
            s.peer();
            s.begin(() -> {
                s.relay.cut();
                s.leaveUnread();
                s.relay.down();
            });
            s.finish();
            s.peer();
            s.write("after that");
            s.closes();
        }));
        cells.add(new Cell("limit", "write", "hang, finished", "limit: { bytes: 10, then: hang }", 0, ALL, s -> {
            s.network();
            s.real(() -> s.relay.limit("out", 10, "hang"));
            s.establish();
            s.write("ten bytes.");
            s.settle();
            s.write("swallowed");
            s.finish();
            s.peer();
            s.write("too late");
            s.closes();
            s.peer();
        }));
        cells.add(new Cell("blackhole", "peer", "closed", "blackhole: { direction: both }", 1, ALL, s -> {
            s.network();
            s.establish();
            s.write("hello");
            s.peer();
            s.begin(() -> s.relay.hold(true, true));
            s.write("swallowed");
            s.read();
            s.closes();
            s.peer();
            s.over(() -> s.relay.hold(false, false));
            s.peer();
        }));
        return cells;
    }

    /** Arguments: none for all, or which cells, as in {@code limit read reset}; a part will do. */
    public static void main(String[] arguments) throws Exception {
        String only = String.join(" ", arguments);
        Path directory = Files.createTempDirectory("jinx");
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        for (int i = 0; i < CELLS.size(); i++) {
            Cell cell = CELLS.get(i);
            for (Line line : cell.lines) {
                int number = i;
                if (name(cell, line).contains(only)) {
                    pool.execute(() -> play(number, cell, line, true, directory));
                    pool.execute(() -> play(number, cell, line, false, directory));
                }
            }
        }
        pool.shutdown();
        Say.fact("over", pool.awaitTermination(160, TimeUnit.SECONDS));
        for (Path file : Files.list(directory).toList()) {
            Files.deleteIfExists(file);
        }
        Files.delete(directory);
        System.exit(0);
    }

    private static void play(int number, Cell cell, Line line, boolean injected, Path directory) {
        String key = cell.fault + " " + cell.on + " " + cell.name;
        Thread.currentThread().setName(injected ? rule(number, line) : "real");
        try (Scene scene = new Scene(number, line, injected, rule(number, line), directory, cell.on.equals("accept"))) {
            try {
                cell.script.play(scene);
            } catch (Throwable t) {
                scene.fact("failed", Say.describe(t));
            }
            for (String step : scene.steps()) {
                Say.row("step", key, line.name(), injected ? "injected" : "real", step);
            }
        } catch (Exception e) {
            Say.row("step", key, line.name(), injected ? "injected" : "real", "failed: " + Say.describe(e));
        }
    }
}
