package dev.jinx.runtime.plan;

import dev.jinx.runtime.connection.Connection;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.stats.Event;
import dev.jinx.runtime.stats.Events;

/** Puts into words what is injected, for the report and for who listens. Any thread. */
final class Notes {
    private final Events events;

    Notes(Events events) {
        this.events = events;
    }

    /** What was decided on an operation. */
    void add(Operation operation, String target, Connection connection, Verdict verdict) {
        verdict.injects(operation.ordinal());
        add(operation.word(), target, connection, verdict);
    }

    /** What happens to a connection, whatever is done with it. */
    void onPeer(String target, Connection connection, Verdict verdict) {
        verdict.injects(Operation.count());
        add("connection", target, connection, verdict);
    }

    private void add(String operation, String target, Connection connection, Verdict verdict) {
        StringBuilder words = new StringBuilder();
        String detail = "";
        for (int i = 0; i < verdict.size(); i++) {
            Fault fault = verdict.fault(i);
            words.append(i == 0 ? "" : ",").append(fault.word());
            detail = fault.detail().isEmpty() ? detail : fault.detail();
        }
        Event event = new Event(
                events.number(),
                System.currentTimeMillis(),
                verdict.rule().name(),
                operation,
                words.toString(),
                detail,
                target,
                Thread.currentThread().getName(),
                verdict.number(),
                connection == null ? 0 : connection.number(),
                connection == null ? 0 : connection.traffic().call(),
                verdict.delay());
        events.add(event);
        verdict.rule().tell(event);
    }
}
