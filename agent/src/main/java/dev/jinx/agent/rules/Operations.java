package dev.jinx.agent.rules;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** Groups of operations that the grammar speaks of. */
final class Operations {
    static final Set<Operation> STREAMS = EnumSet.range(Operation.CONNECT, Operation.CLOSE);

    /** Those behind which a connection goes on. */
    static final Set<Operation> OPEN = EnumSet.range(Operation.CONNECT, Operation.WRITE);

    static final Set<Operation> DATAGRAMS = EnumSet.of(Operation.SEND, Operation.RECEIVE);
    static final Set<Operation> FILES = EnumSet.range(Operation.FILE_OPEN, Operation.FILE_SYNC);
    static final Set<Operation> ALL = EnumSet.allOf(Operation.class);

    /** Everything but calls of application methods. */
    static final Set<Operation> IO = EnumSet.complementOf(EnumSet.of(Operation.CALL));

    /** What a rule can be written for so far. */
    static final Set<Operation> BUILT = and(STREAMS, Operation.CALL);

    private Operations() {}

    /** All of those, and these. */
    static Set<Operation> and(Set<Operation> some, Operation... more) {
        EnumSet<Operation> all = EnumSet.copyOf(some);
        for (Operation operation : more) {
            all.add(operation);
        }
        return all;
    }

    /** Whether they can be calls: they are, or it was not said what they are, which is reported already. */
    static boolean mayBeCalls(Set<Operation> on) {
        return on.isEmpty() || on.contains(Operation.CALL);
    }

    /** {@code connect, read or write}. */
    static String list(Collection<Operation> operations) {
        StringBuilder list = new StringBuilder();
        int left = operations.size();
        for (Operation operation : operations) {
            list.append(operation.word());
            left--;
            if (left > 0) {
                list.append(left == 1 ? " and " : ", ");
            }
        }
        return list.toString();
    }

    /** Every word of {@code on}. */
    static String[] words() {
        Operation[] operations = Operation.values();
        String[] words = new String[operations.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = operations[i].word();
        }
        return words;
    }
}
