package dev.jinx.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.e2e.app.EndFidelity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/** What the scenarios of {@link EndFidelity} gave, the real fault and the injected one, played once on each JDK. */
final class EndRuns {
    /** How often it is played again: the kernel may answer in more than one way, and a busy machine may miss the moment. */
    private static final int MORE_CHANCES = 2;

    private static final AtOnce<Map<String, Played>> PLAYED = new AtOnce<>(EndRuns::play);

    private EndRuns() {}

    /** The steps of a case, each with its result. */
    record Played(List<String> real, List<String> injected) {}

    private static Map<String, Played> play(Jdk jdk) {
        Map<String, Played> played = new LinkedHashMap<>();
        for (String[] row : Jvm.on(jdk)
                .rules(EndFidelity.rules())
                .run(EndFidelity.class)
                .ok()
                .lines("step")) {
            Played one = played.computeIfAbsent(
                    row[1] + "/" + row[2], name -> new Played(new ArrayList<>(), new ArrayList<>()));
            (row[3].equals("real") ? one.real : one.injected).add(row[4] + ": " + row[5]);
        }
        return played;
    }

    /** A test for each case of these APIs, on each JDK. */
    static Stream<DynamicContainer> tests(List<String> apis, Map<String, List<String>> known) {
        return Jdk.all().stream().map(jdk -> {
            Map<String, Played> all = PLAYED.of(jdk);
            List<DynamicTest> tests = new ArrayList<>();
            for (Map.Entry<String, Played> one : all.entrySet()) {
                String key = one.getKey();
                if (apis.contains(key.substring(key.lastIndexOf('/') + 1))) {
                    tests.add(DynamicTest.dynamicTest(key, () -> check(jdk, key, one.getValue(), known)));
                }
            }
            assertThat(tests).as("cases on %s", jdk).hasSizeGreaterThan(20);
            return DynamicContainer.dynamicContainer(jdk.toString(), tests.stream());
        });
    }

    private static List<String> known(String key, Map<String, List<String>> known) {
        return known.getOrDefault(key, known.get(key.substring(0, key.lastIndexOf('/'))));
    }

    private static void check(Jdk jdk, String key, Played played, Map<String, List<String>> known) {
        String name = key.substring(0, key.lastIndexOf('/'));
        List<List<String>> real = new ArrayList<>();
        real.add(name.startsWith("known: ") ? known(key.substring("known: ".length()), known) : played.real);
        List<String> injected = played.injected;
        for (int i = 0; i < MORE_CHANCES && !real.contains(injected); i++) {
            System.out.println(jdk + ": again: " + key + "\n  real     " + real + "\n  injected " + injected);
            Undisturbed.awaitCalm();
            Played again = play(jdk).get(key);
            if (!name.startsWith("known: ")) {
                real.add(again.real);
            }
            injected = again.injected;
        }
        assertThat(real).as("%s, %s: what the real fault gave", jdk, key).contains(injected);
    }
}
