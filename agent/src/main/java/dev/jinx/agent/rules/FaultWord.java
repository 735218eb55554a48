package dev.jinx.agent.rules;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The words of {@code fault}, and what is true of each whatever its options: one row for each row of the table in the manual. */
enum FaultWord {
    ERROR("error", true, true, Operations.IO),
    THROW("throw", true, true, Operations.ALL),
    DELAY("delay", false, true, Operations.ALL),
    TIMEOUT("timeout", true, true, Operations.ALL),
    HANG("hang", true, true, Operations.ALL),
    RESET("reset", true, true, Operations.STREAMS),
    CLOSE("close", true, true, EnumSet.of(Operation.ACCEPT, Operation.READ, Operation.WRITE)),
    REFUSE("refuse", true, true, EnumSet.of(Operation.CONNECT)),
    DROP("drop", true, true, EnumSet.of(Operation.WRITE, Operation.SEND, Operation.RECEIVE)),
    DOWN("down", false, true, EnumSet.noneOf(Operation.class)),
    BLACKHOLE("blackhole", false, true, Operations.DATAGRAMS),
    SHORT("short", false, true, EnumSet.of(Operation.READ, Operation.WRITE)),
    SLICE("slice", false, true, EnumSet.of(Operation.READ, Operation.WRITE)),
    THROTTLE("throttle", false, true, EnumSet.of(Operation.READ, Operation.WRITE)),
    LIMIT("limit", false, true, Operations.OPEN),
    LIFETIME("lifetime", false, true, Operations.OPEN),
    CORRUPT("corrupt", false, true, Operations.and(Operations.DATAGRAMS, Operation.READ, Operation.WRITE)),
    TRUNCATE("truncate", false, true, EnumSet.of(Operation.WRITE)),
    DUPLICATE("duplicate", false, true, EnumSet.of(Operation.READ, Operation.WRITE, Operation.SEND)),
    PAD("pad", false, true, EnumSet.of(Operation.READ, Operation.WRITE, Operation.SEND)),
    REPLACE("replace", false, true, EnumSet.of(Operation.READ, Operation.WRITE, Operation.SEND)),
    SUBSTITUTE("substitute", false, true, EnumSet.of(Operation.READ, Operation.WRITE, Operation.SEND)),
    COALESCE("coalesce", false, true, EnumSet.of(Operation.READ, Operation.WRITE, Operation.SEND)),
    REORDER("reorder", false, false, Operations.DATAGRAMS),
    RETURN("return", true, true, EnumSet.of(Operation.CALL, Operation.RESOLVE)),
    SKIP("skip", true, true, EnumSet.of(Operation.CALL)),
    CORRUPT_RESULT("corrupt-result", false, true, EnumSet.of(Operation.CALL)),
    DEADLOCK("deadlock", true, true, EnumSet.of(Operation.CALL));

    private final String word;
    private final boolean terminal;
    private final boolean built;

    @SuppressWarnings("ImmutableEnumChecker") // written once; an EnumSet, because messages list it in its order
    private final Set<Operation> operations;

    FaultWord(String word, boolean terminal, boolean built, Set<Operation> operations) {
        this.word = word;
        this.terminal = terminal;
        this.built = built;
        this.operations = operations;
    }

    /** As it is written. */
    String word() {
        return word;
    }

    /** Whether the operation ends with it. */
    boolean terminal() {
        return terminal;
    }

    /** Whether it does something yet. */
    boolean built() {
        return built;
    }

    /** Whether it concerns a peer rather than an operation, so that {@code on} is left out. */
    boolean wholePeer() {
        return this == DOWN || this == BLACKHOLE;
    }

    /** What it applies to. */
    Set<Operation> operations() {
        return operations;
    }

    /** The fault with that word, if there is one. */
    static Optional<FaultWord> of(String word) {
        for (FaultWord fault : values()) {
            if (fault.word.equals(word)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** Every word of {@code fault}. */
    static String[] words() {
        FaultWord[] faults = values();
        String[] words = new String[faults.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = faults[i].word;
        }
        return words;
    }
}
