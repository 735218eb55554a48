package dev.jinx.agent.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentRulesTest {
    @Test
    void allVariablesTogetherAreSevenRulesInTheOrderInWhichTheyAreTried() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String operation : List.of("CONNECT", "SEND", "RECV")) {
            environment.put("FAULT_" + operation + "_FAIL_RATE", "0.25");
            environment.put("FAULT_" + operation + "_DELAY_MS", "150");
        }
        environment.put("FAULT_SEND_ERRNO", "ECONNRESET");
        environment.put("FAULT_RECV_ERRNO", "110");
        environment.put("FAULT_RECV_SHORT_RATE", "1");
        environment.put("FAULT_TARGET_HOST", "127.0.0.1");
        environment.put("FAULT_TARGET_PORT", "5432");

        assertThat(read(environment))
                .extracting(rule ->
                        rule.name() + " " + rule.definition().replace("target: {hosts: 127.0.0.1, ports: 5432}, ", ""))
                .containsExactly(
                        "env-connect-delay {on: connect, fault: {delay: 150ms}, continue: true}",
                        "env-connect-error {on: connect, probability: 0.25, fault: {error: ECONNREFUSED}}",
                        "env-send-delay {on: write, fault: {delay: 150ms}, continue: true}",
                        "env-send-error {on: write, probability: 0.25, fault: {error: ECONNRESET}}",
                        "env-recv-delay {on: read, fault: {delay: 150ms}, continue: true}",
                        "env-recv-error {on: read, probability: 0.25, fault: {error: ETIMEDOUT}}",
                        "env-recv-short {on: read, fault: {short: {max: 1}}}");
    }

    @Test
    void theErrorsHaveTheirDefaults() {
        assertThat(read(Map.of("FAULT_SEND_FAIL_RATE", "1", "FAULT_RECV_FAIL_RATE", "1")))
                .extracting(Rule::faults)
                .containsExactly(List.of(new FaultSpec.Error("EPIPE")), List.of(new FaultSpec.Error("ECONNRESET")));
    }

    @Test
    void nothingAboveZeroIsNoRule() {
        assertThat(read(Map.of(
                        "FAULT_CONNECT_FAIL_RATE", "0", "FAULT_RECV_DELAY_MS", "0", "FAULT_SEND_ERRNO", "EPIPE")))
                .isEmpty();
    }

    @Test
    void presentMeansSetToSomething() {
        assertThat(EnvironmentRules.present(Map.of("FAULT_RECV_DELAY_MS", "5"))).isTrue();
        assertThat(EnvironmentRules.present(Map.of("FAULT_TARGET_PORT", "5"))).isTrue();
        assertThat(EnvironmentRules.present(Map.of("FAULT_RECV_DELAY_MS", "", "FAULT_OTHER", "x")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FAULT_CONNECT_FAIL_RATE | 5          | environment: FAULT_CONNECT_FAIL_RATE: 'FAULT_CONNECT_FAIL_RATE' is from 0 to 1
            FAULT_CONNECT_FAIL_RATE | often      | from 0 to 1
            FAULT_CONNECT_ERRNO     | ENOSUCH    | environment: FAULT_CONNECT_ERRNO: unknown error 'ENOSUCH'
            FAULT_CONNECT_ERRNO     | 11         | EAGAIN never reaches an application
            FAULT_CONNECT_ERRNO     | 4711       | unknown error '4711'
            FAULT_RECV_DELAY_MS     | 5ms        | is a whole number from 0 to 86400000, not '5ms'
            FAULT_RECV_DELAY_MS     | -1         | is a whole number
            FAULT_RECV_SHORT_RATE   | 2          | environment: FAULT_RECV_SHORT_RATE
            FAULT_TARGET_PORT       | 0          | environment: FAULT_TARGET_PORT: 'FAULT_TARGET_PORT' is a whole number from 1 to 65535
            FAULT_TARGET_HOST       | db:5432    | environment: FAULT_TARGET_HOST: 'db:5432' has a port
            """)
    void aValueThatCannotBeIsAProblemOfItsVariable(String variable, String value, String answer) {
        List<Problem> problems = new ArrayList<>();

        EnvironmentRules.read(Map.of(variable, value), problems);

        assertThat(problems).singleElement().asString().contains(answer);
    }

    private static List<Rule> read(Map<String, String> environment) {
        List<Problem> problems = new ArrayList<>();
        List<Rule> rules = EnvironmentRules.read(environment, problems);
        assertThat(problems).isEmpty();
        return rules;
    }
}
