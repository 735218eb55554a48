package dev.jinx.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Who asks fetches the answer when those are served who asked meanwhile. */
class AnswersTest {
    private final Properties properties = new Properties();
    private final Answers answers = new Answers(properties);

    private String answer(int number) {
        return properties.getProperty(Answers.property("id" + number));
    }

    private static void leave(Answers where, int from, int to, String text) {
        for (int i = from; i < to; i++) {
            where.leave("id" + i, Answer.done(text + i));
        }
    }

    @Test
    void manyStayUntilTheyAreFetched() {
        leave(answers, 0, 40, "it is ");
        for (int i = 0; i < 40; i++) {
            assertThat(Answer.decode(answer(i))).isEqualTo(Answer.done("it is " + i));
        }
    }

    @Test
    void theyStayWhenTheAgentGoesAndAnotherComes() {
        leave(answers, 0, 5, "");
        answers.shrink();
        Answers next = new Answers(properties);
        leave(next, 5, 10, "");
        next.shrink();
        for (int i = 0; i < 10; i++) {
            assertThat(answer(i)).as("answer %s", i).isNotNull();
        }
    }

    @Test
    void theOldestGoSoThatNothingGrows() {
        leave(answers, 0, 1_000, "");
        assertThat(answer(0)).isNull();
        assertThat(answer(999)).isNotNull();
        assertThat(properties.size()).isLessThan(100);
        String long1 = "x".repeat(1_000_000);
        leave(answers, 1_000, 1_020, long1);
        long characters = properties.values().stream()
                .mapToLong(text -> text.toString().length())
                .sum();
        assertThat(characters).isBetween(1_000_000L, 5_000_000L);
    }

    @Test
    void ofLongOnesOnlyTheLastStaysBehindTheAgent() {
        leave(answers, 0, 3, "x".repeat(100_000));
        answers.shrink();
        assertThat(answer(1)).isNull();
        assertThat(answer(2)).isNotNull();
    }

    @Test
    void oneThatIsTooLongForTheProtocolSaysSo() {
        answers.leave("id0", Answer.done("x".repeat(3_000_000)));
        assertThat(Answer.decode(answer(0))).isEqualTo(Answer.failed("the answer is too long"));
    }
}
