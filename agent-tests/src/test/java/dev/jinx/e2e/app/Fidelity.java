package dev.jinx.e2e.app;

import dev.jinx.e2e.app.Client.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Plays each case with the real fault and with the injected one, on each API, and says what each step gave. */
public final class Fidelity {
    private static final Set<Api> ALL = EnumSet.allOf(Api.class);
    private static final Set<Api> TCP = EnumSet.of(Api.SOCKET, Api.CHANNEL, Api.ADAPTOR);
    private static final Set<Api> TIMED = EnumSet.of(Api.SOCKET, Api.ADAPTOR);
    private static final Set<Api> CHANNELS = EnumSet.of(Api.CHANNEL, Api.ADAPTOR, Api.UNIX);
    private static final int WAIT = 150;

    private Fidelity() {}

    /**
     * A case.
     *
     * @param rule what the injected fault's rule is, but for its target
     */
    private record Case(String name, String rule, Set<Api> apis, Script script) {}

    private interface Script {
        void play(Stage stage) throws Exception;
    }

    /** A case whose real fault takes privileges, or has none: the test knows what it gives. */
    private static Case table(String name, String rule, Script script) {
        return new Case("known: " + name, rule, ALL, s -> {
            if (s.injected()) {
                s.establish();
                script.play(s);
            }
        });
    }

    private static Case tableOfConnect(String errno) {
        return new Case("known: " + errno + " on connect", "on: connect, fault: { error: " + errno + " }", TCP, s -> {
            if (s.injected()) {
                s.listen(50);
                s.connect(0);
                s.state();
            }
        });
    }

