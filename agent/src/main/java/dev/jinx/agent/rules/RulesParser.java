package dev.jinx.agent.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a rules file. */
public final class RulesParser {
    private RulesParser() {}

    /**
     * Reads and validates a whole rules file.
     *
     * <p>Never throws: whatever the bytes are, the answer is either the rules or at least one problem with its place. Problems in
     * different rules, and different problems in one rule, are all found at once.
     *
     * @param source the file as the user named it; stands in front of each problem
     * @param utf8 what is in it
     * @param environment the variables that <code>${NAME}</code> in a value stands for
     */
    public static Parsed parse(String source, byte[] utf8, Map<String, String> environment) {
        return parse(source, utf8, environment, false);
    }

    /** The same for the rules of a test, which may be one rule instead of a whole file, and may say {@code scope: this-test}. */
    public static Parsed parseTest(String source, byte[] utf8, Map<String, String> environment) {
        return parse(source, utf8, environment, true);
    }

    private static Parsed parse(String source, byte[] utf8, Map<String, String> environment, boolean test) {
        Problems problems = new Problems();
        Optional<RulesFile> file = Optional.empty();
        try {
            file = read(source, utf8, environment, test, problems);
            if (!test) {
                refuseThisTest(file, problems);
            }
        } catch (BadValue bad) {
            problems.add(bad);
        } catch (RuntimeException | StackOverflowError e) {
            // A defect of ours or of the YAML library; the user still gets a message instead of a stack trace.
            problems.subject("");
            problems.add(new Position(source, 0, 0), "the file cannot be read: " + e);
        }
        boolean good = problems.count() == 0;
        return new Parsed(good ? file : Optional.empty(), good ? List.of() : problems.all(), problems.warnings());
    }

    private static void refuseThisTest(Optional<RulesFile> file, Problems problems) {
        for (Rule rule : file.isPresent() ? file.get().rules() : List.<Rule>of()) {
            if (rule.thisTest()) {
                problems.subject("'" + rule.name() + "'");
                problems.add(rule.at(), "'scope' is for rules that a test injects: a rules file is not part of one");
            }
        }
        problems.subject("");
    }

    private static Optional<RulesFile> read(
            String source, byte[] utf8, Map<String, String> environment, boolean test, Problems problems)
            throws BadValue {
        String text = SourceText.of(source, utf8);
        Node root = TreeReader.read(source, text, problems).orElse(null);
        if (root == null || Node.isEmpty(root)) {
            throw new BadValue(new Position(source, 0, 0), "there are no rules: the file is empty");
        }
        Node file = test ? RulesFileReader.whole(root) : root;
        Substitution substitution = new Substitution(environment, test, problems);
        return Optional.of(RulesFileReader.read(source, file, substitution, problems));
    }
}
