package dev.jinx.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnmatchedTest {
    private static final String REFUSE = """
            rules:
              - name: flaky
                on: connect
                target: { %s }
                fault: refuse
            """;

    private static Sample refuse(String target) {
        return new Sample(String.format(REFUSE, target));
    }

    @Test
    void aRuleThatMatchedNeedsNoSentence() {
        assertThat(refuse("ports: 80").connects(1, "localhost", 80).report().unmatched())
                .isEmpty();
    }

    @Test
    void aPortThatWasNeverUsedIsNamedBesideThoseThatWere() {
        Sample sample = refuse("ports: 5433").connects(119, "localhost", 5432).connects(1, "localhost", 80);
        assertThat(sample.report().unmatched())
                .containsExactly("flaky: 0 of 120 connects matched: ports 5433 never seen; seen 80, 5432");
    }

    @Test
    void aHostThatWasNeverUsedIsNamedBesideThoseThatWere() {
        Sample sample = refuse("hosts: [pay.example.com, \"*.internal\"]").connects(2, "localhost", 80);
        assertThat(sample.report().unmatched())
                .containsExactly("flaky: 0 of 2 connects matched: "
                        + "hosts pay.example.com, *.internal never seen; seen localhost");
    }

    @Test
    void addressesAreComparedAsAddresses() {
        Sample sample = refuse("hosts: 10.0.0.0/8, ports: 5433");
        sample.plan().table(dev.jinx.runtime.plan.Operation.CONNECT).seen().note("10.1.2.3:80");
        sample.connects(1, "localhost", 80);
        assertThat(sample.report().unmatched())
                .containsExactly("flaky: 0 of 1 connect matched: ports 5433 never seen; seen 80");
    }

    @Test
    void keysThatWereSeenButNotTogetherAreNamedAsAWhole() {
        Sample sample = refuse("hosts: localhost, ports: 81")
                .connects(1, "localhost", 80)
                .connects(1, "elsewhere", 81);
        assertThat(sample.report().unmatched())
                .containsExactly("flaky: 0 of 2 connects matched: no call had all that its target asks for: "
                        + "hosts localhost, ports 81");
    }

    @Test
    void manyOthersAreCountedAndNotListed() {
        Sample sample = refuse("ports: 1");
        for (int port = 10; port < 20; port++) {
            sample.connects(1, "localhost", port);
        }
        assertThat(sample.report().unmatched())
                .containsExactly(
                        "flaky: 0 of 10 connects matched: ports 1 never seen; " + "seen 10, 11, 12, 13, 14 and 5 more");
    }

    @Test
    void anOperationThatNeverHappenedIsTheReason() {
        assertThat(refuse("ports: 80").report().unmatched()).containsExactly("flaky: there were 0 connects");
    }

    @Test
    void aDisabledRuleIsTheReason() {
        Sample sample = new Sample("rules: [{ name: off, on: connect, enabled: false, fault: refuse }]")
                .connects(1, "localhost", 80);
        assertThat(sample.report().unmatched()).containsExactly("off: it is disabled");
    }

    @Test
    void anEarlierRuleThatAlwaysActsIsTheReason() {
        Sample sample = new Sample("""
                        rules:
                          - { name: first, on: connect, fault: refuse }
                          - { name: second, on: connect, fault: hang }
                        """).connects(3, "localhost", 80);
        assertThat(sample.report().unmatched())
                .containsExactly(
                        "second: always shadowed: an earlier rule acted on 3 calls that it would have matched");
    }

    @Test
    void readsGoToWhereTheConnectsWent() {
        Sample sample = new Sample("rules: [{ name: slow, on: read, target: { ports: 5433 }, fault: reset }]")
                .connects(1, "localhost", 5432)
                .reads(7, "127.0.0.1", 5432);
        assertThat(sample.report().unmatched())
                .containsExactly("slow: 0 of 7 reads matched: ports 5433 never seen; seen 5432");
    }

    @Test
    void acceptsAreToldByTheirLocalPort() {
        Sample sample = new Sample("rules: [{ name: late, on: accept, target: { local-ports: 9090 }, fault: reset }]")
                .accepts(2, 8080);
        assertThat(sample.report().unmatched())
                .containsExactly("late: 0 of 2 accepts matched: local-ports 9090 never seen; seen 8080");
    }

    @Test
    void aTransportThatWasNeverUsedIsTheReason() {
        assertThat(refuse("transport: unix")
                        .connects(1, "localhost", 80)
                        .report()
                        .unmatched())
                .containsExactly("flaky: 0 of 1 connect matched: no Unix-domain socket was used");
    }
}
