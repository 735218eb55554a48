package dev.jinx.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SeedsTest {
    @Test
    void thePropertyGoesBeforeTheEnvironment() {
        assertThat(Seeds.set("5", "6")).hasValue(5);
        assertThat(Seeds.set(null, " -6 ")).hasValue(-6);
        assertThat(Seeds.set(" ", "6")).hasValue(6);
        assertThat(Seeds.set(null, null)).isEmpty();
        assertThat(Seeds.set("", "")).isEmpty();
    }

    @Test
    void whatIsNoNumberIsNamedWithWhereItStands() {
        assertThatThrownBy(() -> Seeds.set("five", "6")).hasMessage("-Djinx.seed is a whole number, not 'five'");
        assertThatThrownBy(() -> Seeds.set(null, "six")).hasMessage("JINX_SEED is a whole number, not 'six'");
    }

    @Test
    void aFailureSaysBothWays() {
        assertThat(Seeds.repeat(7)).isEqualTo("seed 7; repeat it with -Djinx.seed=7 or JINX_SEED=7");
    }
}
