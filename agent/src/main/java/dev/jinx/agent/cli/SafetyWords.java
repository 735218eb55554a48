package dev.jinx.agent.cli;

import dev.jinx.agent.rules.SafetySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The safety limits in words. */
final class SafetyWords {
    private SafetyWords() {}

    /** One line, such as {@code at most 1000 injections, 1 protected target}. */
    static String of(SafetySettings safety) {
        List<String> words = new ArrayList<>();
        if (safety.expiresAfter().isPresent()) {
            long seconds = safety.expiresAfter().get().toSeconds();
            words.add("no rule acts after "
                    + (seconds > 0
                            ? seconds + " s"
                            : safety.expiresAfter().get().toMillis() + " ms"));
        }
        add(words, safety.maxInjections(), " injections");
        add(words, safety.maxInjectionsPerSecond(), " injections per second");
        add(words, safety.maxWaitingThreads(), " waiting threads");
        int protect = safety.protect().size();
        if (protect > 0) {
            words.add(protect + (protect == 1 ? " protected target" : " protected targets"));
        }
        return String.join(", ", words);
    }

    private static void add(List<String> words, OptionalLong limit, String of) {
        if (limit.isPresent()) {
            words.add("at most " + limit.getAsLong() + of);
        }
    }
}
