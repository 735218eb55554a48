package dev.jinx.e2e.app;

import dev.jinx.e2e.app.Server.Api;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** The cases of {@link Fidelity} that concern accept; their rules go by the name of the accepting thread. */
final class AcceptFidelity {
    private static final Set<Api> ALL = EnumSet.allOf(Api.class);
    private static final Set<Api> TCP = EnumSet.of(Api.SERVER_SOCKET, Api.SERVER_CHANNEL, Api.SERVER_ADAPTOR);
    private static final Set<Api> TIMED = EnumSet.of(Api.SERVER_SOCKET, Api.SERVER_ADAPTOR);
    private static final Set<Api> CHANNELS = EnumSet.of(Api.SERVER_CHANNEL, Api.SERVER_UNIX);

    private static final String ALONE = "out of descriptors on accept";

    private AcceptFidelity() {}

    private record Case(String name, String rule, Set<Api> apis, Script script) {}

    private interface Script {
        void play(Scene scene) throws Exception;
    }

    private static final List<Case> CASES = List.of(
            new Case("accept times out", "when: { times: 2 }, fault: hang", TIMED, s -> {
                s.server.soTimeout(150);
                if (s.injected) {
                    s.connect();
                }
                s.accept();
                s.accept();
                s.state();
                if (!s.injected) {
                    s.connect();
                }
                s.accept();
            }),
            new Case(
                    "accept times out by a timeout fault",
                    "when: { times: 1 }, fault: { timeout: 100ms }",
                    TIMED,
                    s -> {
                        s.server.soTimeout(150);
                        s.connect();
                        if (!s.injected) {
                            s.server.accept();
                        }
                        s.accept();
                        s.connect();
                        s.accept();
                    }),
            new Case("closed during accept", "fault: hang", ALL, s -> {
                if (s.injected) {
                    s.connect();
                }
                s.whileBlocked(s::accept, thread -> s.server.close());
                s.state();
                s.accept();
            }),
            new Case("closed during accept with a timeout", "fault: hang", TIMED, s -> {
                s.server.soTimeout(10_000);
                if (s.injected) {
                    s.connect();
                }
                s.whileBlocked(s::accept, thread -> s.server.close());
                s.state();
                s.accept();
            }),
            new Case("closed during a late accept", "fault: { delay: 20s }", ALL, s -> {
                if (s.injected) {
                    s.connect();
                }
                s.whileBlocked(s::accept, thread -> s.server.close());
                s.state();
            }),
            new Case("interrupted during accept", "fault: hang", CHANNELS, s -> {
                if (s.injected) {
                    s.connect();
                }
                s.whileBlocked(s::accept, Thread::interrupt);
                s.state();
            }),
            new Case("accepted, and reset by then", "fault: reset", TCP, s -> {
                SocketChannel client = s.connect();
                if (!s.injected) {
                    client.setOption(StandardSocketOptions.SO_LINGER, 0);
                    client.close();
                }
                s.accept();
                s.step("read", s.server::read);
                s.step("read", s.server::read);
                s.step("write", s.server::write);
            }),
            new Case("accepted, and closed by then", "fault: close", ALL, s -> {
                SocketChannel client = s.connect();
                if (!s.injected) {
                    client.close();
                }
                s.accept();
                s.step("read", s.server::read);
                s.step("write", s.server::write);
                Threads.sleep(20);
                s.step("write", s.server::write);
                s.step("read", s.server::read);
            }),
            new Case(ALONE, "when: { times: 2 }, fault: { error: EMFILE }", ALL, s -> {
                // Enough for all, should one accept find a descriptor that somebody else gave back.
                s.connect();
                s.connect();
                s.connect();
                // Loads what the steps need while there are descriptors.
                s.state();
                List<FileInputStream> all = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    if (!s.injected) {
                        takeAll(all);
                    }
                    s.accept();
                }
                for (FileInputStream one : all) {
                    one.close();
                }
                s.state();
                s.accept();
            }));

    /** Takes all descriptors that this process may still have. */
    private static void takeAll(List<FileInputStream> all) {
        try {
            while (all.size() < 10_000) {
                all.add(new FileInputStream("/dev/null"));
            }
            throw new IllegalStateException("no limit on descriptors: start it with ulimit -n");
        } catch (IOException e) {
            // There are none left.
        }
    }

    private static String thread(int number, Api api) {
        return "accept-" + number + "-" + api;
    }

    static String rules() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < CASES.size(); i++) {
            Case one = CASES.get(i);
            for (Api api : one.apis()) {
                yaml.append("  - { name: '").append(one.name()).append(", ").append(api);
                yaml.append("', on: accept, target: { threads: ").append(thread(i, api));
                yaml.append(" }, ").append(one.rule()).append(" }\n");
            }
        }
        return yaml.toString();
    }

    static void playAll(String only, Api api, Path directory) {
        for (int i = 0; i < CASES.size(); i++) {
            playBoth(
                    i,
                    api,
                    !CASES.get(i).name().equals(ALONE) && CASES.get(i).name().contains(only),
                    directory);
        }
    }

    /** The case that leaves the whole process without descriptors for a moment. */
    static void playAlone(String only, Path directory) {
        for (int i = 0; i < CASES.size(); i++) {
            for (Api api : Api.values()) {
                playBoth(i, api, CASES.get(i).name().equals(ALONE) && ALONE.contains(only), directory);
            }
        }
    }

    private static void playBoth(int number, Api api, boolean wanted, Path directory) {
        Case one = CASES.get(number);
        if (wanted && one.apis().contains(api)) {
            // The injected one first: it has loaded all classes when descriptors run out.
            play(one, api, thread(number, api), true, directory);
            play(one, api, thread(number, api), false, directory);
        }
    }

    private static void play(Case one, Api api, String thread, boolean injected, Path directory) {
        String before = Thread.currentThread().getName();
        Thread.currentThread().setName(injected ? thread : "real");
        try (Scene scene = new Scene(api.open(directory), injected)) {
            scene.step("the script", () -> {
                one.script().play(scene);
                return null;
            });
            for (String[] step : scene.steps) {
                Say.row("step", one.name(), api.name(), injected ? "injected" : "real", step[0], step[1], step[2]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Thread.currentThread().setName(before);
        }
    }

    private static final class Scene implements AutoCloseable {
        final Server server;
        final boolean injected;
        final List<String[]> steps = new ArrayList<>();
        private final List<SocketChannel> clients = new ArrayList<>();

        Scene(Server server, boolean injected) {
            this.server = server;
            this.injected = injected;
        }

        SocketChannel connect() throws IOException {
            SocketChannel client = SocketChannel.open(server.address());
            clients.add(client);
            return client;
        }

        void step(String name, Callable<Object> action) {
            try {
                Object value = action.call();
                steps.add(new String[] {name, value == null ? "ok" : value.toString(), ""});
            } catch (Throwable e) {
                steps.add(new String[] {name, Say.describe(e), Stage.top(e)});
            }
        }

        void accept() {
            step("accept", () -> {
                server.accept();
                return null;
            });
        }

        void state() {
            step("open", server::isOpen);
        }

        void whileBlocked(Runnable blocking, Stage.Meanwhile meanwhile) throws Exception {
            boolean[] flag = new boolean[1];
            Thread thread = Threads.platform(Thread.currentThread().getName(), () -> {
                blocking.run();
                flag[0] = Thread.currentThread().isInterrupted();
            });
            Threads.awaitBlocked(thread);
            meanwhile.run(thread);
            Threads.join(thread);
            step("the thread", () -> thread.isAlive() ? "still blocked" : "interrupted " + flag[0]);
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }
}
