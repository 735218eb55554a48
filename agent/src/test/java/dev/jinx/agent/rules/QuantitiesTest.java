package dev.jinx.agent.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    private static final Position HERE = new Position("x", 1, 1);

    @ParameterizedTest
    @CsvSource({"200ms, PT0.2S", "1.5s, PT1.5S", "2m, PT2M", "250us, PT0.00025S", "0s, PT0S", "1h, PT1H", "2 s, PT2S"})
    void durationsHaveUnits(String text, Duration duration) throws BadValue {
        assertThat(Quantities.duration(node(text), "k", Duration.ZERO, Quantities.A_DAY))
                .isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"16, 16", "16B, 16", "1KB, 1000", "1KiB, 1024", "1.5MB, 1500000", "2MiB, 2097152", "1GiB, 1073741824"})
    void aKilobyteIsAThousandAndAKibibyteIs1024(String text, long bytes) throws BadValue {
        assertThat(Quantities.size(node(text), "k", 0, Long.MAX_VALUE)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"64KiB/s, 65536", "10Mbit/s, 1250000", "8kbit/s, 1000", "1B/s, 1"})
    void ratesAreBytesPerSecond(String text, long rate) throws BadValue {
        assertThat(Quantities.rate(node(text), "k")).isEqualTo(rate);
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.1", "10%, 0.1", "1, 1", "0, 0", "100%, 1", "1e-3, 0.001", ".5, 0.5", "0.5 %, 0.005"})
    void sharesAreNumbersOrPercentages(String text, double share) throws BadValue {
        assertThat(Quantities.share(node(text), "k")).isEqualTo(share);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "ms", "1.s", ".5s", "+1s", "1e3s", "1_000ms", "٣s", "NaNs", "1S", "-0s", "1,5s"})
    void whatIsNoDurationIsRefused(String text) {
        assertThatThrownBy(() -> Quantities.duration(node(text), "k", Duration.ZERO, Quantities.A_DAY))
                .isInstanceOf(BadValue.class);
    }

    private static Node node(String text) {
        return new Node.Scalar(text, Node.Form.GIVEN, HERE);
    }
}
