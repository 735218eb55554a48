package dev.jinx.agent.rules;

import java.util.List;
import java.util.Set;

/** What must be true of the faults of a rule together, and with its operations. */
final class FaultChecks {
    private final Problems problems;
    private final Set<Operation> on;

    FaultChecks(Problems problems, Set<Operation> on) {
        this.problems = problems;
        this.on = on;
    }

    /** Reports each fault that cannot apply, or cannot stand where it stands. */
    void check(List<FaultUse> faults) {
        for (int i = 0; i < faults.size(); i++) {
            FaultUse use = faults.get(i);
            applies(use);
            if (terminal(use) && i < faults.size() - 1) {
                problems.add(
                        use.at(),
                        "'" + use.word().word() + "' ends the operation, so it can only be the last of the list");
            }
            if (use.word().wholePeer() && faults.size() > 1) {
                problems.add(use.at(), "'" + use.word().word() + "' concerns the whole peer and stands alone");
            }
            if (actsOnResult(use) && throwsAtOnce(faults.get(faults.size() - 1))) {
                problems.add(
                        use.at(),
                        "'" + use.word().word() + "' acts on what the method returns, and '"
                                + faults.get(faults.size() - 1).word().word() + "' behind it returns nothing");
            }
        }
    }

    private static boolean actsOnResult(FaultUse use) {
        return use.word() == FaultWord.CORRUPT_RESULT
                || (use.word() == FaultWord.DELAY
                        && use.spec().isPresent()
                        && async(use.spec().get()));
    }

    private static boolean throwsAtOnce(FaultUse use) {
        return (use.word() == FaultWord.THROW || use.word() == FaultWord.TIMEOUT)
                && use.spec().isPresent()
                && !async(use.spec().get());
    }

    private static boolean terminal(FaultUse use) {
        return use.spec().isPresent() ? use.spec().get().terminal() : use.word().terminal();
    }

    /** Reports each fault that a constructor cannot have. */
    void checkConstructors(List<FaultUse> faults) {
        for (FaultUse use : faults) {
            switch (use.word()) {
                case SKIP, RETURN, CORRUPT_RESULT ->
                    problems.add(
                            use.at(),
                            "'" + use.word().word()
                                    + "' does not apply to constructors, which have no result: `new` gives"
                                    + " the object whatever they do");
                default -> {
                    if (use.spec().isPresent() && async(use.spec().get())) {
                        problems.add(use.at(), "'async' does not apply to constructors, which return no future");
                    }
                }
            }
        }
    }

    private static boolean async(FaultSpec spec) {
        return (spec instanceof FaultSpec.Throw thrown && thrown.async())
                || (spec instanceof FaultSpec.Delay delay && delay.async())
                || (spec instanceof FaultSpec.Timeout timeout && timeout.async());
    }

    private void applies(FaultUse use) {
        if (use.word() == FaultWord.DOWN && !on.isEmpty()) {
            problems.add(use.at(), "'down' concerns the whole peer: leave out 'on'");
            return;
        }
        for (Operation operation : on) {
            if (use.word() == FaultWord.BLACKHOLE && !Operations.DATAGRAMS.contains(operation)) {
                problems.add(
                        use.at(),
                        "'blackhole' concerns the whole peer: leave out 'on', which would be send and receive only");
                return;
            }
            if (!use.word().operations().contains(operation)) {
                problems.add(
                        use.at(),
                        "'" + use.word().word() + "' does not apply to " + operation.word() + ", only to "
                                + Operations.list(use.word().operations()));
                return;
            }
        }
    }

    /** Whether one of them concerns a whole peer, so that the rule needs no {@code on}. */
    static boolean wholePeer(List<FaultUse> faults) {
        for (FaultUse use : faults) {
            if (use.word().wholePeer()) {
                return true;
            }
        }
        return false;
    }
}
