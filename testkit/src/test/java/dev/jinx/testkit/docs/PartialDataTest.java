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
    void anAnswerThatIsCutOffIsNotTakenForAWholeOne() {
        Rule pieces = Rule.named("pieces")
                .on(Operation.READ)
                .ports(backend.port())
                .continuing()
                .fault(Fault.shortTo(100));
        Rule cut = Rule.named("cut")
                .on(Operation.READ)
                .ports(backend.port())
                .after(3)
                .fault(Fault.reset());
        try (Scope faults = Jinx.inject(pieces, cut)) {
            assertThrows(IOException.class, () -> Client.of(backend.uri()).get());
            faults.rule("cut").assertInjected(1);
        }
    }
}
