package dev.jinx.agent.rules;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One rule of a rules file: where, when and what.
 *
 * @param name unique in the file
 * @param at where it stands
 * @param definition the rule on one line, for the report
 * @param on the operations; none where the rule concerns a whole peer
 * @param target which of them
 * @param trigger when it acts
 * @param faults what it does, carried out in order; only the last can be terminal
 * @param enabled whether it is in force from the start
 * @param continues whether the search goes on behind it after it triggered
 * @param description the user's words, or empty
 * @param labels shown in the report
 * @param expectations what it promises to have done at the end
 * @param thisTest whether it reaches only the thread of the test that has it, and what that starts
 * @param mayBeUnused whether a test in which it never matched is in order
 */
public record Rule(
        String name,
        Position at,
        String definition,
        Set<Operation> on,
        Target target,
        Trigger trigger,
        List<FaultSpec> faults,
        boolean enabled,
        boolean continues,
        String description,
        Map<String, String> labels,
        List<Expectation> expectations,
        boolean thisTest,
        boolean mayBeUnused) {
    /** Whether it concerns a peer rather than an operation. */
    public boolean wholePeer() {
        return on.isEmpty();
    }

    /** The operations at which it is asked for: those of {@code on}, or by which a whole peer is reached. */
    public Set<Operation> operations() {
        return wholePeer() ? EnumSet.of(Operation.CONNECT, Operation.READ, Operation.WRITE) : on;
    }
}
