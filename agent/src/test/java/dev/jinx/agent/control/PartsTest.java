package dev.jinx.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules that several send at the same time are not mixed, and half of them is never taken for the whole. */
class PartsTest {
    private final Parts parts = new Parts();

    private static List<String> cut(String rules) {
        String text = Base64.getEncoder().encodeToString(rules.getBytes(StandardCharsets.UTF_8));
        List<String> cut = new ArrayList<>();
        for (int i = 0; i < text.length(); i += 8) {
            cut.add(text.substring(i, Math.min(text.length(), i + 8)));
        }
        return cut;
    }

    private String take(String of, List<String> cut) {
        return new String(parts.take(of, String.join("", cut).length()), StandardCharsets.UTF_8);
    }

    @Test
    void twoSendersInTurn() {
        List<String> one = cut("rules of the first, which are long");
        List<String> other = cut("rules of the second, long as well");
        for (int i = 0; i < one.size(); i++) {
            parts.add("one", one.get(i));
            parts.add("other", i < other.size() ? other.get(i) : "");
        }
        assertThat(take("one", one)).isEqualTo("rules of the first, which are long");
        assertThat(take("other", other)).isEqualTo("rules of the second, long as well");
        assertThat(parts.isEmpty()).isTrue();
    }

    @Test
    void halfIsNotTheWhole() {
        List<String> cut = cut("rules: [ a, b, c, d, e, f ]");
        for (String part : cut.subList(1, cut.size())) {
            parts.add("one", part);
        }
        assertThatThrownBy(() -> take("one", cut)).hasMessage("the rules did not arrive whole; try again");
        assertThatThrownBy(() -> take("nobody", cut)).hasMessageContaining("did not arrive whole");
    }

    @Test
    void nothingAtAllIsWhole() {
        assertThat(parts.take("none", 0)).isEmpty();
    }

    @Test
    void whoBeganAndWasKilledIsForgotten() {
        for (int i = 0; i < 100; i++) {
            parts.add("killed" + i, "AAAA");
        }
        List<String> cut = cut("rules");
        cut.forEach(part -> parts.add("alive", part));
        assertThat(take("alive", cut)).isEqualTo("rules");
        assertThatThrownBy(() -> parts.take("killed0", 4)).hasMessageContaining("did not arrive whole");
        parts.clear();
        assertThat(parts.isEmpty()).isTrue();
    }

    @Test
    void noMoreThanARulesFileIsKept() {
        parts.add("one", "A".repeat(5 << 20));
        assertThatThrownBy(() -> parts.add("one", "A".repeat(2 << 20))).hasMessageContaining("too long");
        assertThat(parts.isEmpty()).isTrue();
    }
}
