package dev.jinx.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.subject.Subjects.Given;
import dev.jinx.subject.Subjects.Giver;
import dev.jinx.subject.Subjects.Heir;
import org.junit.jupiter.api.Test;

/** Where a method is that a rule named in the wrong place. */
class NeverCalledTest {
    private static final String HEIR = Heir.class.getName();

    private static String sentence(String method) {
        Sample sample = new Sample("""
                rules:
                  - { name: r, on: call, target: { methods: "%s#%s" }, fault: hang }
                """.formatted(HEIR, method));
        return Figures.pull(sample.run(), true, new Class<?>[] {Heir.class})
                .unmatched()
                .get(0);
    }

    @Test
    void aMethodThatIsInheritedIsNamedWithWhatGivesIt() {
        assertThat(sentence("byDefault"))
                .isEqualTo("r: no method matches " + HEIR + "#byDefault; " + HEIR + " has it from "
                        + Given.class.getName() + ": name that");
        assertThat(sentence("byClass")).endsWith(" has it from " + Giver.class.getName() + ": name that");
        assertThat(sentence("common"))
                .as("a static method of an interface is nobody else's")
                .endsWith("nearest seen: " + HEIR);
        assertThat(sentence("wanted")).as("nobody has it").endsWith("nearest seen: " + HEIR);
    }
}
