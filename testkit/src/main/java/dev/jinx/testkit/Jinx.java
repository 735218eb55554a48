package dev.jinx.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Faults for as long as a block lasts.
 *
 * <pre>
 *   try (Scope faults = Jinx.inject(Rule.named("flaky").on(CONNECT).times(2).fault(Fault.refuse()))) {
 *       client.get();
 *       faults.rule("flaky").assertInjected(2);
 *   }
 * </pre>
 *
 * The agent is found in this JVM, or attached to it; no JVM flag is needed. Any thread.
 */
public final class Jinx {
    /** The property that sets the seed of all scopes, so that a run can be repeated; without it the variable {@code JINX_SEED} does. */
    public static final String SEED = "jinx.seed";

    private Jinx() {}

    /** Those rules, until the scope is closed. The first one is tried first. */
    public static Scope inject(Rule first, Rule... more) {
        List<Rule> rules = new ArrayList<>();
        rules.add(first);
        rules.addAll(List.of(more));
        return inject(rules);
    }

    /** Those rules, such as a {@link Preset}'s, until the scope is closed. The first one is tried first. */
    public static Scope inject(List<Rule> rules) {
        return Scope.open(Rule.file(rules), "rules", OptionalLong.empty()).sayingItsSeed();
    }

    /**
     * The rules of that text, until the scope is closed: a whole rules file, or one rule alone. A variable <code>${NAME}</code> in it
     * is a system property or an environment variable.
     *
     * @throws InvalidRulesException if they are not valid
     */
    public static Scope inject(String yaml) {
        return Scope.open(yaml, "rules", OptionalLong.empty()).sayingItsSeed();
    }

    /**
     * The rules of that file, until the scope is closed.
     *
     * @throws UncheckedIOException if it cannot be read, or is not UTF-8
     * @throws InvalidRulesException if they are not valid
     */
    public static Scope inject(Path file) {
        String yaml;
        try {
            yaml = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the rules file " + file + " cannot be read: " + e, e);
        }
        return Scope.open(yaml, file.toString(), OptionalLong.empty()).sayingItsSeed();
    }

    /**
     * The rules of that text, until the scope is closed. For callers that tell the seed where a test fails; the others say it once on standard
     * error if nobody gave it.
     *
     * @param source what they are called where something is wrong with them
     * @param seed what the draws depend on; empty for the text's own, or one for the JVM
     */
    public static Scope inject(String yaml, String source, OptionalLong seed) {
        return Scope.open(yaml, source, seed);
    }
}
