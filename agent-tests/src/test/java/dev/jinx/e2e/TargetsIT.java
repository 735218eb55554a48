package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.Targets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule acts on what it is aimed at, and on nothing else. */
@ExtendWith(Undisturbed.class)
class TargetsIT {
    private static final String JDKS = "dev.jinx.e2e.Jdk#all";

    @ParameterizedTest
    @MethodSource(JDKS)
    void hostsByNameGlobAddressAndBlock(Jdk jdk) {
        Jvm jvm = Jvm.on(jdk);
        String names = jvm.file("hosts", """
                127.31.0.1 exact.test
                127.31.0.1 EXACT.Test
                127.31.0.1 exact.test.
                127.31.0.2 a.b.internal
                127.31.0.7 internal
                127.31.0.8 other.test
                127.31.0.6 resolved.test
                127.32.0.1 inside.test
                127.31.0.9 reverse.test
                """).toString();
        Run run = jvm.with("-Djdk.net.hosts.file=" + names)
                .rules("""
                        rules:
                          - { name: exact, on: connect, target: { hosts: Exact.TEST }, fault: refuse }
                          - { name: glob, on: connect, target: { hosts: "*.internal" }, fault: refuse }
                          - { name: address, on: connect, target: { hosts: "::ffff:127.31.0.3" }, fault: refuse }
                          - { name: block, on: connect, target: { hosts: 127.32.0.0/16 }, fault: refuse }
                          - { name: resolved, on: connect, target: { hosts: resolved.test }, fault: refuse }
                          - { name: unknown, on: connect, target: { hosts: unknown.test }, fault: refuse }
                          - { name: reverse, on: connect, target: { hosts: [reverse.test, "rev*"] }, fault: refuse }
                          - { name: six, on: connect, target: { hosts: "0:0::1" }, fault: refuse }
                        """)
                .run(Targets.class, "hosts")
                .ok();
        Map<String, String> expected = new TreeMap<>(Map.ofEntries(
                Map.entry("exact.test", "refused"),
                Map.entry("EXACT.Test", "refused"),
                Map.entry("exact.test.", "refused"),
                Map.entry("a.b.internal", "refused"),
                Map.entry("internal", "connected"),
                Map.entry("other.test", "connected"),
                Map.entry("127.31.0.3", "refused"),
                Map.entry("127.31.0.4", "connected"),
                Map.entry("127.32.9.9", "refused"),
                Map.entry("127.33.0.1", "connected"),
                Map.entry("unresolved name in CIDR", "refused"),
                Map.entry("bare 127.31.0.3", "refused"),
                Map.entry("bare before its name was resolved", "connected"),
                Map.entry("bare after its name was resolved", "refused"),
                Map.entry("name without an address", "java.net.UnknownHostException: unknown.test"),
                Map.entry("IPv4-mapped", "refused"),
                Map.entry("::1", "refused"),
                Map.entry("0:0:0:0:0:0:0:1", "refused"),
                // Never a reverse look-up, not even after the application made one.
                Map.entry("nameless", "connected"),
                Map.entry("after a reverse look-up", "connected")));
        for (String[] row : run.lines("host")) {
            assertThat(row[3])
                    .as("%s: connect to %s by %s", jdk, row[1], row[2])
                    .isEqualTo(expected.get(row[1]));
        }
        assertThat(run.rule("unknown").path("injected").asInt())
                .as("%s: no connect was made to a name without an address, so none was refused", jdk)
                .isZero();
        assertThat(run.fact("host string"))
                .as("of an address without a name, afterwards")
                .isEqualTo("127.31.0.9");
        assertThat(run.fact("reverse look-up"))
                .as("the name that must not be found")
                .isEqualTo("reverse.test");
    }

    @ParameterizedTest
    @MethodSource(JDKS)
    void sidesTransportsPathsPortsAndThreads(Jdk jdk) {
        Run run = Jvm.on(jdk).rules("""
                        rules:
                          - { name: shadowing, on: read, target: { hosts: 127.34.0.3 }, fault: { delay: 300ms }, continue: true }
                          - { name: thread, on: read, target: { threads: "worker-*", hosts: 127.34.0.1 }, fault: { short: { max: 3 } } }
                          - { name: client, on: read, target: { side: client, hosts: 127.34.0.1 }, fault: { short: { max: 1 } } }
                          - { name: server, on: read, target: { side: server, transport: tcp, local-ports: 1024-65535, hosts: 127.34.0.1 }, fault: { short: { max: 2 } } }
                          - { name: no-port, on: read, target: { hosts: 127.34.0.2, ports: 1-1023 }, fault: { short: { max: 2 } } }
                          - { name: path, on: read, target: { paths: "*/one.sock" }, fault: { short: { max: 4 } } }
                          - { name: unix, on: read, target: { transport: unix }, fault: { short: { max: 5 } } }
                          - { name: tcp, on: read, target: { transport: tcp, hosts: 127.34.0.2 }, fault: { short: { max: 1 } } }
                          - { name: continued, on: read, target: { hosts: 127.34.0.3 }, fault: { short: { max: 6 } } }
                          - { name: shadowed, on: read, target: { hosts: 127.34.0.3 }, fault: { short: { max: 1 } } }
                          - { name: disabled, on: read, target: { hosts: 127.34.0.4 }, enabled: false, fault: { short: { max: 1 } } }
                        """).run(Targets.class, "sides").ok();
        assertThat(run.number("on side client")).isEqualTo(1);
        assertThat(run.number("on side server")).isEqualTo(2);
        assertThat(run.number("on thread worker-7")).isEqualTo(3);
        assertThat(run.number("one.sock")).isEqualTo(4);
        assertThat(run.number("other.sock")).isEqualTo(5);
        assertThat(run.number("accepted on other.sock")).isEqualTo(5);
        assertThat(run.fact("transport tcp")).isEqualTo("true");
        assertThat(run.number("continued read"))
                .as("delayed and, as the first rule continues, short")
                .isEqualTo(6);
        assertThat(run.number("continued millis")).isBetween(300L, 899L);
        assertThat(run.rule("shadowed").path("matched").asInt()).isZero();
        assertThat(run.rule("shadowed").path("shadowed").asInt()).isEqualTo(1);
        assertThat(run.fact("disabled")).isEqualTo("false");
    }
}
