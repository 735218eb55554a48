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
        Problems problems = new Problems();
        Optional<RulesFile> file = Optional.empty();
        try {
            file = read(source, utf8, environment, problems);
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

    private static Optional<RulesFile> read(
            String source, byte[] utf8, Map<String, String> environment, Problems problems) throws BadValue {
        String text = SourceText.of(source, utf8);
        Node root = TreeReader.read(source, text, problems).orElse(null);
        if (root == null || Node.isEmpty(root)) {
            throw new BadValue(new Position(source, 0, 0), "there are no rules: the file is empty");
        }
        return Optional.of(RulesFileReader.read(source, root, new Substitution(environment, problems), problems));
    }
}
