package dev.jinx.testkit.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jinx.testkit.Fault;
import dev.jinx.testkit.Jinx;
import dev.jinx.testkit.Operation;
import dev.jinx.testkit.Preset;
import dev.jinx.testkit.Rule;
import dev.jinx.testkit.Scope;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartialDataTest {
    private static final String BODY = "a rather long answer; ".repeat(20);

    private final Backend backend = new Backend(BODY);

    @AfterEach
    void stop() {
        backend.close();
    }

    @Test
    void fragmentsAreReassembled() throws IOException {
        try (Scope faults = Jinx.inject(Preset.SHORT_READS.ports(backend.port()))) {
            assertEquals(BODY, Client.of(backend.uri()).get());
            faults.rule("short-reads").assertInjectedAtLeast(BODY.length() / 3);
        }
    }

    @Test
    void anAnswerThatTricklesInIsReadToItsEnd() throws IOException {
        Rule trickle = Rule.named("trickle")
                .on(Operation.READ)
                .ports(backend.port())
                .fault(Fault.slice(20, Duration.ofMillis(2)));
        try (Scope faults = Jinx.inject(trickle)) {
            assertEquals(BODY, Client.of(backend.uri()).get());
            faults.rule("trickle").assertInjectedAtLeast(BODY.length() / 20);
        }
    }

    @Test
    void anAnswerThatIsCutOffIsNotTakenForAWholeOne() {
        Rule cut = Rule.named("cut").on(Operation.READ).ports(backend.port()).fault(Fault.limit(300, Fault.Then.CLOSE));
        try (Scope faults = Jinx.inject(cut)) {
            assertThrows(IOException.class, () -> Client.of(backend.uri()).get());
            faults.rule("cut").assertInjectedAtLeast(1);
        }
    }
}
