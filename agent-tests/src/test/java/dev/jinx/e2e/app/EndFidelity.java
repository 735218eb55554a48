package dev.jinx.e2e.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Plays each case with the real fault and with the injected one, on each API that does not block, and says what each step gave. */
public final class EndFidelity {
    private static final Set<End.Api> ALL = EnumSet.allOf(End.Api.class);
    private static final Set<End.Api> ASYNCHRONOUS = EnumSet.range(End.Api.FUTURE, End.Api.ONE_THREAD);

    private EndFidelity() {}

    private record Case(String name, String rule, Set<End.Api> apis, Script script) {}

    private interface Script {
        void play(Scene scene) throws Exception;
    }

    /** A case whose real fault takes privileges, or has none: the test knows what it gives. */
    private static Case known(String name, String rule, Script script) {
        return new Case("known: " + name, rule, ALL, s -> {
            if (s.injected) {
                script.play(s);
            }
        });
    }

    private static Case connectError(String errno) {
        return known(errno + " on connect", "on: connect, fault: { error: " + errno + " }", s -> {
            s.listen();
            s.connect();
            s.state();
        });
    }

    private static final List<Case> CASES = List.of(
            new Case("connect refused", "on: connect, fault: refuse", ALL, s -> {
                if (s.injected) {
                    s.listen();
                } else {
                    s.nobodyListens();
                }
                s.connect();
                s.state();
                s.connect();
                s.read();
                s.state();
            }),
            new Case("network unreachable", "on: connect, fault: { error: ENETUNREACH }", ALL, s -> {
                s.listen();
                if (!s.injected) {
                    // The broadcast address of the loopback network: no stream goes there.
                    s.address = new InetSocketAddress(InetAddress.getByName("127.255.255.255"), 1);
                }
                s.connect();
                s.state();
            }),
            new Case("no answer to a connect, then closed", "on: connect, fault: hang", ALL, s -> {
                s.listenWithFullBacklog();
                s.connect();
                s.state();
                s.read();
                s.closes();
                s.state();
                s.connect();
            }),
            new Case("closed while connecting", "on: connect, fault: hang", ALL, s -> {
                s.listenWithFullBacklog();
                s.meanwhile(s::connect, () -> s.end.close());
                s.state();
            }),
            new Case("reset before a read", "on: read, fault: reset", ALL, s -> {
                s.establish();
                s.breaks();
                s.read();
                s.read();
                s.write();
                s.write();
                s.read();
                s.state();
                s.closes();
                s.read();
                s.state();
            }),
            new Case("reset during a read", "on: read, fault: reset", ALL, s -> {
                s.establish();
                s.meanwhile(s::read, s::breaks);
                s.read();
                s.write();
                s.state();
            }),
            new Case("reset by errno", "on: read, fault: { error: ECONNRESET }", ALL, s -> {
                s.establish();
                s.breaks();
                s.read();
                s.read();
                s.write();
            }),
            new Case("data, then reset", "on: read, when: { after: 1 }, fault: reset", ALL, s -> {
                s.establish();
                s.peer.getOutputStream().write(new byte[5]);
                s.breaks();
                Threads.sleep(20);
                s.read(5);
                s.read(5);
                s.read();
                s.write();
            }),
            new Case("reset before a write", "on: write, fault: reset", ALL, s -> {
                s.establish();
                if (!s.injected) {
                    s.breaks();
                }
                s.write();
                s.state();
                s.write();
                s.read();
                s.read();
                s.write();
                s.state();
            }),
            new Case("end of stream, then writes", "on: read, fault: close", ALL, s -> {
                s.establish();
                s.peerCloses();
                s.read();
                s.read();
                s.state();
                s.write();
                Threads.sleep(20);
                s.read();
                s.write();
                s.write();
                s.state();
            }),
            new Case("peer closed before a write", "on: write, fault: close", ALL, s -> {
                s.establish();
                if (!s.injected) {
                    s.peer.close();
                }
                s.write();
                Threads.sleep(20);
                s.write();
                s.write();
                s.read();
                s.state();
            }),
            new Case("closed during a read", "on: read, fault: hang", ALL, s -> {
                s.establish();
                s.meanwhile(s::read, () -> s.end.close());
                s.state();
                s.read();
                s.write();
                s.peerReads();
            }),
            new Case("closed during a late read", "on: read, fault: { delay: 20s }", ALL, s -> {
                s.establish();
                if (s.injected) {
                    s.peer.getOutputStream().write(5);
                }
                s.meanwhile(s::read, () -> s.end.close());
                s.state();
                s.read();
            }),
            new Case("full buffer, then closed", "on: write, fault: hang", ALL, s -> {
                s.establish();
                s.meanwhile(() -> s.step("write", s.end::writeUntilFull), () -> s.end.close(), 900);
                s.state();
                s.write();
            }),
            new Case("read times out", "on: read, fault: hang", ASYNCHRONOUS, s -> {
                s.establish();
                s.step("timed read", () -> s.end.timedRead(100));
                s.state();
                s.read();
                s.peer.getOutputStream().write(5);
                s.read();
                s.write();
                s.state();
            }),
            new Case("late read times out", "on: read, fault: { delay: 20s }", ASYNCHRONOUS, s -> {
                s.establish();
                if (s.injected) {
                    s.peer.getOutputStream().write(5);
                }
                s.step("timed read", () -> s.end.timedRead(100));
                s.read();
                s.write();
            }),
            connectError("EHOSTUNREACH"),
            connectError("EACCES"),
            connectError("ETIMEDOUT"),
            known("ETIMEDOUT", "on: read, fault: { error: ETIMEDOUT }", s -> {
                s.establish();
                s.breaks();
                s.read();
                s.read();
                s.write();
                s.write();
                s.state();
            }),
            known("timeout", "on: read, when: { times: 1 }, fault: { timeout: 100ms }", s -> {
                s.establish();
                s.breaks();
                s.read();
                s.read();
                s.write();
            }),
            known(
                    "throw",
                    "on: [read, write], fault: { throw: { class: java.io.IOException, message: thrown } }",
                    s -> {
                        s.establish();
                        s.breaks();
                        s.read();
                        s.write();
                        s.state();
                    }),
            known(
                    "throw unchecked",
                    "on: read, fault: { throw: { class: java.lang.IllegalStateException, message: thrown } }",
                    s -> {
                        s.establish();
                        s.breaks();
                        s.read();
                        s.state();
                    }),
            known("reset on connect", "on: connect, fault: reset", s -> {
                s.establish();
                s.breaks();
                s.read();
                s.write();
                s.peerReads();
            }),
            known("reset, as the peer sees it", "on: read, fault: reset", s -> {
                s.establish();
                s.breaks();
                s.read();
                s.peerReads();
                s.peerReads();
            }),
            known("close, as the peer sees it", "on: read, fault: close", s -> {
                s.establish();
                s.breaks();
                s.read();
                s.peerReads();
            }),
            known("reset on close, as the peer sees it", "on: close, fault: reset", s -> {
                s.establish();
                s.closes();
                s.peerReads();
            }));

