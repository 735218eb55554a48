package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rules file that changes is read again, however it changes; what does not load changes nothing. */
class ReloadIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String IN_FORCE = "in force instead of the rules so far";

    private static String refuse(String host) {
        return "  - { name: refuse-" + host + ", on: connect, target: { hosts: " + host + " }, fault: refuse }\n";
    }

    private static String hang(String host) {
        return "  - { name: hang-" + host + ", on: read, target: { hosts: " + host + " }, fault: hang }\n";
    }

    private static String rules(String... rules) {
        return "rules:\n" + String.join("", rules);
    }

    /** Waits until the rules were replaced that often. */
    private static void awaitReplaced(Conversation app, int times) {
        long end = System.nanoTime() + 120_000_000_000L;
        while (app.running().error().split(IN_FORCE, -1).length <= times) {
            assertThat(System.nanoTime()).as(app.running().error()).isLessThan(end);
            pause();
        }
    }

    /** Leaves the processors to the JVM that is waited for. */
    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void refused(Conversation app, String host) {
        assertThat(app.tell("connect " + host)).startsWith("java.net.ConnectException");
    }

    private static void connected(Conversation app, String host) {
        assertThat(app.tell("connect " + host)).isEqualTo("connected");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void anEditARenameAndAMissingFile(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk).rules(rules(refuse("127.60.1.1")));
        Path file = jvm.directory().resolve("faults.yaml");
        try (Conversation app = new Conversation(jvm)) {
            refused(app, "127.60.1.1");
            Files.writeString(file, rules(refuse("127.60.1.1"), refuse("127.60.1.2")));
            awaitReplaced(app, 1);
            refused(app, "127.60.1.1");
            refused(app, "127.60.1.2");

            // As editors do it.
            Path temporary = jvm.file("faults.yaml.tmp", rules(refuse("127.60.1.1"), refuse("127.60.1.3")));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            awaitReplaced(app, 2);
            connected(app, "127.60.1.2");
            refused(app, "127.60.1.3");

            Files.delete(file);
            app.running().awaitError("faults.yaml cannot be read any more; the rules so far stay in force");
            refused(app, "127.60.1.3");
            Files.writeString(file, rules(refuse("127.60.1.1")));
            awaitReplaced(app, 3);
            connected(app, "127.60.1.3");
            refused(app, "127.60.1.1");
            Run run = app.end();
            assertThat(run.rule("refuse-127.60.1.1").path("injected").asLong())
                    .as("a rule that stayed kept its count")
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aConfigMapIsSwappedByItsSymbolicLink(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk);
        Path mount = Files.createDirectories(jvm.directory().resolve("config"));
        Path first = Files.createDirectories(mount.resolve("..2026_1"));
        Path second = Files.createDirectories(mount.resolve("..2026_2"));
        Files.writeString(first.resolve("faults.yaml"), rules(refuse("127.60.2.1")));
        Files.writeString(second.resolve("faults.yaml"), rules(refuse("127.60.2.2")));
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_1"));
        Files.createSymbolicLink(mount.resolve("faults.yaml"), Path.of("..data/faults.yaml"));
        jvm.agent("rules=" + mount.resolve("faults.yaml") + ",report=" + jvm.reportFile());
        try (Conversation app = new Conversation(jvm)) {
            refused(app, "127.60.2.1");
            Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2026_2"));
            Files.move(mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            awaitReplaced(app, 1);
            connected(app, "127.60.2.1");
            refused(app, "127.60.2.2");
            app.end();
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whatIsNotValidIsSaidOnceAndChangesNothing(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk).rules(rules(refuse("127.60.3.1")));
        Path file = jvm.directory().resolve("faults.yaml");
        String next = rules(refuse("127.60.3.1"), refuse("127.60.3.2"));
        try (Conversation app = new Conversation(jvm)) {
            refused(app, "127.60.3.1");
            // Half of it, while somebody is still writing.
            Files.writeString(file, next.substring(0, next.length() / 2 + 10));
            app.running().awaitError("changed and is not valid; the rules so far stay in force");
            app.tell("sleep 4500");
            refused(app, "127.60.3.1");
            connected(app, "127.60.3.2");
            assertThat(app.running().error()).containsOnlyOnce("is not valid");
            Files.writeString(file, next);
            awaitReplaced(app, 1);
            refused(app, "127.60.3.2");
            Run run = app.end();
            assertThat(run.rule("refuse-127.60.3.1").path("injected").asLong()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whoWaitsForARuleThatGoesGoesOn(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk).rules(rules(hang("127.60.4.1"), hang("127.60.4.2"), hang("127.60.4.3")));
        Path file = jvm.directory().resolve("faults.yaml");
        try (Conversation app = new Conversation(jvm)) {
            assertThat(app.tell("read 127.60.4.1 goes")).isEqualTo("waits");
            assertThat(app.tell("read 127.60.4.3 stays")).isEqualTo("waits");
            assertThat(app.tell("select 127.60.4.2")).isEqualTo("selects");
            assertThat(app.running().output()).doesNotContain("selected=", "goes=");
            Files.writeString(file, rules(hang("127.60.4.3")));
            app.running().awaitOutput("goes=read 10");
            app.running().awaitOutput("selected=10");
            assertThat(app.running().output()).doesNotContain("stays=");
            Run run = app.end();
            assertThat(run.rule("hang-127.60.4.3").path("injected").asLong()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void newRulesWeaveWhatTheyNeed(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk).rules(rules(refuse("127.60.5.1")));
        Path file = jvm.directory().resolve("faults.yaml");
        try (Conversation app = new Conversation(jvm)) {
            assertThat(app.tell("read 127.60.5.2 before")).isEqualTo("over");
            Files.writeString(
                    file,
                    rules(
                            "  - { name: read, on: read, target: { hosts: 127.60.5.2 }, fault: reset }\n",
                            "  - { name: call, on: call, target: { methods: 'dev.jinx.e2e.app.Obedient#connect' },"
                                    + " fault: { throw: { class: java.io.IOException, message: injected } } }\n"));
            awaitReplaced(app, 1);
            app.tell("read 127.60.5.2 after");
            app.running().awaitOutput("after=java.net.SocketException: Connection reset");
            assertThat(app.tell("connect 127.60.5.1")).isEqualTo("java.io.IOException: injected");
            app.end();
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aFileThatIsNotWatchedIsReadOnce(Jdk jdk) throws IOException {
        Jvm jvm = Jvm.on(jdk).rules(rules(refuse("127.60.6.1"))).with("-Djinx.watch=false");
        try (Conversation app = new Conversation(jvm)) {
            Files.writeString(jvm.directory().resolve("faults.yaml"), rules(refuse("127.60.6.2")));
            app.tell("sleep 2500");
            refused(app, "127.60.6.1");
            connected(app, "127.60.6.2");
            app.end();
        }
    }

    /** For how many seconds: 8, or as {@code -Djinx.stress=5m} says. */
    private static int stress() {
        String wanted = System.getProperty("jinx.stress", "8s");
        int number = Integer.parseInt(wanted.substring(0, wanted.length() - 1));
        return wanted.endsWith("m") ? 60 * number : number;
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void reloadsAndPausesUnderTrafficLoseNoCountAndNoThread(Jdk jdk) throws IOException, InterruptedException {
        String refuse = "  - { name: refuse, on: connect, target: { hosts: 127.61.0.1 }, probability: 50%,"
                + " fault: refuse }\n";
        String slow = "  - { name: slow, on: read, target: { hosts: 127.61.0.2 }, probability: 20%,"
                + " fault: { delay: 5ms } }\n";
        String hang = "  - { name: hang, on: read, target: { hosts: 127.61.0.2 }, when: { times: 5 }, fault: hang }\n";
        int seconds = stress();
        Jvm jvm = Jvm.on(jdk).rules(rules(refuse, slow)).within(Duration.ofSeconds(180 + seconds));
        Path file = jvm.directory().resolve("faults.yaml");
        Path more = jvm.file("more.yaml", rules(refuse, hang, slow));
        Path less = jvm.file("less.yaml", rules(refuse));
        try (Conversation app = new Conversation(jvm)) {
            app.tell("mx get Version");
            app.begin("traffic 50 " + seconds + " " + more + " " + less);
            int changes = 0;
            long end = System.nanoTime() + (seconds - 2) * 1_000_000_000L;
            while (System.nanoTime() < end) {
                Files.writeString(file, changes++ % 2 == 0 ? rules(refuse, slow) : rules(refuse, hang));
                app.running().process().waitFor(1500, TimeUnit.MILLISECONDS);
            }
            // The last of them hang nobody.
            Files.writeString(file, rules(refuse) + "# over\n");
            String said = app.answer();
            assertThat(said).matches("failed [1-9]\\d* trips [1-9]\\d* wrong 0 stuck 0");
            long failed = Long.parseLong(said.split(" ", -1)[1]);
            Run run = app.end();
            assertThat(run.rule("refuse").path("injected").asLong()).isEqualTo(failed);
            assertThat(run.rule("refuse").path("matched").asLong())
                    .isEqualTo(failed + run.rule("refuse").path("skipped").asLong());
            System.out.println(jdk + ": " + said + ", reloads " + (run.err().split(IN_FORCE, -1).length - 1) + ", "
                    + run.rule("refuse"));
        }
    }
}
