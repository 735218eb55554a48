package dev.jinx.agent.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one rule. */
final class RuleReader extends MappingReader {
    static final String WHERE = "the rule";
    static final String[] KEYS = {
        "name",
        "on",
        "operation",
        "target",
        "probability",
        "when",
        "fault",
        "continue",
        "enabled",
        "description",
        "labels",
        "expect",
        "may-be-unused"
    };

    private static final int LONGEST_NAME = 200;

    private String name = "";
    private Set<Operation> on = Set.of();
    private Optional<Node> fault = Optional.empty();
    private double probability = 1;
    private boolean enabled = true;
    private boolean continues;
    private boolean mayBeUnused;
    private String description = "";
    private Map<String, String> labels = Map.of();
    private final TargetReader target;
    private final TriggerReader trigger;
    private final ExpectReader expect;

    private RuleReader(Problems problems) {
        super(problems, WHERE, KEYS);
        target = new TargetReader(problems);
        trigger = new TriggerReader(problems);
        expect = new ExpectReader(problems);
    }

    /** The rule of that node; empty where a problem was reported. */
    static Optional<Rule> read(Node node, Problems problems) {
        int before = problems.count();
        RuleReader reader = new RuleReader(problems);
        if (!reader.readAll(node)) {
            return Optional.empty();
        }
        List<FaultUse> faults = reader.faults(node);
        reader.check(node, faults);
        return problems.count() == before ? Optional.of(reader.rule((Node.Mapping) node, faults)) : Optional.empty();
    }

    @Override
    protected void read(String key, Node value) throws BadValue {
        switch (key) {
            case "name" -> name = name(value);
            case "on", "operation" -> on = new OnReader(problems).read(value);
            case "target" -> target.readAll(value);
            case "probability" -> probability = Quantities.share(value, key);
            case "when" -> trigger.readAll(value);
            case "fault" -> fault = Optional.of(value);
            case "continue" -> continues = Values.bool(value, key);
            case "enabled" -> enabled = Values.bool(value, key);
            case "may-be-unused" -> mayBeUnused = Values.bool(value, key);
            case "description" -> description = Values.text(value, key);
            case "labels" -> labels = labels(value);
            default -> expect.readAll(value);
        }
    }

    @Override
    protected String unknown(String key) {
        return isChangedOn(key)
                ? "the key 'true' is no key: a YAML 1.1 tool changed `on`; write `operation:`"
                : super.unknown(key);
    }

    @Override
    protected String meant(String key) {
        return isChangedOn(key) ? "on" : super.meant(key);
    }

    private static boolean isChangedOn(String key) {
        return key.equals("true") || key.equals("True");
    }

    private static String name(Node node) throws BadValue {
        String name = Values.word(node, "name");
        if (name.length() > LONGEST_NAME) {
            throw new BadValue(node.at(), "'name' has more than " + LONGEST_NAME + " characters");
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                throw new BadValue(node.at(), "'name' is one line of text");
            }
        }
        return name;
    }

    private Map<String, String> labels(Node node) throws BadValue {
        if (!(node instanceof Node.Mapping mapping)) {
            throw new BadValue(node.at(), "'labels' is a mapping, as in `labels: { team: payments }`");
        }
        Map<String, String> read = new LinkedHashMap<>();
        for (Node.Entry entry : mapping.entries()) {
            try {
                read.put(entry.key(), Values.text(entry.value(), entry.key()));
            } catch (BadValue bad) {
                problems.add(bad);
            }
        }
        return java.util.Collections.unmodifiableMap(read);
    }

    /** Read last, because what a fault may be depends on the operations. */
    private List<FaultUse> faults(Node node) {
        if (lacks("fault")) {
            problems.add(node.at(), "'fault' is missing: say what happens, as in `fault: { delay: 200ms }`");
        }
        return fault.isEmpty() ? List.of() : new FaultReader(problems, on).read(fault.get());
    }

    private void check(Node node, List<FaultUse> faults) {
        if (lacks("name")) {
            problems.add(node.at(), "'name' is missing");
        }
        if (has("on") && has("operation")) {
            problems.add(at("operation"), "'operation' is another word for 'on'; give one of them");
        }
        boolean nowhere = lacks("on") && lacks("operation");
        if (nowhere && FaultChecks.wholePeer(faults)) {
            target.checkWholePeer();
            trigger.checkWholePeer();
        } else if (nowhere) {
            problems.add(node.at(), "'on' is missing: say which operation, as in `on: connect`");
        }
        FaultChecks checks = new FaultChecks(problems, on);
        checks.check(faults);
        boolean misspelt = !has("target") && !lacks("target");
        if (on.contains(Operation.CALL) && target.lacksMethods() && !misspelt) {
            problems.add(
                    node.at(),
                    "'methods' is missing: say which, as in `target: { methods: \"com.acme.OrderRepository#find*\" }`");
        }
        if (target.namesConstructors()) {
            checks.checkConstructors(faults);
        }
        target.check(on);
        trigger.check(on);
    }

    private Rule rule(Node.Mapping node, List<FaultUse> faults) {
        List<FaultSpec> specs = new ArrayList<>(faults.size());
        for (FaultUse use : faults) {
            specs.add(use.spec().orElseThrow());
        }
        Rule rule = new Rule(
                name,
                node.at(),
                FlowText.definition(node),
                java.util.Collections.unmodifiableSet(on),
                target.target(),
                trigger.trigger(probability),
                List.copyOf(specs),
                enabled,
                continues,
                description,
                labels,
                expect.expectations(),
                target.thisTest(),
                mayBeUnused);
        Warnings.of(rule, trigger.saysPer(), problems);
        return rule;
    }
}
