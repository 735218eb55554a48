package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.StreamEdges;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens beside a stream while bytes of it are in our hands does it no harm, nor others. */
class StreamEdgesIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";
    private static final String FAULTY = "127.41.1.1";
    private static final String CONTROL = "127.41.2.1";

    private static final String HOLE =
            rules("enabled: false, target: { hosts: 127.41.1.1 }, fault: { blackhole: { direction: both } }", "hole");

    private static String rules(String rule, String name) {
        return "rules: [ { name: " + name + ", " + rule + " } ]";
    }

    private static String on(String operation, String fault) {
        return rules("on: " + operation + ", target: { hosts: " + FAULTY + " }, fault: " + fault, "rule");
    }

    private static Run run(Jdk jdk, String yaml, String scenario) {
        return Jvm.on(jdk).rules(yaml).run(StreamEdges.class, scenario).ok();
    }

    private static void othersAreLetBe(Run run) {
        assertThat(run.lines("other"))
                .as("connections that have nothing to do with any rule: %s", run)
                .hasSizeGreaterThan(3)
                .allMatch(row -> row[1].equals("own"));
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aCloseThatThrowsAwayWhatIsHeldLeavesTheNumberOfItsDescriptorAlone(Jdk jdk) {
        Run run = run(jdk, HOLE, "hard");
        othersAreLetBe(run);
        assertThat(run.fact("peer")).contains("Connection reset");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aCloseWithoutAnyDescriptorLeftLosesWhatIsHeldAndHarmsNobody(Jdk jdk) {
        Run run = Jvm.on(jdk)
                .rules(HOLE)
                .through("sh", "-c", "ulimit -n 256 && exec \"$@\"", "sh")
                // Who looks at the rules file has a descriptor for a moment, and gives it back.
                .with("-Djinx.watch=false")
                .run(StreamEdges.class, "full");
        assertThat(run.exit()).as("%s", run).isZero();
        othersAreLetBe(run);
        assertThat(run.err()).as("it is told").contains("what was written and not sent is lost");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whatASocketWroteThatIsForgottenWithoutACloseGoesToItsOwnPeer(Jdk jdk) {
        Run run = run(
                jdk,
                rules("on: write, target: { hosts: 127.41.1.1 }, fault: { coalesce: { bytes: 100 } }", "collect"),
                "abandoned");
        othersAreLetBe(run);
        assertThat(run.fact("peer")).isEqualTo("held");
        assertThat(run.fact("collected"))
                .as("when nothing is held any more, the socket may go")
                .isEqualTo("true");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void readersAndTheTimerDoNotWaitForEachOther(Jdk jdk) {
        Run run = run(jdk, """
                rules:
                  - { name: late, on: read, target: { hosts: 127.41.1.1 }, continue: true, fault: { delay: 1ms } }
                  - { name: asks, on: write, target: { hosts: 127.41.1.1, received: { contains: NEVER } }, fault: duplicate }
                """, "locks");
        assertThat(run.fact("deadlocked")).isEqualTo("false");
        assertThat(run.fact("moved")).isEqualTo("true");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void detachWaitsForBytesThatAreHeldOnTheirWayIn(Jdk jdk) throws IOException, InterruptedException {
        Jvm jvm = Jvm.on(jdk).rules(on("read", "{ coalesce: { bytes: 100 } }"));
        try (Jvm.Running running = jvm.start(StreamEdges.class, "kept")) {
            running.awaitOutput("holds=true");
            long pid = running.process().pid();
            assertThat(Cli.of(jdk).run("detach", pid).all()).contains("4 bytes are on the way");
            running.tell("");
            running.awaitOutput("then=");
            Cli.of(jdk).run("detach", pid).ok();
            running.tell("");
            Run run = running.end();
            assertThat(run.fact("first")).contains("Read timed out");
            assertThat(run.fact("then")).isEqualTo("kept");
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    @ExtendWith(Undisturbed.class)
    void aConnectionThatWasLateWhenTheAgentWentIsLateAgainWhenItComesBack(Jdk jdk)
            throws IOException, InterruptedException {
        Jvm jvm = Jvm.on(jdk).with("-XX:+EnableDynamicAgentLoading").rules(on("read", "{ delay: 3s }"));
        try (Jvm.Running running = jvm.start(StreamEdges.class, "again")) {
            running.awaitOutput("waits=true");
            long due = System.nanoTime() + 3_000_000_000L;
            Cli cli = Cli.of(jdk);
            long pid = running.process().pid();
            cli.run("detach", pid).ok();
            running.awaitOutput("over 1=");
            running.tell("");
            running.awaitOutput("over 2=");
            cli.run("attach", pid, jvm.file("again.yaml", on("read", "{ delay: 300ms }")))
                    .ok();
            // When the delay that was cut short would be over.
            Thread.sleep(Math.max(0, due - System.nanoTime()) / 1_000_000);
            running.tell("");
            running.awaitOutput("over 3=");
            Run run = running.end();
            for (int i = 1; i <= 3; i++) {
                assertThat(run.number("read " + i)).as("%s", run).isEqualTo(100);
            }
            assertThat(run.number("ms 1"))
                    .as("cut short by the detach: %s", run)
                    .isLessThan(3_000);
            assertThat(run.number("ms 3")).as("%s", run).isBetween(299L, 4_000L);
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aResetThatMeetsBytesOnTheirWayOutIsToldToTheApplication(Jdk jdk) {
        Run run = run(jdk, on("write", "{ pad: { bytes: 5000000, with: x } }"), "reset");
        assertThat(answers(run, "reset", FAULTY))
                .isEqualTo(answers(run, "reset", CONTROL))
                .first()
                .asString()
                .contains("Connection reset");
    }

    private static List<String> answers(Run run, String word, String host) {
        return run.lines(word).stream()
                .filter(row -> row[1].equals(host))
                .map(row -> String.join(" ", List.of(row).subList(2, row.length)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    @ExtendWith(Undisturbed.class)
    void theBeginningOfAMatchIsHeldHoweverLittleIsReadAtATime(Jdk jdk) {
        Run run = run(jdk, on("read", "{ substitute: { pattern: \"a|hello\", with: xyz } }"), "small");
        assertThat(run.fact("small")).isEqualTo("xyzxyzxyz.");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aLargeWriteIsOneOperation(Jdk jdk) {
        Run run = run(jdk, """
                rules:
                  - { name: half, on: write, target: { hosts: 127.41.11.1 }, when: { times: 4 }, fault: { truncate: { keep: 50% } } }
                  - { name: last, on: write, target: { hosts: 127.41.12.1 }, when: { times: 4 }, fault: { truncate: { drop-last: 5000 } } }
                  - { name: then, on: write, target: { hosts: 127.41.13.1 }, when: { times: 4 }, fault: { truncate: { keep: 50%, then: close } } }
                  - { name: pad, on: write, target: { hosts: 127.41.14.1 }, when: { times: 4 }, fault: { pad: { bytes: 3, with: x } } }
                  - { name: twice, on: write, target: { hosts: 127.41.15.1 }, when: { times: 4 }, fault: duplicate }
                """, "large");
        assertThat(run.lines("large")).hasSize(20);
        for (String[] row : run.lines("large")) {
            assertThat(row[3]).as("%s to %s: what it gave", row[2], row[1]).isEqualTo("200000");
            assertThat(row[5]).as("%s to %s: what arrived", row[2], row[1]).isEqualTo(row[4]);
        }
        for (String rule : List.of("half", "last", "then", "pad", "twice")) {
            assertThat(run.rule(rule).path("injected").asInt()).as(rule).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aLimitOfBothDirectionsIsExactThoughBothMoveAtOnce(Jdk jdk) {
        int port = FreePorts.take(1).get(0);
        String yaml = """
                rules:
                  - { name: opened, on: connect, target: { hosts: 127.41.1.1 }, fault: { limit: { bytes: 300001, then: hang } } }
                  - { name: accepted, on: accept, target: { local-ports: %d }, fault: { limit: { bytes: 300001, then: hang } } }
                """.formatted(port);
        Run run = Jvm.on(jdk)
                .rules(yaml)
                .run(StreamEdges.class, "both", String.valueOf(port), "300001")
                .ok();
        assertThat(run.lines("both")).hasSize(24).allSatisfy(row -> assertThat(row[3])
                .as("%s: both directions together; %s of it went out", row[1], row[2])
                .isEqualTo("300001"));
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aLimitOfBothDirectionsEndsWhoWritesAndWhoReadsAtOnce(Jdk jdk) {
        int port = FreePorts.take(1).get(0);
        String yaml = """
                rules:
                  - { name: opened, on: connect, target: { hosts: 127.41.1.1 }, fault: { limit: { bytes: 300001, then: reset } } }
                  - { name: accepted, on: accept, target: { local-ports: %d }, fault: { limit: { bytes: 300001, then: reset } } }
                """.formatted(port);
        Run run = Jvm.on(jdk)
                .rules(yaml)
                .run(StreamEdges.class, "both-end", String.valueOf(port), "300001")
                .ok();
        assertThat(run.lines("both-end")).hasSize(48).allSatisfy(row -> assertThat(List.of(row[3], row[4]))
                .as("%s, writing %s at once: how writing and reading ended", row[1], row[2])
                .noneMatch(how -> how.contains("TimeoutException")));
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void anAsynchronousChannelReadsAndWritesAtTheSameMoment(Jdk jdk) {
        Run run =
                Jvm.on(jdk).rules("""
                rules:
                  - { name: asks, on: read, target: { hosts: 127.41.1.1, received: { hex: "00" } }, continue: true, probability: 50%, fault: { delay: 1ms } }
                  - { name: held, on: read, target: { hosts: 127.41.1.1 }, continue: true, probability: 30%, fault: { coalesce: { bytes: 4000 } } }
                  - { name: short, on: [read, write], target: { hosts: 127.41.1.1 }, continue: true, probability: 50%, fault: { short: { max: 13 } } }
                """).run(StreamEdges.class, "duplex", "3000").ok();
        assertThat(run.lines("duplex")).hasSize(12).allMatch(row -> row[1].equals("same"));
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whatIsHeldForARestThatNeverComesIsReadThoughARuleAsksForContent(Jdk jdk) {
        theTailIsRead(run(jdk, """
                rules:
                  - { name: asks, on: read, target: { hosts: 127.41.1.1, received: { contains: NEVER } }, fault: reset }
                  - { name: changes, on: read, target: { hosts: 127.41.1.1 }, fault: { substitute: { pattern: zz, with: y } } }
                """, "tail"));
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whatIsHeldForARestThatNeverComesIsReadByWhoeverWaits(Jdk jdk) {
        theTailIsRead(run(jdk, on("read", "{ substitute: { pattern: zz, with: y } }"), "tail"));
    }

    private static void theTailIsRead(Run run) {
        assertThat(run.lines("tail"))
                .hasSize(5)
                .allSatisfy(row -> assertThat(row[2] + row[3]).as(row[1]).isEqualTo("hellz"));
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void urgentDataDoesNotOvertakeWhatIsHeld(Jdk jdk) {
        Run run = run(jdk, HOLE, "urgent");
        assertThat(answers(run, "urgent", FAULTY))
                .isEqualTo(answers(run, "urgent", CONTROL))
                .contains("true before!?behind", "out of line beforebehind");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whatWasSentLastIsRemembered(Jdk jdk) {
        Run run = run(
                jdk,
                rules("on: write, target: { hosts: 127.41.1.1, sent: { contains: MARK } }, fault: duplicate", "sent"),
                "sent");
        assertThat(run.lines("sent")).hasSize(8).allSatisfy(row -> assertThat(row[3])
                .as("a mark behind %s bytes, by a channel: %s; both writes are doubled", row[1], row[2])
                .isEqualTo("2 times 101"));
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aShutdownEndsWhatWaitsInABlackHole(Jdk jdk) {
        Run run = run(jdk, HOLE, "shut");
        assertThat(answers(run, "shut", FAULTY))
                .hasSize(5)
                .doesNotContain("java.util.concurrent.TimeoutException")
                .isEqualTo(answers(run, "shut", CONTROL));
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    @ExtendWith(Undisturbed.class)
    void aThreadThatMayNotWaitIsNotHeldByABlackHole(Jdk jdk) {
        Run run = run(
                jdk, "{ safety: { max-waiting-threads: 1 }, " + HOLE.replace("rules:", "\"rules\":") + " }", "crowd");
        assertThat(run.fact("first")).as("it waits").contains("Timeout");
        assertThat(run.fact("second")).as("it may not").isEqualTo("2");
        assertThat(run.number("cpu"))
                .as("CPU time in half a second of the one that may not, ms")
                .isLessThan(50);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void anExpressionThatRunsOutOfStackLeavesTheBytesAsTheyAre(Jdk jdk) {
        Run run = Jvm.on(jdk)
                .rules(on("read", "{ substitute: { pattern: \"(?:a|b)*d\", with: xyz } }"))
                .run(StreamEdges.class, "recursion");
        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.fact("recursion")).isEqualTo("true");
        assertThat(run.err()).as("it is told").contains("StackOverflowError");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void availableTellsWhatAReadWouldGive(Jdk jdk) {
        Run run = run(jdk, """
                rules:
                  - { name: hole, enabled: false, target: { hosts: 127.41.1.1 }, fault: { blackhole: { direction: in } } }
                  - { name: twice, on: read, target: { hosts: 127.41.1.1 }, fault: duplicate }
                """, "available");
        for (String api : List.of("channel", "socket")) {
            assertThat(run.number(api))
                    .as(api + ": nine and the double of the first")
                    .isEqualTo(10);
            assertThat(run.number(api + " in the hole")).isZero();
            assertThat(run.number(api + " behind it")).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void whatWasWrittenArrivesThoughTheProgramEndsAtOnce(Jdk jdk) throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket()) {
            server.setReceiveBufferSize(8_192);
            server.bind(new InetSocketAddress(FAULTY, 0));
            try (Jvm.Running running = Jvm.on(jdk)
                            .rules(on("write", "{ pad: { bytes: 3000000, with: x } }"))
                            .start(StreamEdges.class, "exits", server.getLocalPort());
                    Socket peer = server.accept()) {
                running.awaitOutput("written=");
                // Its end has begun, and much of it does not fit into the kernel's buffers.
                Thread.sleep(300);
                assertThat(peer.getInputStream().readAllBytes()).hasSize(3_200_000);
                running.end().ok();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    @ExtendWith(Undisturbed.class)
    void ofTwoLifetimesTheShorterOneCounts(Jdk jdk) {
        Run run = run(jdk, """
                rules:
                  - { name: one, on: connect, target: { hosts: 127.41.1.1 }, continue: true, fault: { lifetime: { after: 300ms, then: close } } }
                  - { name: two, on: connect, target: { hosts: 127.41.1.1 }, fault: { lifetime: { after: 10s, then: close } } }
                """, "lifetimes");
        assertThat(run.fact("ends")).isEqualTo("end");
        assertThat(run.number("ms")).isBetween(250L, 2_500L);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    @ExtendWith(Undisturbed.class)
    void aCloseThatLingersDoesNotHoldUpWhatIsDueElsewhere(Jdk jdk) {
        Run run = run(jdk, rules("enabled: false, target: { hosts: 127.41.1.1 }, fault: down", "gone"), "lingers");
        assertThat(run.lines("idle")).hasSize(8).allSatisfy(row -> {
            assertThat(row[1]).contains("Connection reset");
            assertThat(row[2]).as("whether the close was over").isEqualTo("false");
        });
    }
}
