package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the file's own keys, and each rule. */
final class RulesFileReader extends MappingReader {
    private static final String[] KEYS = {"version", "seed", "report", "safety", "rules"};

    /** By one of these a mapping is a rule. */
    private static final String[] OF_A_RULE = {"name", "on", "operation", "fault"};

    private final Substitution substitution;
    private final ReportReader report;
    private final SafetyReader safety;
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, Position> names = new HashMap<>();
    private OptionalLong seed = OptionalLong.empty();

    private RulesFileReader(Problems problems, Substitution substitution) {
        super(problems, "the file", KEYS);
        this.substitution = substitution;
        report = new ReportReader(problems);
        safety = new SafetyReader(problems);
    }

    /** A file that has that rule alone, with everything where it was; the same tree where it is not one rule. */
    static Node whole(Node root) {
        return root instanceof Node.Mapping mapping && hasAny(mapping, OF_A_RULE) && !hasAny(mapping, KEYS)
                ? new Node.Mapping(
                        List.of(new Node.Entry("rules", root.at(), new Node.Sequence(List.of(root), root.at()))),
                        root.at())
                : root;
    }

    private static boolean hasAny(Node.Mapping mapping, String[] keys) {
        for (String key : keys) {
            if (mapping.get(key).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** The file of that tree; complete if no problem was reported. */
    static RulesFile read(String source, Node root, Substitution substitution, Problems problems) {
        RulesFileReader reader = new RulesFileReader(problems, substitution);
        if (reader.readAll(root) && reader.lacks("rules")) {
            problems.add(root.at(), "there are no rules: 'rules' is missing");
        }
        Warnings.ofShadowed(reader.rules, problems);
        return new RulesFile(
                source, reader.seed, reader.report.settings(), reader.safety.settings(), List.copyOf(reader.rules));
    }

    @Override
    protected void read(String key, Node raw) throws BadValue {
        if (key.equals("rules")) {
            readRules(raw);
            return;
        }
        Node value = substitution.in(raw);
        if (Node.isBroken(value)) {
            return;
        }
        switch (key) {
            case "version" -> version(value);
            case "seed" -> seed = OptionalLong.of(Values.whole(value, key, Long.MIN_VALUE, Long.MAX_VALUE));
            case "report" -> report.readAll(value);
            default -> safety.readAll(value);
        }
    }

    private static void version(Node value) throws BadValue {
        String text = Values.word(value, "version");
        if (!text.equals("1")) {
            throw new BadValue(value.at(), "'version' is 1, the only one so far, not " + Problems.quote(text));
        }
    }

    private void readRules(Node node) throws BadValue {
        if (Node.isEmpty(node)
                || (node instanceof Node.Sequence sequence && sequence.items().isEmpty())) {
            throw new BadValue(node.at(), "there are no rules: 'rules' is empty");
        }
        if (!(node instanceof Node.Sequence sequence)) {
            throw new BadValue(node.at(), "'rules' is a list: each rule begins with `- name:`");
        }
        for (int i = 0; i < sequence.items().size(); i++) {
            readRule(i + 1, sequence.items().get(i));
        }
        problems.subject("");
    }

    private void readRule(int number, Node raw) {
        problems.subject(subject(number, raw));
        Node node = substitution.in(raw);
        Optional<Rule> rule = RuleReader.read(node, problems);
        if (rule.isPresent()) {
            rules.add(rule.get());
        }
        Node name = node instanceof Node.Mapping mapping ? mapping.get("name").orElse(null) : null;
        if (name instanceof Node.Scalar scalar && scalar.form() == Node.Form.GIVEN) {
            Position first = names.putIfAbsent(scalar.text(), scalar.at());
            if (first != null) {
                problems.add(
                        scalar.at(), "the name is taken by the rule on line " + first.line() + "; names are unique");
            }
        }
    }

    /** {@code rules[2] 'slow-db'}, counted from 1. */
    private static String subject(int number, Node rule) {
        StringBuilder subject = new StringBuilder("rules[").append(number).append(']');
        if (rule instanceof Node.Mapping mapping && mapping.get("name").orElse(null) instanceof Node.Scalar name) {
            subject.append(' ').append(Problems.quote(name.text()));
        }
        return subject.toString();
    }
}
