package dev.jinx.agent.rules;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is allowed in a rule but seldom meant. */
final class Warnings {
    private Warnings() {}

    /** Warns of one rule; {@code saysPer} is whether it says what is counted. */
    static void of(Rule rule, boolean saysPer, Problems problems) {
        boolean chunks = rule.on().contains(Operation.READ) || rule.on().contains(Operation.WRITE);
        if (chunks && rule.trigger().probability() < 1 && !saysPer) {
            problems.warn(
                    rule.at(),
                    "the probability is drawn for each read and write, and a 20 KB response is 8 reads; "
                            + "`when: { per: exchange }` draws it once for a request and its response");
        }
        FaultSpec last = rule.faults().get(rule.faults().size() - 1);
        if (last instanceof FaultSpec.Drop) {
            problems.warn(
                    rule.at(),
                    "behind a dropped write the stream is garbage for good: the peer misses bytes in the middle");
        }
        if (changesPayload(rule)) {
            problems.warn(
                    rule.at(),
                    "what is changed is what goes over the wire: on a TLS connection that breaks a record, and the"
                            + " side that receives it ends the connection with an alert");
        }
        if (rule.continues() && last.terminal()) {
            problems.warn(
                    rule.at(),
                    "'continue' has no use here: '" + last.word()
                            + "' ends the operation, and no later rule can act on it");
        }
    }

    private static boolean changesPayload(Rule rule) {
        if (rule.target().transport().equals(Optional.of(Target.Transport.UNIX))) {
            // Nobody encrypts what does not leave the machine.
            return false;
        }
        for (FaultSpec fault : rule.faults()) {
            if (fault instanceof PayloadSpec payload && payload.changes()) {
                return true;
            }
        }
        return false;
    }

    /** Warns of rules that can never act, because an earlier one always does where they would. */
    static void ofShadowed(List<Rule> rules, Problems problems) {
        Map<String, Map<Operation, String>> taken = new HashMap<>();
        for (Rule rule : rules) {
            String target = targetOf(rule);
            Map<Operation, String> before = taken.get(target);
            if (before != null && before.keySet().containsAll(rule.operations())) {
                problems.subject("'" + rule.name() + "'");
                problems.warn(rule.at(), "it never acts: " + takers(rule, before));
            } else if (alwaysActs(rule)) {
                if (before == null) {
                    before = new EnumMap<>(Operation.class);
                    taken.put(target, before);
                }
                for (Operation operation : rule.operations()) {
                    before.putIfAbsent(operation, rule.name());
                }
            }
        }
        problems.subject("");
    }

    private static String takers(Rule rule, Map<Operation, String> before) {
        Set<String> names = new LinkedHashSet<>();
        for (Operation operation : rule.operations()) {
            names.add("'" + before.get(operation) + "'");
        }
        return String.join(" and ", names)
                + (names.size() == 1 ? " has the same target and always does" : " have the same target and always do");
    }

    private static boolean alwaysActs(Rule rule) {
        // The trigger is compared by what is written: an empty `when` and no `when` are the same to the reader only.
        return rule.enabled()
                && !rule.continues()
                && rule.trigger().probability() == 1
                && place(rule.definition(), "when: ") < 0;
    }

    /** Where that key of the rule stands; where there is no operation it may be the first. */
    private static int place(String definition, String key) {
        int comma = definition.indexOf(", " + key);
        return definition.startsWith("{" + key) ? 1 : comma < 0 ? -1 : comma + 2;
    }

    /** The target as it is written: rules that write it the same have the same. */
    private static String targetOf(Rule rule) {
        String definition = rule.definition();
        int start = place(definition, "target: ");
        if (start < 0) {
            return "";
        }
        int end = definition.indexOf(", fault: ", start);
        return definition.substring(start, end < 0 ? definition.length() : end);
    }
}