    private static final List<Case> CASES = List.of(
            new Case("connect refused", "on: connect, fault: refuse", ALL, s -> {
                s.refusing();
                s.connect(0);
                s.state();
                s.connect(0);
                s.read();
                s.write();
                s.state();
                s.closes();
            }),
            new Case(
                    "connect refused, with a connect timeout",
                    "on: connect, fault: { error: ECONNREFUSED }",
                    TIMED,
                    s -> {
                        s.refusing();
                        s.connect(5000);
                        s.state();
                        s.connect(5000);
                        s.read();
                        s.state();
                    }),
            new Case("connect times out", "on: connect, fault: hang", TIMED, s -> {
                s.unanswering();
                s.connect(WAIT);
                s.state();
                s.connect(WAIT);
                s.read();
                s.state();
            }),
            new Case("connect times out by a timeout fault", "on: connect, fault: { timeout: 100ms }", TIMED, s -> {
                s.unanswering();
                s.connect(WAIT);
                s.state();
                s.read();
            }),
            new Case("closed while connecting", "on: connect, fault: hang", TCP, s -> {
                s.unanswering();
                s.whileBlocked(false, () -> s.connect(0), thread -> s.client.close());
                s.state();
                s.connect(0);
            }),
            new Case("closed while connecting with a timeout", "on: connect, fault: hang", TIMED, s -> {
                s.unanswering();
                s.whileBlocked(false, () -> s.connect(10_000), thread -> s.client.close());
                s.state();
                s.connect(0);
            }),
            new Case(
                    "interrupted while connecting",
                    "on: connect, fault: hang",
                    EnumSet.of(Api.CHANNEL, Api.ADAPTOR),
                    s -> {
                        s.unanswering();
                        s.whileBlocked(false, () -> s.connect(0), Thread::interrupt);
                        s.state();
                        s.connect(0);
                    }),
            new Case(
                    "interrupted while connecting, on a Socket",
                    "on: connect, fault: hang",
                    EnumSet.of(Api.SOCKET),
                    s -> {
                        s.unanswering();
                        s.whileBlocked(false, () -> s.connect(800), Thread::interrupt);
                        s.state();
                    }),
            new Case("network unreachable", "on: connect, fault: { error: ENETUNREACH }", TCP, s -> {
                if (s.injected()) {
                    s.listen(50);
                } else {
                    // The broadcast address of the loopback network: no stream goes there.
                    s.aimAt("127.255.255.255", 1);
                }
                s.connect(0);
                s.state();
                s.connect(0);
                s.read();
            }),
            new Case("reset before a read", "on: read, fault: reset", ALL, s -> {
                s.establish();
                s.write();
                if (!s.injected()) {
                    s.peerResets();
                }
                s.read();
                s.state();
                s.read();
                s.write();
                s.write();
                s.read();
                s.state();
                s.closes();
                s.read();
                s.write();
                s.state();
            }),
            new Case("reset during a read", "on: read, fault: reset", ALL, s -> {
                s.establish();
                s.write();
                s.whileBlocked(false, s::read, thread -> {
                    if (!s.injected()) {
                        s.peerResets();
                    }
                });
                s.read();
                s.write();
                s.read();
                s.state();
            }),
            new Case("reset by errno before a read", "on: read, fault: { error: ECONNRESET }", ALL, s -> {
                s.establish();
                s.write();
                if (!s.injected()) {
                    s.peerResets();
                }
                s.read();
                s.read();
                s.write();
                s.state();
            }),
            new Case("data, then reset", "on: read, when: { after: 1 }, fault: reset", TCP, s -> {
                s.establish();
                s.write();
                s.peerWrites(5);
                if (!s.injected()) {
                    s.peerResets();
                }
                s.read();
                s.read();
                s.read();
                s.write();
            }),
            new Case("reset before a write", "on: write, fault: reset", TCP, s -> {
                s.establish();
                if (!s.injected()) {
                    s.peerResets();
                }
                s.write();
                s.state();
                s.write();
                s.read();
                s.read();
                s.write();
                s.state();
            }),
            new Case("broken pipe on a Unix socket", "on: write, fault: { error: EPIPE }", EnumSet.of(Api.UNIX), s -> {
                s.establish();
                if (!s.injected()) {
                    s.peerCloses();
                }
                s.write();
                s.write();
                s.read();
                s.state();
            }),
            new Case("end of stream, then writes", "on: read, fault: close", TCP, s -> {
                s.establish();
                if (!s.injected()) {
                    s.peerCloses();
                }
                s.read();
                s.read();
                s.state();
                s.write();
                Threads.sleep(20);
                s.read();
                s.write();
                s.write();
                s.read();
                s.state();
            }),
            new Case("end of stream on a Unix socket", "on: read, fault: close", EnumSet.of(Api.UNIX), s -> {
                s.establish();
                if (!s.injected()) {
                    s.peerCloses();
                }
                s.read();
                s.read();
                s.state();
                s.write();
                s.write();
                s.read();
            }),
            new Case("peer closed before a write", "on: write, fault: close", ALL, s -> {
                s.establish();
                if (!s.injected()) {
                    s.peerCloses();
                }
                s.write();
                Threads.sleep(20);
                s.write();
                s.write();
                s.read();
                s.state();
            }),
            new Case("read times out", "on: read, when: { times: 2 }, fault: hang", TIMED, s -> {
                s.establish();
                s.client.soTimeout(WAIT);
                if (s.injected()) {
                    s.peerWrites(5);
                }
                s.read();
                s.state();
                s.read();
                if (!s.injected()) {
                    s.peerWrites(5);
                }
                s.read();
                s.write();
                s.state();
            }),
            new Case(
                    "read times out by a timeout fault",
                    "on: read, when: { times: 1 }, fault: { timeout: 100ms }",
                    TIMED,
                    s -> {
                        s.establish();
                        s.client.soTimeout(WAIT);
                        if (s.injected()) {
                            s.peerWrites(5);
                        }
                        s.read();
                        s.state();
                        if (!s.injected()) {
                            s.peerWrites(5);
                        }
                        s.read();
                        s.write();
                    }),
            new Case("closed during a read", "on: read, fault: hang", ALL, s -> {
                s.establish();
                s.whileBlocked(false, s::read, thread -> s.client.close());
                s.state();
                s.read();
                s.write();
            }),
            new Case("closed during a read with a timeout", "on: read, fault: hang", TIMED, s -> {
                s.establish();
                s.client.soTimeout(10_000);
                s.whileBlocked(false, s::read, thread -> s.client.close());
                s.state();
                s.read();
            }),
            new Case("closed during a late read", "on: read, fault: { delay: 20s }", ALL, s -> {
                s.establish();
                if (s.injected()) {
                    s.peerWrites(5);
                }
                s.whileBlocked(false, s::read, thread -> s.client.close());
                s.state();
                s.read();
            }),
            new Case("closed during a write", "on: write, fault: hang", ALL, s -> {
                s.establish();
                s.whileBlocked(false, s::writeUntilFull, thread -> s.client.close());
                s.state();
                s.write();
            }),
            new Case("interrupted during a read", "on: read, fault: hang", CHANNELS, s -> {
                s.establish();
                s.whileBlocked(false, s::read, Thread::interrupt);
                s.state();
                s.read();
            }),
            new Case("interrupted during a late read", "on: read, fault: { delay: 20s }", CHANNELS, s -> {
                s.establish();
                if (s.injected()) {
                    s.peerWrites(5);
                }
                s.whileBlocked(false, s::read, Thread::interrupt);
                s.state();
                s.read();
            }),
            new Case("interrupted during a write", "on: write, fault: hang", CHANNELS, s -> {
                s.establish();
                s.whileBlocked(false, s::writeUntilFull, Thread::interrupt);
                s.state();
            }),
            new Case("interrupted during a Socket's read", "on: read, fault: hang", EnumSet.of(Api.SOCKET), s -> {
                s.establish();
                s.client.soTimeout(800);
                s.whileBlocked(false, s::read, Thread::interrupt);
                s.state();
            }),
            new Case("a virtual thread is interrupted during a read", "on: read, fault: hang", ALL, s -> {
                if (!Threads.haveVirtual()) {
                    return;
                }
                s.establish();
                s.whileBlocked(true, s::read, Thread::interrupt);
                s.state();
                s.read();
            }),
            new Case(
                    "a virtual thread is interrupted during a late read", "on: read, fault: { delay: 20s }", ALL, s -> {
                        if (!Threads.haveVirtual()) {
                            return;
                        }
                        s.establish();
                        if (s.injected()) {
                            s.peerWrites(5);
                        }
                        s.whileBlocked(true, s::read, Thread::interrupt);
                        s.state();
                        s.read();
                    }),
            new Case("a virtual thread's socket is closed during a read", "on: read, fault: hang", ALL, s -> {
                if (!Threads.haveVirtual()) {
                    return;
                }
                s.establish();
                s.whileBlocked(true, s::read, thread -> s.client.close());
                s.state();
            }),
            new Case("a virtual thread is interrupted while connecting", "on: connect, fault: hang", TCP, s -> {
                if (!Threads.haveVirtual()) {
                    return;
                }
                s.unanswering();
                s.whileBlocked(true, () -> s.connect(0), Thread::interrupt);
                s.state();
            }),
            new Case("input shut down during a read", "on: read, fault: hang", ALL, s -> {
                s.establish();
                s.whileBlocked(false, s::read, thread -> s.client.shutdownInput());
                s.read();
                s.write();
                s.state();
            }),
            table("ETIMEDOUT", "on: read, fault: { error: ETIMEDOUT }", s -> {
                s.read();
                s.read();
                s.write();
                s.write();
                s.state();
            }),
            table("a timeout where the API has none", "on: read, fault: { timeout: 50ms }", s -> {
                s.read();
                if (!s.client.api.hasTimeouts()) {
                    s.read();
                    s.write();
                }
            }),
            table("EHOSTUNREACH on a read", "on: read, fault: { error: EHOSTUNREACH }", s -> {
                s.read();
                s.read();
                s.write();
            }),
            table("a reset, as the peer sees it", "on: read, fault: reset", s -> {
                s.read();
                s.peerReads("read");
                s.peerReads("read");
            }),
            table("a reset on connect, at the first read", "on: connect, fault: reset", s -> {
                s.read();
                s.read();
                s.write();
                s.peerReads("read");
            }),
            table("a close on a read, as the peer sees it", "on: read, fault: close", s -> {
                s.read();
                s.peerReads("read");
            }),
            tableOfConnect("EHOSTUNREACH"),
            tableOfConnect("EACCES"),
            tableOfConnect("ETIMEDOUT"),
            new Case("closed in order, then used", "on: close, when: { times: 1 }, fault: { delay: 10ms }", ALL, s -> {
                s.establish();
                s.closes();
                s.peerReads("read");
                s.read();
                s.write();
                s.closes();
                s.state();
            }),
            new Case("closed with RST", "on: close, fault: reset", TCP, s -> {
                s.establish();
                if (s.injected()) {
                    s.closes();
                } else {
                    s.step("close", () -> {
                        s.abort();
                        return null;
                    });
                }
                s.peerReads("read");
                s.read();
                s.state();
            }));

