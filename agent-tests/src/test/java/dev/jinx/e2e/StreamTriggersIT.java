package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jinx.e2e.app.StreamTriggers;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a connection carried, and how it was used, decides alike on every way to a stream; where the rule acts, what is moved is doubled. */
class StreamTriggersIT {
    private static final int APIS = 12;

    /** A write is marked by {@code >}; content comes a byte at a time, and 8 KiB of it are remembered. */
    private static final Map<String, String> EXPECTED = Map.ofEntries(
            Map.entry("received", ">a x P I N G >bb P >c"),
            Map.entry("sent", "a >b >y >e bb >by c"),
            Map.entry("matches", ">a o 1 2 kk r16000 r192 y"),
            Map.entry("exchange", ">w1 r1 s1 >w2 r2r2 s2s2 >w3 r3 s3"),
            Map.entry("connection", "a b aa bb a b"),
            Map.entry("bytes", "r1 r2 r3 r4r4"),
            Map.entry("idle", "a bb c"),
            Map.entry("callers", "a bb c"),
            Map.entry("acceptedReceived", ">a x P I N G >bb P >c"),
            Map.entry("acceptedSent", "a >b >y >e bb >by c"),
            Map.entry("acceptedMatches", ">a o 1 2 kk r16000 r192 y"),
            Map.entry("acceptedExchange", "r1 >w1 >v1 r2 >w2w2 >v2v2 r3 >w3 >v3"));

    @ParameterizedTest
    @MethodSource("dev.jinx.e2e.Jdk#all")
    @ExtendWith(Undisturbed.class)
    void aRuleAsksWhatTheConnectionCarriedAndHow(Jdk jdk) {
        Run run = Jvm.on(jdk)
                .rules(StreamTriggers.rules())
                .run(StreamTriggers.class)
                .ok();
        assertThat(run.lines("trigger")).hasSize(EXPECTED.size() * APIS);
        for (String[] row : run.lines("trigger")) {
            assertThat(row[3]).as("%s: %s on %s", jdk, row[1], row[2]).isEqualTo(EXPECTED.get(row[1]));
        }
        for (JsonNode rule : run.report().path("rules")) {
            String trigger = rule.path("name").asText().split("-", 2)[0];
            assertThat(rule.path("injected").asLong())
                    .as("injections of %s", rule)
                    .isEqualTo(trigger.endsWith("atches") ? 2 : 1);
            assertThat(rule.path("matched").asLong())
                    .as("matched, of %s", rule)
                    .isEqualTo(rule.path("injected").asLong()
                            + rule.path("skipped").asLong());
        }
    }
}
