package dev.jinx.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.agent.settings.Version;
import dev.jinx.runtime.hook.RuntimeVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command survives its way through an agent's argument. */
class RequestTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "pause", "a b", "100%", "/tmp/Grüße/規則.yaml", "a\u0001b", "x=1,y=2", "line\nline"})
    void itComesOutAsItWentIn(String argument) {
        Request request = new Request("0.1.0", "id", "enable", List.of(argument, "", argument));
        assertThat(request.encoded()).matches("[\\x01\\x21-\\x7e]+");
        assertThat(Request.isOne(request.encoded())).isTrue();
        assertThat(Request.decode(request.encoded())).isEqualTo(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"faults.yaml", "control", "control:1", "rules=control.yaml", ""})
    void whatPeopleWriteIsNone(String argument) {
        assertThat(Request.isOne(argument)).isFalse();
    }

    @Test
    void anAnswerMayHaveSeveralLines() {
        Answer answer = new Answer(2, "one problem\nand 2 more");
        assertThat(Answer.decode(answer.encoded())).isEqualTo(answer);
    }

    @Test
    void theRuntimeIsOfTheSameVersionAsTheAgent() {
        assertThat(RuntimeVersion.TEXT).isEqualTo(Version.text());
    }
}