    /** The rules of all cases: one for each API, so that each counts for itself. */
    public static String rules() {
        StringBuilder yaml = new StringBuilder("seed: 42\nrules:\n");
        for (int i = 0; i < CASES.size(); i++) {
            Case one = CASES.get(i);
            for (Api api : one.apis()) {
                String target =
                        api == Api.UNIX ? "paths: '" + Stage.path(i + 1) + "'" : "hosts: " + Stage.host(i + 1, api);
                yaml.append("  - { name: \"")
                        .append(one.name())
                        .append(", ")
                        .append(api)
                        .append("\", target: { ");
                yaml.append(target).append(" }, ").append(one.rule()).append(" }\n");
            }
        }
        return yaml + AcceptFidelity.rules();
    }

    /** Plays all cases whose name contains the argument. Most of the time is waiting, so the APIs go side by side. */
    public static void main(String[] arguments) throws Exception {
        String only = arguments.length > 0 ? arguments[0] : "";
        Path directory = Scratch.directory();
        List<Thread> threads = new ArrayList<>();
        for (Api api : Api.values()) {
            threads.add(Threads.platform("play " + api, () -> playAll(only, api, directory)));
        }
        for (Server.Api api : Server.Api.values()) {
            threads.add(Threads.platform("play " + api, () -> AcceptFidelity.playAll(only, api, directory)));
        }
        // To the end, however long a busy machine takes: the rest takes all descriptors away.
        for (Thread thread : threads) {
            thread.join();
        }
        AcceptFidelity.playAlone(only, directory);
    }

    private static void playAll(String only, Api api, Path directory) {
        for (int i = 0; i < CASES.size(); i++) {
            Case one = CASES.get(i);
            if (one.apis().contains(api) && one.name().contains(only)) {
                play(i + 1, one, api, false, directory);
                play(i + 1, one, api, true, directory);
            }
        }
    }

    private static void play(int number, Case one, Api api, boolean injected, Path directory) {
        try (Stage stage = new Stage(number, api, injected, directory)) {
            stage.step("the script", () -> {
                one.script().play(stage);
                return null;
            });
            stage.tell(one.name(), api.name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
