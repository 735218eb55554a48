package dev.jinx.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*.internal, db.internal, true",
        "*.internal, a.b.internal, true",
        "*.internal, internal, false",
        "*.internal, .internal, true",
        "pay?ents, payments, true",
        "pay?ents, payents, false",
        "*, '', true",
        "?, '', false",
        "'', '', true",
        "'', a, false",
        "a*b*c, abc, true",
        "a*b*c, axxbyyc, true",
        "a*b*c, axxbyy, false",
        "**, anything, true",
        "*a, aaa, true",
        "a.b, axb, false",
        "[a-z], b, false"
    })
    void aStarStandsForAnythingAndAQuestionMarkForOneCharacter(String pattern, String text, boolean expected) {
        assertThat(new Glob(pattern).matches(text)).isEqualTo(expected);
    }

    @Test
    void matchesAsTheRegularExpressionOfTheSameMeaningDoes() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            String pattern = text(random, "ab*?");
            String text = text(random, "ab");
            boolean expected = Pattern.matches(pattern.replace("*", ".*").replace('?', '.'), text);
            assertThat(new Glob(pattern).matches(text))
                    .as("%s on %s", pattern, text)
                    .isEqualTo(expected);
        }
    }

    private static String text(Random random, String letters) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(9); n > 0; n--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @Test
    void aPatternOfManyStarsDoesNotTakeForever() {
        Glob glob = new Glob("*a".repeat(200) + "b");
        String text = "a".repeat(2000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(glob.matches(text)).isFalse());
    }
}
