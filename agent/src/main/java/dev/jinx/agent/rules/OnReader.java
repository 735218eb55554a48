package dev.jinx.agent.rules;

import java.util.EnumSet;
import java.util.Set;

/** Reads {@code on}: one operation or a list. */
final class OnReader {
    private final Problems problems;

    OnReader(Problems problems) {
        this.problems = problems;
    }

    /** The operations of that node, those that are not supported yet included; none where they do not go together. */
    Set<Operation> read(Node node) throws BadValue {
        Set<Operation> on = EnumSet.noneOf(Operation.class);
        for (Node item : Values.items(node, "on")) {
            try {
                readOne(item, on);
            } catch (BadValue bad) {
                problems.add(bad);
            }
        }
        if (on.contains(Operation.CALL) && on.size() > 1) {
            problems.add(
                    node.at(), "'call' stands alone: methods of the application share no target with other operations");
            return EnumSet.noneOf(Operation.class);
        }
        return on;
    }

    private void readOne(Node item, Set<Operation> on) throws BadValue {
        if (Node.isBroken(item)) {
            return;
        }
        String word = Values.word(item, "on");
        Operation operation = Operation.of(word).orElse(null);
        if (operation == null) {
            throw new BadValue(item.at(), Suggestion.unknown("operation", word, Operations.words()));
        }
        if (!on.add(operation)) {
            throw new BadValue(item.at(), "the operation '" + word + "' stands here twice");
        }
        if (!Operations.BUILT.contains(operation)) {
            problems.add(item.at(), "the operation '" + word + "' is not supported yet");
        }
    }
}
