package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.Streams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault on blocking streams does what it says, and no more. */
@Execution(ExecutionMode.SAME_THREAD)
@ExtendWith(Undisturbed.class)
class StreamFaultsIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";

    /** Three APIs for TCP. */
    private static final List<String> APIS = List.of("SOCKET", "CHANNEL", "ADAPTOR");

    @ParameterizedTest
    @MethodSource(JDKS)
    void aRefusedConnectNeverReachesTheServerAndAnotherPortIsLeftAlone(Jdk jdk) throws Exception {
        InetAddress local = InetAddress.getByName("127.0.0.1");
        try (ServerSocket refused = new ServerSocket(0, 50, local);
                ServerSocket control = new ServerSocket(0, 50, local)) {
            AtomicInteger refusedAccepts = count(refused);
            AtomicInteger controlAccepts = count(control);
            Run run = Jvm.on(jdk)
                    .rules("""
                            rules:
                              - name: refused
                                on: connect
                                target: { hosts: 127.0.0.1, ports: %d }
                                fault: refuse
                              - name: never
                                on: connect
                                target: { ports: 1 }
                                fault: refuse
                            """.formatted(refused.getLocalPort()))
                    .run(Streams.class, "ports", refused.getLocalPort(), control.getLocalPort())
                    .ok();
            assertThat(run.number("refused")).isEqualTo(20);
            assertThat(run.number("control")).isZero();
            // Whom the kernel has connected is accepted when our thread gets a processor.
            for (int i = 0; i < 1_000 && controlAccepts.get() < 20; i++) {
                Thread.sleep(10);
            }
            assertThat(controlAccepts).as("accepted by the control").hasValue(20);
            assertThat(refusedAccepts)
                    .as("accepted by the server that was to be refused")
                    .hasValue(0);
            assertThat(run.rule("refused").path("injected").asInt()).isEqualTo(20);
            assertThat(run.rule("refused").path("matched").asInt()).isEqualTo(20);
            assertThat(run.report()
                            .path("operations")
                            .path("connect")
                            .path("calls")
                            .asInt())
                    .isEqualTo(40);
            assertThat(run.report()
                            .path("operations")
                            .path("connect")
                            .path("injected")
                            .asInt())
                    .isEqualTo(20);
            assertThat(run.report().path("unmatched").toString()).contains("never");
        }
    }

    /** Counts what it accepts until it is closed. */
    private static AtomicInteger count(ServerSocket server) {
        AtomicInteger accepted = new AtomicInteger();
        Thread thread = new Thread(() -> {
            while (true) {
                try {
                    server.accept().close();
                    accepted.incrementAndGet();
                } catch (IOException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return accepted;
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void shortReadsAndWritesLoseNothing(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                        rules:
                          - { name: reads, on: read, target: { hosts: 127.11.0.1 }, fault: { short: { max: 7 } } }
                          - { name: writes, on: write, target: { hosts: 127.11.0.2 }, fault: { short: { max: 7 } } }
                        """).run(Streams.class, "short").ok();
        List<String[]> rows = new ArrayList<>(run.lines("read"));
        rows.addAll(run.lines("write"));
        assertThat(rows).hasSize(8);
        for (String[] row : rows) {
            assertThat(row[2])
                    .as("%s: the bytes of %s %s are the same", jdk, row[0], row[1])
                    .isEqualTo("true");
            assertThat(Integer.parseInt(row[3]))
                    .as("%s: the longest %s of %s", jdk, row[0], row[1])
                    .isBetween(1, 7);
        }
        assertThat(run.lines("whole")).hasSize(2).allSatisfy(row -> assertThat(row[2])
                .isEqualTo("true"));
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aResponseIsLateOnceHoweverManyReadsFetchIt(Jdk jdk) {
        int delay = 300;
        Run run = Jvm.on(jdk)
                .rules("""
                        rules:
                          - { name: late, on: read, target: { hosts: 127.12.0.1 }, fault: { delay: %dms } }
                        """.formatted(delay))
                .run(Streams.class, "late")
                .ok();
        assertThat(run.lines("late")).hasSize(6);
        for (String[] row : run.lines("late")) {
            String what = jdk + ", " + row[2];
            boolean delayed = row[1].equals("127.12.0.1");
            assertThat(Integer.parseInt(row[5])).as("%s: reads", what).isGreaterThanOrEqualTo(8);
            for (int i = 3; i <= 4; i++) {
                int millis = Integer.parseInt(row[i]);
                if (delayed) {
                    assertThat(millis).as("%s: exchange %d, ms", what, i - 2).isBetween(delay, 2 * delay - 1);
                } else {
                    assertThat(millis)
                            .as("%s: exchange %d without the delay, ms", what, i - 2)
                            .isLessThan(delay);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void connectWriteAndAcceptAreDelayedAndTheConnectTimeoutCoversTheDelay(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                        rules:
                          - { name: connect, on: connect, target: { hosts: 127.13.0.1 }, fault: { delay: 300ms } }
                          - { name: write, on: write, target: { hosts: 127.13.0.2 }, fault: { delay: 300ms } }
                          - { name: sum, on: connect, target: { hosts: 127.13.0.3 }, when: { after: 2 }, fault: { delay: 400ms } }
                          - { name: accept, on: accept, target: { threads: late-acceptor }, fault: { delay: 300ms } }
                        """).run(Streams.class, "delays").ok();
        for (String api : APIS) {
            assertThat(run.number("connect " + api)).as(api).isBetween(300L, 899L);
            assertThat(run.number("write " + api)).as(api).isBetween(300L, 899L);
        }
        assertThat(run.fact("impatient")).isEqualTo("java.net.SocketTimeoutException: Connect timed out");
        assertThat(run.number("impatient connect")).isBetween(100L, 299L);
        assertThat(run.fact("unanswered")).isEqualTo("java.net.SocketTimeoutException: Connect timed out");
        assertThat(run.number("sum"))
                .as("400 ms of delay inside 800 ms of timeout")
                .isBetween(795L, 1190L);
        assertThat(run.number("connect to late acceptor"))
                .as("a connect does not wait for accept")
                .isLessThan(300);
        assertThat(run.number("accept")).isBetween(300L, 899L);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void delaysAreDrawnFromTheirDistribution(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                        seed: 7
                        rules:
                          - { name: uniform, on: connect, target: { hosts: 127.14.0.1 }, fault: { delay: { uniform: [200us, 600us] } } }
                          - { name: normal, on: connect, target: { hosts: 127.14.0.2 }, fault: { delay: { normal: { mean: 400us, sd: 100us } } } }
                          - { name: exponential, on: connect, target: { hosts: 127.14.0.3 }, fault: { delay: { exponential: { mean: 400us } } } }
                          - { name: lognormal, on: connect, target: { hosts: 127.14.0.4 }, fault: { delay: { lognormal: { median: 400us, p99: 2ms } } } }
                          - { name: capped, on: connect, target: { hosts: 127.14.0.5 }, fault: { delay: { exponential: { mean: 400us }, max: 500us } } }
                        """).run(Streams.class, "draws").ok();
        for (JsonNode rule : run.report().path("rules")) {
            assertThat(rule.path("injected").asInt())
                    .as(rule.path("name").asText())
                    .isEqualTo(190);
        }
        List<Double> uniform = delays(run, "uniform");
        assertThat(uniform).allSatisfy(us -> assertThat(us).isBetween(200.0, 600.0));
        assertThat(mean(uniform)).isBetween(375.0, 425.0);
        assertThat(mean(delays(run, "normal"))).isBetween(375.0, 425.0);
        assertThat(mean(delays(run, "exponential"))).isBetween(300.0, 500.0);
        List<Double> lognormal = delays(run, "lognormal");
        assertThat(lognormal.stream().filter(us -> us < 400).count()).isBetween(70L, 120L);
        assertThat(lognormal.stream().filter(us -> us > 2000).count()).isBetween(0L, 8L);
        assertThat(delays(run, "capped"))
                .allSatisfy(us -> assertThat(us).isBetween(0.0, 500.0))
                .contains(500.0);
    }

    /** What was drawn for a rule, in microseconds. */
    private static List<Double> delays(Run run, String rule) {
        List<Double> delays = new ArrayList<>();
        for (JsonNode event : run.report().path("events")) {
            if (event.path("rule").asText().equals(rule)) {
                delays.add(event.path("delaySeconds").asDouble() * 1e6);
            }
        }
        assertThat(delays).as("events of %s", rule).hasSize(190);
        return delays;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aHangEndsByTheCallersTimeoutByCloseAndAtTheEndOfTheJvm(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                        rules:
                          - { name: window, on: read, target: { hosts: 127.15.0.1 }, when: { for: 1500ms, since: first-match }, fault: hang }
                          - { name: for-ever, on: read, target: { hosts: [127.15.0.2, 127.15.0.3] }, fault: hang }
                        """).run(Streams.class, "hang").ok();
        assertThat(run.fact("read")).isEqualTo("java.net.SocketTimeoutException: Read timed out");
        assertThat(run.number("waited")).isBetween(500L, 1400L);
        assertThat(run.number("read after the window"))
                .as("the data was not lost")
                .isEqualTo(5);
        assertThat(run.fact("hangs")).isEqualTo("true");
        assertThat(run.fact("closed read")).isEqualTo("java.net.SocketException: Socket closed");
        assertThat(run.number("woken")).as("ms from close to its exception").isLessThan(500);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void anExceptionOfTheApplicationsOwnIsThrownAsItIs(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                        rules:
                          - { name: connect, on: connect, target: { hosts: 127.16.0.1 }, fault: { throw: { class: dev.jinx.e2e.app.OutOfTea, message: no more } } }
                          - { name: read, on: read, target: { hosts: 127.16.0.2 }, when: { at: [1, 3, 5] }, fault: { throw: { class: dev.jinx.e2e.app.OutOfTea, message: no more } } }
                          - { name: write, on: write, target: { hosts: 127.16.0.3 }, fault: { throw: { class: java.lang.IllegalStateException, message: broken } } }
                          - { name: close, on: close, target: { hosts: 127.16.0.4 }, fault: { throw: { class: java.io.IOException, message: stuck } } }
                        """).run(Streams.class, "throw").ok();
        for (String api : APIS) {
            assertThat(run.fact("connect " + api)).isEqualTo("dev.jinx.e2e.app.OutOfTea: no more");
            assertThat(run.fact("read " + api)).isEqualTo("dev.jinx.e2e.app.OutOfTea: no more");
            assertThat(run.fact("read again " + api)).isEqualTo("5");
            assertThat(run.fact("write " + api)).isEqualTo("java.lang.IllegalStateException: broken");
            assertThat(run.fact("close " + api)).isEqualTo("java.io.IOException: stuck");
            assertThat(run.fact("no such class " + api)).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aDroppedWriteIsReportedAsDoneAndNeverArrives(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                        rules:
                          - { name: socket, on: write, target: { hosts: 127.17.0.1 }, when: { times: 1 }, fault: drop }
                          - { name: channel, on: write, target: { hosts: 127.17.0.2 }, when: { times: 1 }, fault: drop }
                          - { name: adaptor, on: write, target: { hosts: 127.17.0.3 }, when: { times: 1 }, fault: drop }
                        """).run(Streams.class, "drop").ok();
        for (String api : APIS) {
            assertThat(run.fact("wrote " + api)).isEqualTo("9");
            assertThat(run.fact("got " + api)).isEqualTo("kept");
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aListOfFaultsIsCarriedOutInOrderAndIsOneInjection(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                        rules:
                          - { name: late-error, on: connect, target: { hosts: 127.18.0.1 }, fault: [ { delay: 300ms }, { error: ETIMEDOUT } ] }
                          - { name: late-short, on: read, target: { hosts: 127.18.0.2 }, fault: [ { delay: 300ms }, { short: { max: 3 } } ] }
                        """).run(Streams.class, "lists").ok();
        assertThat(run.number("delayed")).isBetween(300L, 899L);
        assertThat(run.fact("late error")).isEqualTo("java.net.ConnectException: Connection timed out");
        assertThat(run.number("delayed read")).isBetween(300L, 899L);
        assertThat(run.fact("late and short")).isEqualTo("3");
        assertThat(run.rule("late-error").path("injected").asInt()).isEqualTo(1);
        assertThat(run.rule("late-error").path("faults").path("delay").asInt()).isEqualTo(1);
        assertThat(run.rule("late-error").path("faults").path("error").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void eachOperationOfTheApplicationCountsOnceWhicheverWayItCame(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                        rules:
                          - { name: connects, on: connect, target: { hosts: 127.19.0.1 }, fault: { delay: 1us } }
                          - { name: reads, on: read, target: { hosts: 127.19.0.1 }, fault: { short: { max: 100 } } }
                          - { name: writes, on: write, target: { hosts: 127.19.0.1 }, fault: { short: { max: 100 } } }
                          - { name: closes, on: close, target: { hosts: 127.19.0.1 }, fault: { delay: 1us } }
                        """).run(Streams.class, "counts").ok();
        for (String operation : List.of("connects", "reads", "writes", "closes")) {
            assertThat(run.rule(operation).path("matched").asLong())
                    .as("%s: %s", jdk, operation)
                    .isEqualTo(run.number(operation));
        }
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void aConnectThatNobodyAnswersTakesTheCallersTimeout(Jdk jdk) throws Exception {
        Run run = Jvm.on(jdk).rules("""
                        rules:
                          - { name: short-lived, on: connect, target: { hosts: 127.15.1.2, threads: asking }, fault: { lifetime: 400ms } }
                          - { name: late, on: connect, target: { hosts: 127.15.1.3, threads: asking }, fault: { delay: 200ms } }
                          - { name: hole, target: { hosts: 127.15.1.4 }, fault: blackhole }
                        """).run(Streams.class, "unanswered").ok();
        List<String[]> rows = run.lines("unanswered");
        rows.sort(Comparator.comparing(row -> row[1] + row[2]));
        assertThat(rows).hasSize(8);
        assertThat(rows.get(0)[3])
                .as("a connect to a full backlog")
                .isEqualTo("java.net.SocketTimeoutException: Connect timed out");
        for (int i = 2; i < rows.size(); i++) {
            String[] control = rows.get(i % 2);
            String[] row = rows.get(i);
            assertThat(row[3]).as(String.join(" ", row)).isEqualTo(control[3]);
            assertThat(Long.parseLong(row[4]))
                    .as("milliseconds of %s, the control took %s", String.join(" ", row), control[4])
                    .isBetween(Long.parseLong(control[4]) - 100, Long.parseLong(control[4]) + 600);
        }
        assertThat(run.rule("hole").path("injected").asInt()).isEqualTo(2);
    }
}
