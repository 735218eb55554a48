package dev.jinx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** In a JVM that was started with a rule named "refusing", which is on connects of threads named "permanent". */
@EnabledIfSystemProperty(named = "kit.permanent", matches = "true")
class PermanentRuleTest {
    private static String onThreadPermanent(EchoServer server) throws InterruptedException {
        String[] outcome = {""};
        Thread thread = new Thread(
                () -> {
                    try {
                        outcome[0] = "ok " + server.roundTrip(1);
                    } catch (IOException e) {
                        outcome[0] = e.getMessage();
                    }
                },
                "permanent");
        thread.start();
        thread.join();
        return outcome[0];
    }

    @Test
    void aScopeWithARuleOfTheSameNameGoesFirstAndLeavesItAsItWas() throws Exception {
        try (EchoServer server = new EchoServer()) {
            // The permanent rule acts on the first three only: what it counted before the scope goes on after it.
            assertThat(onThreadPermanent(server)).contains("No route to host");
            try (Scope scope = Jinx.inject(Rule.named("refusing")
                    .on(Operation.CONNECT)
                    .ports(server.port())
                    .times(1)
                    .fault(Fault.refuse()))) {
                assertThat(onThreadPermanent(server)).contains("refused");
                assertThat(onThreadPermanent(server)).contains("No route to host");
                scope.disable();
                assertThat(onThreadPermanent(server)).contains("No route to host");
                scope.rule("refusing").assertInjected(1).assertMatched(2);
            }
            assertThat(onThreadPermanent(server)).isEqualTo("ok 1");
        }
    }
}