    private static String host(int number, End.Api api) {
        return "127.82." + api.ordinal() + "." + (number + 1);
    }

    /** Rules by host. */
    public static String rules() {
        StringBuilder yaml = new StringBuilder("seed: 42\nrules:\n");
        for (int i = 0; i < CASES.size(); i++) {
            Case one = CASES.get(i);
            for (End.Api api : one.apis) {
                yaml.append("  - { name: '").append(one.name).append(", ").append(api);
                yaml.append("', target: { hosts: ").append(host(i, api)).append(" }, ");
                yaml.append(one.rule).append(" }\n");
            }
        }
        return yaml.toString();
    }

    /** Plays all cases; most of the time is waiting, so the APIs go side by side. */
    public static void main(String[] arguments) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (End.Api api : End.Api.values()) {
            for (int half = 0; half < 2; half++) {
                int first = half;
                threads.add(Threads.platform("play " + api, () -> {
                    for (int i = first; i < CASES.size(); i += 2) {
                        if (CASES.get(i).apis.contains(api)) {
                            play(i, api, false);
                            play(i, api, true);
                        }
                    }
                }));
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void play(int number, End.Api api, boolean injected) {
        Case one = CASES.get(number);
        try (Scene scene = new Scene(number, api, injected)) {
            one.script.play(scene);
            for (String[] step : scene.steps) {
                Say.row("step", one.name, api.name(), injected ? "injected" : "real", step[0], step[1]);
            }
        } catch (Exception e) {
            Say.row("step", one.name, api.name(), injected ? "injected" : "real", "played", Say.describe(e));
        }
    }

    /** Where a case is played. */
    private static final class Scene implements AutoCloseable {
        private final int number;
        private final End.Api api;
        final boolean injected;
        final End end;
        final List<String[]> steps = new ArrayList<>();
        private final List<AutoCloseable> open = new ArrayList<>();
        ServerSocket server;
        Socket peer;
        InetSocketAddress address;

        Scene(int number, End.Api api, boolean injected) throws IOException {
            this.number = number;
            this.api = api;
            this.injected = injected;
            end = api.open();
            open.add(end);
        }

        private void listen(int backlog) throws IOException {
            server = new ServerSocket();
            open.add(server);
            server.setReceiveBufferSize(4096);
            String host = injected ? host(number, api) : "127.83." + api.ordinal() + "." + (number + 1);
            server.bind(new InetSocketAddress(InetAddress.getByName(host), 0), backlog);
            address = (InetSocketAddress) server.getLocalSocketAddress();
        }

        void listen() throws IOException {
            listen(50);
        }

        /** Somebody has the port, so that nobody else can come to listen there, and does not listen. */
        void nobodyListens() throws IOException {
            Socket holder = new Socket();
            open.add(holder);
            holder.bind(
                    new InetSocketAddress(InetAddress.getByName("127.83." + api.ordinal() + "." + (number + 1)), 0));
            address = (InetSocketAddress) holder.getLocalSocketAddress();
        }

        void listenWithFullBacklog() throws IOException {
            listen(injected ? 50 : 1);
            for (int i = 0; !injected && i < 2; i++) {
                Socket filler = new Socket();
                open.add(filler);
                filler.connect(address, 2000);
            }
        }

        void establish() throws IOException {
            listen();
            end.sendBuffer(4096);
            end.connect(address);
            peer = server.accept();
            peer.setSoTimeout(3000);
            open.add(peer);
        }

        /** The peer breaks the connection, or (injected) gives the loop a reason to read. */
        void breaks() throws IOException {
            if (!injected) {
                peer.setSoLinger(true, 0);
                peer.close();
            } else {
                try {
                    peer.getOutputStream().write(new byte[5]);
                } catch (IOException e) {
                    // An asynchronous read was reset at once.
                }
            }
            Threads.sleep(20);
        }

        void peerCloses() throws IOException {
            if (injected) {
                peer.getOutputStream().write(new byte[5]);
            } else {
                peer.close();
            }
            Threads.sleep(20);
        }

        void step(String name, End.Gives gives) {
            steps.add(new String[] {name, End.say(gives)});
        }

        void connect() {
            step("connect", () -> end.connect(address));
        }

        void read() {
            read(100);
        }

        void read(int length) {
            step("read", () -> end.read(length));
        }

        void write() {
            step("write", () -> end.write(10));
        }

        void state() {
            step("state", end::state);
        }

        void closes() {
            step("close", () -> {
                end.close();
                return "ok";
            });
        }

        void peerReads() {
            step("peer reads", () -> peer.getInputStream().read(new byte[10]));
        }

        interface Action {
            void act() throws Exception;
        }

        void meanwhile(Runnable operation, Action action) throws Exception {
            meanwhile(operation, action, 80);
        }

        void meanwhile(Runnable operation, Action action, long millis) throws Exception {
            Thread thread = Threads.platform("operation", operation);
            Threads.sleep(millis);
            action.act();
            Threads.join(thread);
        }

        @Override
        public void close() {
            for (AutoCloseable one : open) {
                try {
                    one.close();
                } catch (Exception e) {
                    // It was broken on purpose.
                }
            }
        }
    }
}
